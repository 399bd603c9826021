package fake

import "slices"

type userView struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Created timestamp `json:"createdAt"`
	Updated timestamp `json:"updatedAt"`
}

func viewUser(u *User) userView { return userView{u.ID, u.Name, u.created, u.updated} }

func (s *Store) listUsers(in *params) (result, error) {
	return page(in, slices.All(s.Users.Rows), nil, viewUser)
}

func (s *Store) getUser(in *params) (result, error) {
	u := lookupPath(in, s.Users, "user_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	return result{data: viewUser(u)}, nil
}
