package main

import (
	"context"
	"fmt"

	"github.com/leeloo-go/leeloo"
)

// templateName looks the template up. That guards against a wrong id, and against resuming with another company's token.
func templateName(ctx context.Context, crm *leeloo.Client, id leeloo.TemplateID) (string, error) {
	categories, err := crm.Templates.Categories(ctx)
	if err != nil {
		return "", err
	}
	for _, category := range categories {
		templates, err := crm.Templates.List(ctx, category.ID)
		if err != nil {
			return "", err
		}
		for _, template := range templates {
			if template.ID == id {
				return template.Name, nil
			}
		}
	}
	return "", fmt.Errorf("-template: the account has no template %s; are LEELOO_TOKEN and the id of the same company?", id)
}
