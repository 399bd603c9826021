package leeloo

import (
	"context"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// TemplatesService lists and sends message templates.
type TemplatesService service

// TemplateCategory is a category of message templates.
//
//readgen:model
type TemplateCategory struct {
	ID   CategoryID `json:"id"`
	Name string     `json:"name"`
}

func (c *TemplateCategory) resourceID() string { return string(c.ID) }
func (c *TemplateCategory) name() string       { return c.Name }

// Template is a message template.
//
//readgen:model
type Template struct {
	ID   TemplateID `json:"id"`
	Name string     `json:"message_name"`
}

func (t *Template) resourceID() string { return string(t.ID) }
func (t *Template) name() string       { return t.Name }

// Categories returns all categories of message templates.
//
// Leeloo: GET /categories/templates
func (s *TemplatesService) Categories(ctx context.Context, opts ...RequestOption) ([]TemplateCategory, error) {
	return doList[TemplateCategory](ctx, (*service)(s), operation.TemplatesCategories.With(), nil, opts)
}

// List returns all message templates of a category.
//
// Leeloo: GET /categories/templates/{category_id}
func (s *TemplatesService) List(ctx context.Context, id CategoryID, opts ...RequestOption) ([]Template, error) {
	return doList[Template](ctx, (*service)(s), operation.TemplatesList.With(string(id)), nil, opts)
}

// SendTemplateParams are the params of [TemplatesService.Send].
type SendTemplateParams struct {
	AccountID  AccountID  `json:"account_id"`
	TemplateID TemplateID `json:"template_id"`
	// Variables are the values of the template's variables by name. Optional.
	Variables map[string]string `json:"variables,omitzero"`
}

func (p SendTemplateParams) validate() error {
	return validate.All(
		validate.RequiredID("AccountID", p.AccountID),
		validate.RequiredID("TemplateID", p.TemplateID),
		p.validateVariables(),
	)
}

func (p SendTemplateParams) validateVariables() error {
	for name, value := range p.Variables {
		if err := validate.Text("Variables", name+value); err != nil {
			return err
		}
	}
	return nil
}

func (p SendTemplateParams) body() request.Body { return request.JSON(p) }

// Send sends a template to an account. If sent twice, the person receives it twice: see [Error.MaybeApplied].
//
// Leeloo: POST /messages/send-template
func (s *TemplatesService) Send(ctx context.Context, params SendTemplateParams, opts ...RequestOption) error {
	return do(ctx, (*service)(s), operation.TemplatesSend.With(), params, opts)
}

// ByName returns the message template with a name in the category with a name. See [TagsService.ByName] for how names are
// compared. It makes two requests.
//
// Leeloo: GET /categories/templates, GET /categories/templates/{category_id}
func (s *TemplatesService) ByName(ctx context.Context, category, name string, opts ...RequestOption) (*Template, error) {
	const method = "Templates.ByName"
	if err := validate.All(validate.Required("category", category), validate.Required("name", name)); err != nil {
		return nil, invalidArgument(lookup(operation.TemplatesCategories, method), err)
	}
	found, err := byName(operation.TemplatesCategories, method, "category", category,
		each(func() ([]TemplateCategory, error) { return s.Categories(ctx, opts...) }))
	if err != nil {
		return nil, err
	}
	return byName(operation.TemplatesList, method, "name", name,
		each(func() ([]Template, error) { return s.List(ctx, found.ID, opts...) }))
}
