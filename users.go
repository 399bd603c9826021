package leeloo

import (
	"context"
	"iter"

	"github.com/leeloo-go/leeloo/internal/route"
)

// UsersService reads the users of the company's Leeloo: its staff, not its subscribers.
type UsersService service

// User is a user of the company's Leeloo. The glossary of the API's page calls a user a subscriber; the subscribers
// are people.
type User struct {
	ID        UserID `json:"id"`
	Name      Text   `json:"name"`
	CreatedAt Time   `json:"createdAt,case:ignore"`
	UpdatedAt Time   `json:"updatedAt,case:ignore"`
}

func (u *User) identity() string { return string(u.ID) }

// List returns a page of the users.
//
// Leeloo: GET /users
func (s *UsersService) List(ctx context.Context, params ListParams, opts ...RequestOption) (*Page[User], error) {
	return page[User](ctx, (*service)(s), route.UsersList.With(), params, opts)
}

// All walks over the users. [ListParams] says what it promises. An error comes last.
//
// Leeloo: GET /users
func (s *UsersService) All(ctx context.Context, params ListParams, opts ...RequestOption) iter.Seq2[*User, error] {
	return all[User](ctx, (*service)(s), route.UsersList.With(), params, opts)
}

// Get returns one user.
//
// Leeloo: GET /users/{user_id}
func (s *UsersService) Get(ctx context.Context, id UserID, opts ...RequestOption) (*User, error) {
	return call[User](ctx, (*service)(s), route.UsersGet.With(string(id)), nil, opts)
}
