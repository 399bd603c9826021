package leeloo

import (
	"context"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/form"
	"github.com/leeloo-go/leeloo/internal/route"
)

// TagsService lists tags and puts them on people.
type TagsService service

// Tag is a tag. Add and Remove take its ID; people and filters have its Name.
type Tag struct {
	ID   TagID `json:"id"`
	Name Text  `json:"name"`
}

func (t *Tag) identity() string { return string(t.ID) }

// List returns all tags.
//
// Leeloo: GET /tags
func (s *TagsService) List(ctx context.Context, opts ...RequestOption) ([]Tag, error) {
	return list[Tag](ctx, (*service)(s), route.TagsList.With(), nil, opts)
}

type tagParams struct {
	TagID TagID `json:"tag_id"`
}

func (p tagParams) validate() error { return check.RequiredID("TagID", p.TagID) }

func (p tagParams) fields() []form.Field {
	return []form.Field{{Name: "tag_id", Text: string(p.TagID)}}
}

// Add puts a tag on a person. A tag that is there already stays there once.
//
// The API's page asks for form-data: see [WithFormEncoding].
//
// Leeloo: PUT /people/{person_id}/add-tag
func (s *TagsService) Add(ctx context.Context, id PersonID, tag TagID, opts ...RequestOption) error {
	return exec(ctx, (*service)(s), route.TagsAdd.With(string(id)), tagParams{tag}, opts)
}

// Remove takes a tag off a person. The API's page does not say in which format it wants the tag: it is sent as JSON.
//
// Leeloo: PUT /people/{person_id}/remove-tag
func (s *TagsService) Remove(ctx context.Context, id PersonID, tag TagID, opts ...RequestOption) error {
	return exec(ctx, (*service)(s), route.TagsRemove.With(string(id)), tagParams{tag}, opts)
}
