package leeloo

import (
	"context"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// Comment is a comment on the card of a person.
//
//readgen:model
type Comment struct {
	ID         CommentID `json:"id"`
	Text       string    `json:"text" leeloo:"verbatim"` // as written, also if it is "NOT_DEFINED"
	CreatedBy  UserID    `json:"created_by"`
	CompanyID  CompanyID `json:"company_id"`
	EntityID   PersonID  `json:"entity_id"`
	EntityType string    `json:"entity_type"` // "PERSON"
	CreatedAt  time.Time `json:"created_at,omitzero"`
	UpdatedAt  time.Time `json:"updated_at,omitzero"`
}

func (c *Comment) resourceID() string { return string(c.ID) }

type commentParams struct {
	Comment string `json:"comment"`
}

func (p commentParams) validate() error { return validate.Required("comment", p.Comment) }

func (p commentParams) body() request.Body { return request.JSON(p) }

// AddComment adds a comment to the card of a person. If called twice, it adds two: see [Error.MaybeApplied].
//
// Leeloo: PUT /people/{person_id}/add-comment
func (s *PeopleService) AddComment(ctx context.Context, id PersonID, comment string, opts ...RequestOption) (*Comment, error) {
	return doOne[Comment](ctx, (*service)(s), operation.PeopleAddComment.With(string(id)), commentParams{comment}, opts)
}
