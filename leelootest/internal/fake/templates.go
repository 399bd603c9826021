package fake

import (
	"regexp"
	"slices"
	"strings"
)

type categoryView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type templateView struct {
	ID   string `json:"id"`
	Name string `json:"message_name"`
}

func (s *Store) listCategories(*params) (result, error) {
	return result{data: map[string]any{
		"categories": mapped(s.Categories.Rows, func(c *Category) categoryView { return categoryView{c.ID, c.Name} }),
	}}, nil
}

func (s *Store) listTemplates(in *params) (result, error) {
	c := lookupPath(in, s.Categories, "category_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	return result{data: map[string]any{
		"templates": mapped(c.templates, func(t *Template) templateView { return templateView{t.ID, t.Name} }),
	}}, nil
}

func (s *Store) sendTemplate(in *params) (result, error) {
	to := lookupField(in, s.Channels, "account_id")
	template := lookupField(in, s.Templates, "template_id")
	variables := in.dictionary("variables")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	to.addMessage(message{id: s.ids.next(), text: template.fill(variables), created: in.now})
	return done, nil
}

// fill replaces {{name}} in the template's text by the variable of that name. The notation is our choice.
func (t *Template) fill(variables map[string]string) string {
	pairs := make([]string, 0, 2*len(variables))
	for name, value := range variables {
		pairs = append(pairs, "{{"+name+"}}", value)
	}
	return strings.NewReplacer(pairs...).Replace(t.Text)
}

var variablePattern = regexp.MustCompile(`\{\{(.+?)\}\}`)

// Variables returns the names of the variables in the template's text, each once, in order.
func (t *Template) Variables() (names []string) {
	for _, match := range variablePattern.FindAllStringSubmatch(t.Text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}
