package leelootest

import "slices"

type tagView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (c *company) listTags(*input) (answer, error) {
	return answer{data: views(c.tags.rows, func(t *tag) tagView { return tagView{t.id, t.name} })}, nil
}

func (c *company) addTag(in *input) (answer, error) {
	p, t := atPath(in, c.people, "person_id"), named(in, c.tags, "tag_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	p.addTag(t, in.now)
	return done, nil
}

func (c *company) removeTag(in *input) (answer, error) {
	p, t := atPath(in, c.people, "person_id"), named(in, c.tags, "tag_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	p.tags = slices.DeleteFunc(p.tags, func(has *tag) bool { return has == t })
	p.updated = in.now
	return done, nil
}

func (p *person) addTag(t *tag, now stamp) {
	if !slices.Contains(p.tags, t) {
		p.tags = append(p.tags, t)
	}
	p.updated = now
}
