package check

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// behavior is a question about the API that its documentation leaves open, and what was found.
type behavior struct {
	Question string `json:"question"`
	Finding  string `json:"finding"`
}

// unlikely is the name of a tag that nobody has.
const unlikely = "leeloo-check-no-such-tag"

// behaviors asks the API. If a question cannot be asked, for example of a company without people, the finding says so.
func behaviors(ctx context.Context, c *leeloo.Client, known *ids) (all []behavior) {
	for _, b := range []struct {
		question string
		ask      func(context.Context, *leeloo.Client, *ids) (string, error)
	}{
		{"Does a list obey the offset?", offset},
		{"How many items has a page at most?", maximum},
		{"In which order is the list of people?", order},
		{"Does the list of people filter by the name of a tag?", tagFilter},
		{"Does it find a phone with + and digits?", phoneFilter("+")},
		{"Does it find a phone with digits only?", phoneFilter("")},
		{"How does the API refuse an unknown id?", unknownID},
	} {
		finding, err := b.ask(ctx, c, known)
		if err != nil {
			finding = "it failed: " + app.Text(err)
		}
		all = append(all, behavior{b.question, finding})
	}
	return all
}

func people(ctx context.Context, c *leeloo.Client, query url.Values) (people []leeloo.Person, err error) {
	return people, c.Do(ctx, leeloo.Request{Method: "GET", Path: "/people", Query: query}, &people)
}

func offset(ctx context.Context, c *leeloo.Client, _ *ids) (string, error) {
	two, err := people(ctx, c, url.Values{"limit": {"2"}})
	if err != nil || len(two) < 2 {
		return "not tried: it needs two people", err
	}
	second, err := people(ctx, c, url.Values{"limit": {"1"}, "offset": {"1"}})
	switch {
	case err != nil:
		return "", err
	case len(second) == 1 && second[0].ID == two[1].ID:
		return "yes", nil
	default:
		return "no", nil
	}
}

func maximum(ctx context.Context, c *leeloo.Client, _ *ids) (string, error) {
	const asked = 101
	page, err := people(ctx, c, url.Values{"limit": {strconv.Itoa(asked)}})
	if errors.Is(err, leeloo.ErrRejected) {
		return fmt.Sprintf("fewer than %d, which it refuses", asked), nil
	}
	return fmt.Sprintf("%d came when %d were asked for", len(page), asked), err
}

func order(ctx context.Context, c *leeloo.Client, _ *ids) (string, error) {
	list, err := people(ctx, c, url.Values{"limit": {"20"}})
	newer := func(a, b leeloo.Person) int { return b.CreatedAt.Compare(a.CreatedAt) }
	older := func(a, b leeloo.Person) int { return a.CreatedAt.Compare(b.CreatedAt) }
	switch {
	case err != nil || len(list) < 2:
		return "not tried: it needs two people", err
	case slices.IsSortedFunc(list, newer):
		return "newest first", nil
	case slices.IsSortedFunc(list, older):
		return "oldest first", nil
	default:
		return "neither newest nor oldest first", nil
	}
}

func tagFilter(ctx context.Context, c *leeloo.Client, known *ids) (string, error) {
	none, err := people(ctx, c, url.Values{"filter[tags]": {unlikely}})
	if err != nil || len(none) > 0 {
		return "no: people without the tag are listed", err
	}
	if known.tag == "" {
		return "a tag that nobody has finds nobody; nobody has a tag to look for", nil
	}
	some, err := people(ctx, c, url.Values{"filter[tags]": {known.tag}})
	if err != nil || len(some) == 0 {
		return "no: nobody is found", err
	}
	if slices.ContainsFunc(some, func(p leeloo.Person) bool { return !slices.Contains(p.Tags, known.tag) }) {
		return "no: people without the tag are listed", nil
	}
	return "yes", nil
}

func phoneFilter(prefix string) func(context.Context, *leeloo.Client, *ids) (string, error) {
	return func(ctx context.Context, c *leeloo.Client, known *ids) (string, error) {
		digits := strings.TrimPrefix(known.phone, "+")
		if digits == "" {
			return "not tried: it needs a person with a phone", nil
		}
		found, err := people(ctx, c, url.Values{"filter[phone]": {prefix + digits}})
		if err != nil || len(found) == 0 {
			return "no", err
		}
		if slices.ContainsFunc(found, func(p leeloo.Person) bool { return strings.TrimPrefix(p.Phone, "+") != digits }) {
			return "no: people with other phones are listed", nil
		}
		return "yes", nil
	}
}

func unknownID(ctx context.Context, c *leeloo.Client, _ *ids) (string, error) {
	var response leeloo.Response
	err := c.Do(ctx, leeloo.Request{Method: "GET", Path: "/orders/" + strings.Repeat("f", 24)}, nil, leeloo.CaptureResponse(&response))
	if err == nil {
		return fmt.Sprintf("not at all: HTTP %d, a success", response.StatusCode), nil
	}
	return app.Text(err), nil
}
