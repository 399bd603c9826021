package leelootest

type categoryView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type templateView struct {
	ID   string `json:"id"`
	Name string `json:"message_name"`
}

func (c *company) listCategories(*input) (answer, error) {
	return answer{data: map[string]any{
		"categories": views(c.categories.rows, func(g *category) categoryView { return categoryView{g.id, g.name} }),
	}}, nil
}

func (c *company) listTemplates(in *input) (answer, error) {
	group := atPath(in, c.categories, "category_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	return answer{data: map[string]any{
		"templates": views(group.templates, func(t *template) templateView { return templateView{t.id, t.name} }),
	}}, nil
}

func (c *company) sendTemplate(in *input) (answer, error) {
	to := named(in, c.channels, "account_id")
	template := named(in, c.templates, "template_id")
	variables := in.dictionary("variables")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	to.say(c.ids.next(), template.fill(variables), false, in.now)
	return done, nil
}
