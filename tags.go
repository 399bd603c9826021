package leeloo

import (
	"context"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// TagsService lists tags, and adds them to people and removes them.
type TagsService service

// Tag is a tag. Add and Remove take its ID; Person.Tags and filters contain its Name.
//
//readgen:model
type Tag struct {
	ID   TagID  `json:"id"`
	Name string `json:"name"`
}

func (t *Tag) resourceID() string { return string(t.ID) }
func (t *Tag) name() string       { return t.Name }

// List returns all tags.
//
// Leeloo: GET /tags
func (s *TagsService) List(ctx context.Context, opts ...RequestOption) ([]Tag, error) {
	return doList[Tag](ctx, (*service)(s), operation.TagsList.With(), nil, opts)
}

// ByName returns the tag with a name. It compares names exactly, then without case. If no tag has the name, the error is
// [ErrNotFound]; if several have it, [ErrAmbiguous]. [Error.Candidates] contains the nearest names.
//
// Leeloo: GET /tags
func (s *TagsService) ByName(ctx context.Context, name string, opts ...RequestOption) (*Tag, error) {
	return byName(operation.TagsList, "Tags.ByName", "name", name, each(func() ([]Tag, error) { return s.List(ctx, opts...) }))
}

// tagParams are the params of [TagsService.Add], which is a form.
type tagParams struct{ TagID TagID }

func (p tagParams) validate() error { return validate.RequiredID("TagID", p.TagID) }

func (p tagParams) body() request.Body {
	return request.Form(request.Field{Name: "tag_id", Text: string(p.TagID)})
}

// Add adds a tag to a person. A tag that the person has already stays there once. It is sent as a form: see
// [FormEncoding].
//
// Leeloo: PUT /people/{person_id}/add-tag
func (s *TagsService) Add(ctx context.Context, id PersonID, tag TagID, opts ...RequestOption) error {
	return do(ctx, (*service)(s), operation.TagsAdd.With(string(id)), tagParams{tag}, opts)
}

// untagParams are the params of [TagsService.Remove], which is JSON.
type untagParams struct {
	TagID TagID `json:"tag_id"`
}

func (p untagParams) validate() error { return validate.RequiredID("TagID", p.TagID) }

func (p untagParams) body() request.Body { return request.JSON(p) }

// Remove removes a tag from a person. The vendor does not document the format of the request; the client sends JSON, as
// other callers do.
//
// Leeloo: PUT /people/{person_id}/remove-tag
func (s *TagsService) Remove(ctx context.Context, id PersonID, tag TagID, opts ...RequestOption) error {
	return do(ctx, (*service)(s), operation.TagsRemove.With(string(id)), untagParams{tag}, opts)
}
