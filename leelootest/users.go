package leelootest

import "slices"

type userView struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Created stamp  `json:"createdAt"`
	Updated stamp  `json:"updatedAt"`
}

func viewUser(u *user) userView { return userView{u.id, u.name, u.created, u.updated} }

func (c *company) listUsers(in *input) (answer, error) {
	return listed(in, slices.All(c.users.rows), nil, viewUser)
}

func (c *company) getUser(in *input) (answer, error) {
	u := atPath(in, c.users, "user_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	return answer{data: viewUser(u)}, nil
}
