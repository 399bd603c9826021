// Package names finds what an operator names: a tag, template, tunnel or user by its name, or by its id.
package names

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// Tag returns the tag that a flag names. Its Name is spelled as in Leeloo, which filters by the exact name.
func Tag(ctx context.Context, client *leeloo.Client, flag, value string) (*leeloo.Tag, error) {
	tags, err := client.Tags.List(ctx)
	if err != nil {
		return nil, err
	}
	return find(flag, "tag", value, pointers(tags), func(t *leeloo.Tag) (string, []string) { return string(t.ID), []string{t.Name} })
}

// Tunnel returns the one of the tunnels that a flag names.
func Tunnel(tunnels []*leeloo.Tunnel, flag, value string) (*leeloo.Tunnel, error) {
	return find(flag, "tunnel", value, tunnels, func(t *leeloo.Tunnel) (string, []string) { return string(t.ID), []string{t.Name} })
}

// User returns the one of the users that a flag names.
func User(users []*leeloo.User, flag, value string) (*leeloo.User, error) {
	return find(flag, "user", value, users, func(u *leeloo.User) (string, []string) { return string(u.ID), []string{u.Name} })
}

// CategoryTemplate is a template with its category.
type CategoryTemplate struct {
	leeloo.Template
	Category   string
	CategoryID leeloo.CategoryID
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
			all = append(all, &CategoryTemplate{t, category.Name, category.ID})
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
	return find(flag, "template", value, all, func(t *CategoryTemplate) (string, []string) { return string(t.ID), []string{t.FullName(), t.Name} })
}

var objectID = regexp.MustCompile(`^[0-9A-Fa-f]{24}$`)

// find returns the only item with a name: exactly, by its id, or else one that looks the same but for the case. The first
// of an item's names is the full one.
func find[T any](flag, kind, value string, items []*T, describe func(*T) (id string, names []string)) (*T, error) {
	if visible(value) == "" { // a shell variable that is not set must not find something without a name
		return nil, app.Usagef("%s: name a %s; leeloo ids %s lists them", flag, kind, plural(kind))
	}
	var exact, similar []*T
	var all []string
	for _, item := range items {
		id, names := describe(item)
		all = append(all, names[0])
		switch {
		case slices.Contains(names, value), objectID.MatchString(value) && strings.EqualFold(id, value):
			exact = append(exact, item)
		case slices.ContainsFunc(names, func(name string) bool { return looksLike(name, value) }):
			similar = append(similar, item)
		}
	}
	matches := exact
	if len(matches) == 0 {
		matches = similar
	}
	switch len(matches) {
	case 1:
		return matches[0], nil
	case 0:
		return nil, app.Usagef("%s: no %s is called %q%s", flag, kind, value, suggest(kind, value, all))
	default:
		found := make([]string, len(matches))
		for i, item := range matches {
			id, names := describe(item)
			found[i] = fmt.Sprintf("%s %q", id, names[0])
		}
		return nil, app.Usagef("%s: %d of them are called %q; name one by its id: %s", flag, len(matches), value, strings.Join(found, ", "))
	}
}

// looksLike compares names without what a reader does not see: case, the number of blanks, invisible characters, and
// whether й is one character or two.
func looksLike(a, b string) bool { return strings.EqualFold(visible(a), visible(b)) }

func visible(name string) string {
	return strings.Join(strings.Fields(norm.NFC.String(output.Clean(name))), " ")
}

func pointers[T any](items []T) []*T {
	out := make([]*T, len(items))
	for i := range items {
		out[i] = &items[i]
	}
	return out
}
