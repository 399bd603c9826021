package get

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

var (
	template = regexp.MustCompile(`\{[^/]*\}?|<[^/]*>?`)
	segment  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
)

// parse returns the request of PATH and of the --query flags.
func parse(path string, flags []string, baseURL string) (request leeloo.Request, err error) {
	if strings.Contains(path, "://") {
		below, ok := strings.CutPrefix(path, strings.TrimRight(baseURL, "/"))
		if !ok {
			return request, app.Usagef("PATH is the part of the address after %s, for example /people", baseURL)
		}
		path = below
	}
	path, query, _ := strings.Cut(path, "?")
	path = "/" + strings.Trim(path, "/")
	if err := checkPath(path); err != nil {
		return request, err
	}
	values := url.Values{}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.PathUnescape(name) // unlike QueryUnescape, it leaves the + of a phone
		value, valueErr := url.PathUnescape(value)
		if nameErr != nil || valueErr != nil {
			return request, app.Usagef("the query of PATH has %% without two hexadecimal digits after it: write %%25, or use --query")
		}
		values.Add(name, value)
	}
	for _, flag := range flags {
		name, value, ok := strings.Cut(flag, "=")
		if !ok || name == "" {
			return request, app.Usagef("--query: want name=value, for example limit=2")
		}
		values.Add(name, value)
	}
	return leeloo.Request{Method: http.MethodGet, Path: path, Query: values}, nil
}

// checkPath explains what is wrong with a path. It does not repeat the path, which may contain a phone by mistake.
func checkPath(path string) error {
	if path == "/" {
		return app.Usagef("PATH is empty: want for example /people")
	}
	if at := template.FindStringIndex(path); at != nil {
		list := strings.TrimRight(path[:at[0]], "/")
		return app.Usagef("PATH is a template: put an id in the place of %s; leeloo get %s lists some", path[at[0]:at[1]], list)
	}
	if strings.HasPrefix(path, "/api/v2") {
		return app.Usagef("PATH begins after /api/v2, for example /people")
	}
	for part := range strings.SplitSeq(path[1:], "/") {
		if !segment.MatchString(part) {
			return app.Usagef("PATH has a part that is neither a word nor an id: only letters, digits, - and _ are allowed; " +
				"filters are in the query, as in '/people?filter[email]=a@example.com'")
		}
	}
	return nil
}
