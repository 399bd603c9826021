package leelootest

import (
	"slices"

	"github.com/leeloo-go/leeloo"
)

type commentView struct {
	ID         string `json:"id"`
	Text       string `json:"text"`
	CreatedBy  string `json:"created_by"`
	Company    string `json:"company_id"`
	Entity     string `json:"entity_id"`
	EntityType string `json:"entity_type"`
	Created    stamp  `json:"created_at"`
	Updated    stamp  `json:"updated_at"`
}

func (c *company) addComment(in *input) (answer, error) {
	p := atPath(in, c.people, "person_id")
	text := in.required("comment")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	p.comments = append(p.comments, text)
	return answer{data: commentView{c.ids.next(), text, c.owner, c.id, p.id, "PERSON", in.now, in.now}}, nil
}

// Comments returns the texts of the comments on a person's card, oldest first. The API itself can't read them back.
func (s *Server) Comments(id leeloo.PersonID) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.company.people.byID[string(id)]; ok {
		return slices.Clone(p.comments)
	}
	return nil
}
