package fake

type commentView struct {
	ID         string    `json:"id"`
	Text       string    `json:"text"`
	CreatedBy  string    `json:"created_by"`
	Company    string    `json:"company_id"`
	Entity     string    `json:"entity_id"`
	EntityType string    `json:"entity_type"`
	Created    timestamp `json:"created_at"`
	Updated    timestamp `json:"updated_at"`
}

func (s *Store) addComment(in *params) (result, error) {
	p := lookupPath(in, s.People, "person_id")
	text := in.required("comment")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	p.Comments = append(p.Comments, text)
	return result{data: commentView{s.ids.next(), text, s.owner, s.companyID, p.ID, "PERSON", in.now, in.now}}, nil
}
