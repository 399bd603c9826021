// Package names finds what an operator names: a tag, template, tunnel, user or connection by its name, or by its id.
package names

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Tag returns the tag that a flag names. Its Name is spelled as in Leeloo, which filters by the exact name.
func Tag(ctx context.Context, client *leeloo.Client, flag, value string) (*leeloo.Tag, error) {
	tags, err := client.Tags.List(ctx)
	if err != nil {
		return nil, err
	}
	return find(flag, "tag", value, pointers(tags), func(t *leeloo.Tag) (string, string) { return string(t.ID), t.Name })
}

// Tunnel returns the tunnel that a flag names.
func Tunnel(ctx context.Context, client *leeloo.Client, flag, value string) (*leeloo.Tunnel, error) {
	tunnels, err := leeloo.Collect(client.Tunnels.All(ctx, leeloo.ListParams{}))
	if err != nil {
		return nil, err
	}
	return find(flag, "tunnel", value, tunnels, func(t *leeloo.Tunnel) (string, string) { return string(t.ID), t.Name })
}

// User returns the user that a flag names.
func User(ctx context.Context, client *leeloo.Client, flag, value string) (*leeloo.User, error) {
	users, err := leeloo.Collect(client.Users.All(ctx, leeloo.ListParams{}))
	if err != nil {
		return nil, err
	}
	return UserOf(users, flag, value)
}

// UserOf returns the one of the users that a flag names: to find several, list the users once.
func UserOf(users []*leeloo.User, flag, value string) (*leeloo.User, error) {
	return find(flag, "user", value, users, func(u *leeloo.User) (string, string) { return string(u.ID), u.Name })
}

// Connection returns the connection that a flag names.
func Connection(ctx context.Context, client *leeloo.Client, flag, value string) (*leeloo.Connection, error) {
	connections, err := client.Channels.Connections(ctx)
	if err != nil {
		return nil, err
	}
	return find(flag, "connection", value, pointers(connections), func(c *leeloo.Connection) (string, string) { return string(c.ID), c.Name })
}

// CategoryTemplate is a template with its category.
type CategoryTemplate struct {
	leeloo.Template
	Category string
}

// FullName is the name by which an operator finds it.
func (t *CategoryTemplate) FullName() string { return t.Category + "/" + t.Name }

// Templates returns all templates.
func Templates(ctx context.Context, client *leeloo.Client) ([]*CategoryTemplate, error) {
	categories, err := client.Templates.Categories(ctx)
	if err != nil {
		return nil, err
	}
	var all []*CategoryTemplate
	for _, category := range categories {
		templates, err := client.Templates.List(ctx, category.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range templates {
			all = append(all, &CategoryTemplate{t, category.Name})
		}
	}
	return all, nil
}

// Template returns the template that a flag names: "Category/Name", "Name" if only one has it, or its id.
func Template(ctx context.Context, client *leeloo.Client, flag, value string) (*CategoryTemplate, error) {
	all, err := Templates(ctx, client)
	if err != nil {
		return nil, err
	}
	found, err := find(flag, "template", value, all, func(t *CategoryTemplate) (string, string) { return string(t.ID), t.FullName() })
	if errors.Is(err, errNone) {
		short, shortErr := find(flag, "template", value, all, func(t *CategoryTemplate) (string, string) { return string(t.ID), t.Name })
		if shortErr == nil || errors.Is(shortErr, errSeveral) {
			return short, shortErr
		}
	}
	return found, err
}

var (
	errNone    = errors.New("not found")
	errSeveral = errors.New("ambiguous")
)

var objectID = regexp.MustCompile(`^[0-9A-Fa-f]{24}$`)

// find returns the only item with a name: exactly, by its id, or else without case.
func find[T any](flag, kind, value string, items []*T, describe func(*T) (id, name string)) (*T, error) {
	var exact, folded []*T
	var all []string
	for _, item := range items {
		id, name := describe(item)
		all = append(all, name)
		switch {
		case name == value, objectID.MatchString(value) && strings.EqualFold(id, value):
			exact = append(exact, item)
		case strings.EqualFold(name, value):
			folded = append(folded, item)
		}
	}
	matches := exact
	if len(matches) == 0 {
		matches = folded
	}
	switch len(matches) {
	case 1:
		return matches[0], nil
	case 0:
		return nil, app.UsageError{Err: fmt.Errorf("%s: %w: no %s is called %q%s", flag, errNone, kind, value, suggest(kind, value, all))}
	default:
		ids := make([]string, len(matches))
		for i, item := range matches {
			ids[i], _ = describe(item)
		}
		return nil, app.UsageError{Err: fmt.Errorf("%s: %w: %d of them are called %q; name one by its id: %s",
			flag, errSeveral, len(matches), value, strings.Join(ids, ", "))}
	}
}

func pointers[T any](items []T) []*T {
	out := make([]*T, len(items))
	for i := range items {
		out[i] = &items[i]
	}
	return out
}
