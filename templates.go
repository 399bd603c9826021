package leeloo

import (
	"context"
	"maps"
	"slices"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/route"
)

// TemplatesService lists and sends message templates.
type TemplatesService service

// TemplateCategory is a folder of message templates.
type TemplateCategory struct {
	ID   CategoryID `json:"id"`
	Name Text       `json:"name"`
}

func (c *TemplateCategory) identity() string { return string(c.ID) }

// Template is a message template.
type Template struct {
	ID   TemplateID `json:"id"`
	Name Text       `json:"message_name"`
}

func (t *Template) identity() string { return string(t.ID) }

// Categories returns all categories of message templates.
//
// Leeloo: GET /categories/templates
func (s *TemplatesService) Categories(ctx context.Context, opts ...RequestOption) ([]TemplateCategory, error) {
	return list[TemplateCategory](ctx, (*service)(s), route.TemplatesCategories.With(), nil, opts)
}

// List returns all message templates of a category.
//
// Leeloo: GET /categories/templates/{category_id}
func (s *TemplatesService) List(ctx context.Context, id CategoryID, opts ...RequestOption) ([]Template, error) {
	return list[Template](ctx, (*service)(s), route.TemplatesList.With(string(id)), nil, opts)
}

// SendTemplateParams say which template goes to whom.
type SendTemplateParams struct {
	AccountID  AccountID  `json:"account_id"`
	TemplateID TemplateID `json:"template_id"`
	// Variables fill the variables of the template by name. Optional.
	Variables map[string]string `json:"variables,omitzero"`
}

func (p SendTemplateParams) validate() error {
	return check.All(
		check.RequiredID("AccountID", p.AccountID),
		check.RequiredID("TemplateID", p.TemplateID),
		check.Each("Variables", slices.Collect(maps.Keys(p.Variables)), check.Text),
		check.Each("Variables", slices.Collect(maps.Values(p.Variables)), check.Text),
	)
}

// Send sends a template into a chat. Sent twice, it arrives twice: see [Error.MaybeApplied].
//
// Leeloo: POST /messages/send-template
func (s *TemplatesService) Send(ctx context.Context, params SendTemplateParams, opts ...RequestOption) error {
	return exec(ctx, (*service)(s), route.TemplatesSend.With(), params, opts)
}
