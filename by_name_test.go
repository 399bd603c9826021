package leeloo_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// byName is a ByName method. Its ids are the positions in the list.
type byName struct {
	call func(ctx context.Context, c *leeloo.Client, name string, opts ...leeloo.RequestOption) (id string, err error)
	// paths are those of its requests for a list of three items.
	paths []string
}

var byNames = map[string]byName{
	"Tags.ByName": {func(ctx context.Context, c *leeloo.Client, name string, opts ...leeloo.RequestOption) (string, error) {
		item, err := c.Tags.ByName(ctx, name, opts...)
		if err != nil {
			return "", err
		}
		return string(item.ID), nil
	}, []string{"/tags"}},
	"Tunnels.ByName": {func(ctx context.Context, c *leeloo.Client, name string, opts ...leeloo.RequestOption) (string, error) {
		item, err := c.Tunnels.ByName(ctx, name, opts...)
		if err != nil {
			return "", err
		}
		return string(item.ID), nil
	}, []string{"/tunnels", "/tunnels"}},
	"Users.ByName": {func(ctx context.Context, c *leeloo.Client, name string, opts ...leeloo.RequestOption) (string, error) {
		item, err := c.Users.ByName(ctx, name, opts...)
		if err != nil {
			return "", err
		}
		return string(item.ID), nil
	}, []string{"/users", "/users"}},
	"Templates.ByName, the template": {func(ctx context.Context, c *leeloo.Client, name string, opts ...leeloo.RequestOption) (string, error) {
		item, err := c.Templates.ByName(ctx, onlyCategory, name, opts...)
		if err != nil {
			return "", err
		}
		return string(item.ID), nil
	}, []string{"/categories/templates", "/categories/templates/0"}},
	"Templates.ByName, the category": {func(ctx context.Context, c *leeloo.Client, name string, opts ...leeloo.RequestOption) (string, error) {
		item, err := c.Templates.ByName(ctx, name, onlyTemplate, opts...)
		if err != nil {
			return "", err
		}
		return string(item.ID), nil
	}, []string{"/categories/templates", "/categories/templates/0"}},
}

const onlyCategory, onlyTemplate = "the only category", "the only template"

// namesServer has lists of items with these names, on pages of 2. Which of the lists of templates has them depends on the
// method; a list of templates has the id of its category.
func namesServer(method string, names ...string) *scriptedServer {
	return scripted(func(r *http.Request) (*http.Response, error) {
		path := strings.TrimPrefix(r.URL.Path, "/api/v2")
		category, isTemplates := strings.CutPrefix(path, "/categories/templates/")
		isCategories := path == "/categories/templates"
		switch {
		case isCategories && method == "Templates.ByName, the template":
			return respondData(`{"categories":[{"id":"0","name":"` + onlyCategory + `"}]}`)(r)
		case isTemplates && method == "Templates.ByName, the category":
			return respondData(`{"templates":[{"id":"` + category + `","message_name":"` + onlyTemplate + `"}]}`)(r)
		}
		type item struct {
			ID          string `json:"id"`
			Name        string `json:"name"`
			MessageName string `json:"message_name"` // of a template
		}
		items := []item{}
		for i, name := range names {
			items = append(items, item{strconv.Itoa(i), name, name})
		}
		if r.URL.Query().Has("limit") {
			offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
			items = items[min(offset, len(items)):]
			items = items[:min(2, len(items))]
		}
		list, err := json.Marshal(items)
		switch {
		case isCategories:
			list = slices.Concat([]byte(`{"categories":`), list, []byte(`}`))
		case isTemplates:
			list = slices.Concat([]byte(`{"templates":`), list, []byte(`}`))
		}
		if err != nil {
			return nil, err
		}
		return respondData(string(list))(r)
	})
}

func TestByName(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		names      []string
		name       string
		want       string // the id
		err        error
		candidates []string
	}{
		"the only item":                   {[]string{"vip"}, "vip", "0", nil, nil},
		"one of several":                  {[]string{"lead", "vip", "webinar"}, "vip", "1", nil, nil},
		"without case":                    {[]string{"lead", "Webinar"}, "wEBINAR", "1", nil, nil},
		"without case, in Ukrainian":      {[]string{"Вебінар", "Їжак"}, "ЇЖАК", "1", nil, nil},
		"an exact name before others":     {[]string{"VIP", "Vip", "vip"}, "Vip", "1", nil, nil},
		"a name with blanks":              {[]string{"lead", "new lead"}, "new lead", "1", nil, nil},
		"a long name in a list of pages":  {append(slices.Repeat([]string{"other"}, 9), "vip"), "vip", "9", nil, nil},
		"none":                            {[]string{"lead", "webinar"}, "vip", "", leeloo.ErrNotFound, nil},
		"an empty list":                   {nil, "vip", "", leeloo.ErrNotFound, nil},
		"only a part of a name":           {[]string{"vip 2024", "lead"}, "vip", "", leeloo.ErrNotFound, []string{"vip 2024"}},
		"a typo":                          {[]string{"lead", "webinar", "webinars"}, "wbinar", "", leeloo.ErrNotFound, []string{"webinar", "webinars"}},
		"two with the same name":          {[]string{"vip", "lead", "vip"}, "vip", "", leeloo.ErrAmbiguous, []string{"vip"}},
		"two without case, none exact":    {[]string{"VIP", "lead", "Vip"}, "vip", "", leeloo.ErrAmbiguous, []string{"VIP", "Vip"}},
		"two exact ones, and one by case": {[]string{"vip", "VIP", "vip"}, "vip", "", leeloo.ErrAmbiguous, []string{"VIP", "vip"}},
		"a name with a person's phone":    {[]string{"call " + canaryPhone}, "cal " + canaryPhone, "", leeloo.ErrNotFound, []string{"call " + canaryPhone}},
		"at most five candidates, the nearest": {
			[]string{"vip6xx", "vip1", "vip5x", "vip2", "vip3", "vip4", "vip7xx"}, "vip", "", leeloo.ErrNotFound,
			[]string{"vip1", "vip2", "vip3", "vip4", "vip5x"},
		},
	}
	for method, m := range byNames {
		for name, tt := range tests {
			t.Run(method+"/"+name, func(t *testing.T) {
				t.Parallel()
				id, err := m.call(t.Context(), namesServer(method, tt.names...).client(t), tt.name)
				if tt.err == nil {
					require.NoError(t, err)
					assert.Equal(t, tt.want, id)
					return
				}
				e := requireError(t, err)
				assert.ErrorIs(t, err, tt.err)
				assert.Equal(t, tt.err == leeloo.ErrNotFound, errors.Is(err, leeloo.ErrNotFound))
				assert.Equal(t, tt.candidates, e.Candidates)
				assert.Equal(t, strings.Split(method, ",")[0], e.Op)
				assert.Equal(t, leeloo.Refused, leeloo.OutcomeOf(err))
				for _, word := range append(tt.names, tt.name) {
					if word != "lead" { // a word of the texts could contain a short name
						assert.NotContains(t, err.Error(), word)
					}
				}
			})
		}
	}
}

func TestByNameRequests(t *testing.T) {
	t.Parallel()
	for method, m := range byNames {
		server := namesServer(method, "vip", "lead")
		_, err := m.call(t.Context(), server.client(t), "vip")
		require.NoError(t, err, method)
		var paths []string
		for _, seen := range server.recordedRequests() {
			paths = append(paths, strings.TrimPrefix(seen.url.Path, "/api/v2"))
		}
		assert.Equal(t, m.paths, paths, method)
	}
}

func TestByNameOfABlankNameSendsNothing(t *testing.T) {
	t.Parallel()
	for method, m := range byNames {
		for _, blank := range []string{"", " ", "\t\n", "\u00a0", "\u200b", "\ufeff"} {
			server := namesServer(method, "vip", blank)
			_, err := m.call(t.Context(), server.client(t), blank)
			e := requireKind(t, leeloo.ErrInvalidArgument, err)
			assert.Equal(t, strings.Split(method, ",")[0], e.Op)
			assert.Zero(t, server.requests(), "%s of %q", method, blank)
		}
		server := namesServer(method, "vip")
		_, err := m.call(t.Context(), server.client(t), "\xff")
		requireKind(t, leeloo.ErrInvalidArgument, err)
		assert.Zero(t, server.requests(), method)
	}
}

// An incomplete list proves neither that a name is missing nor that it is unique.
func TestByNameReturnsTheErrorOfTheList(t *testing.T) {
	t.Parallel()
	for method, m := range byNames {
		names := namesServer(method, "vip", "lead", "webinar")
		server := scripted(func(r *http.Request) (*http.Response, error) {
			if offset := r.URL.Query().Get("offset"); offset == "1" || !r.URL.Query().Has("limit") {
				return respond(403, "")(r)
			}
			return names.RoundTrip(r)
		})
		_, err := m.call(t.Context(), server.client(t), "vip")
		assert.Empty(t, requireKind(t, leeloo.ErrUnauthorized, err).Candidates, method)
	}
}

func TestByNamePassesItsOptions(t *testing.T) {
	t.Parallel()
	for method, m := range byNames {
		server := scripted(respond(503, ""))
		var captured leeloo.Response
		_, err := m.call(t.Context(), server.client(t), "vip", leeloo.NoRetry(), leeloo.CaptureResponse(&captured))
		requireKind(t, leeloo.ErrServer, err)
		assert.Equal(t, 1, server.requests(), method)
		assert.Equal(t, 503, captured.StatusCode, method)

		_, err = m.call(nil, server.client(t), "vip") //nolint:staticcheck // SA1012: that is what it is about
		requireKind(t, leeloo.ErrInvalidArgument, err)
		_, err = m.call(t.Context(), &leeloo.Client{}, "vip")
		requireKind(t, leeloo.ErrInvalidArgument, err)
	}
}
