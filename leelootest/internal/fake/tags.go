package fake

import "slices"

type tagView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (s *Store) listTags(*params) (result, error) {
	return result{data: mapped(s.Tags.Rows, func(t *Tag) tagView { return tagView{t.ID, t.Name} })}, nil
}

func (s *Store) addPersonTag(in *params) (result, error) {
	p, t := lookupPath(in, s.People, "person_id"), lookupField(in, s.Tags, "tag_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	p.addTag(t, in.now)
	return done, nil
}

func (s *Store) removePersonTag(in *params) (result, error) {
	p, t := lookupPath(in, s.People, "person_id"), lookupField(in, s.Tags, "tag_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	p.Tags = slices.DeleteFunc(p.Tags, func(has *Tag) bool { return has == t })
	p.updated = in.now
	return done, nil
}
