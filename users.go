package leeloo

import (
	"context"
	"iter"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// UsersService reads the users of the company's Leeloo: its staff, not its subscribers.
type UsersService service

// User is a member of the company's staff. The glossary of the vendor's documentation calls a user a subscriber;
// subscribers are people.
//
//readgen:model
type User struct {
	ID        UserID    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"createdAt,omitzero"`
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
}

func (u *User) resourceID() string { return string(u.ID) }
func (u *User) name() string       { return u.Name }

// List returns a page of the users.
//
// Leeloo: GET /users
func (s *UsersService) List(ctx context.Context, params ListParams, opts ...RequestOption) (*Page[User], error) {
	return doPage[User](ctx, (*service)(s), operation.UsersList.With(), params, opts)
}

// All iterates over the users. See [ListParams] for what it guarantees.
//
// Leeloo: GET /users
func (s *UsersService) All(ctx context.Context, params ListParams, opts ...RequestOption) iter.Seq2[*User, error] {
	return doAll[User](ctx, (*service)(s), operation.UsersList.With(), params, opts)
}

// Get returns one user.
//
// Leeloo: GET /users/{user_id}
func (s *UsersService) Get(ctx context.Context, id UserID, opts ...RequestOption) (*User, error) {
	return doOne[User](ctx, (*service)(s), operation.UsersGet.With(string(id)), nil, opts)
}

// ByName returns the user with a name. See [TagsService.ByName] for how names are compared. It reads the whole list.
//
// Leeloo: GET /users
func (s *UsersService) ByName(ctx context.Context, name string, opts ...RequestOption) (*User, error) {
	return byName(operation.UsersList, "Users.ByName", "name", name, s.All(ctx, ListParams{}, opts...))
}
