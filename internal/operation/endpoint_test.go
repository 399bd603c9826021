package operation_test

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/operation"
)

const id = "625946dd585052c1629f1b2b"

// badIDs would change the path of a request, or are not ids.
var badIDs = map[string]string{
	"empty": "", "dot": ".", "dots": "..", "slash": "a/b", "escaped slash": "a%2Fb", "query": "a?b=1", "fragment": "a#b",
	"blank": "a b", "line break": "a\r\nb", "too long": strings.Repeat("a", 129), "a phone": "+380501234567",
}

func TestExpand(t *testing.T) {
	for i, r := range operation.All() {
		t.Run(r.Name, func(t *testing.T) {
			template := strings.Split(r.Path, "/")
			for i, segment := range template {
				if strings.HasPrefix(segment, "{") {
					template[i] = id
				}
			}
			got, err := operation.Op(i).With(id).Expand()
			require.NoError(t, err)
			assert.Equal(t, strings.Join(template, "/"), got)
		})
	}
}

func TestExpandRefusesBadIDs(t *testing.T) {
	for name, bad := range badIDs {
		t.Run(name, func(t *testing.T) {
			got, err := operation.OrdersUpdate.With(bad).Expand()
			require.ErrorContains(t, err, "order_id ")
			assert.Empty(t, got)
			if bad != "" && bad != "." {
				assert.NotContains(t, err.Error(), bad)
			}
		})
	}
	_, err := operation.OrdersUpdate.With().Expand()
	require.ErrorContains(t, err, "order_id ")
}

func TestAt(t *testing.T) {
	unknown := operation.Operation{Name: "Do", Method: "POST", Class: operation.Unknown}
	tests := map[string]struct {
		path string
		ok   bool
	}{
		"one segment":        {"/people", true},
		"with an id":         {"/people/" + id + "/add-tag", true},
		"empty":              {"", false},
		"only a slash":       {"/", false},
		"no slash first":     {"people", false},
		"two slashes first":  {"//evil.test/people", false},
		"a slash at the end": {"/people/", false},
		"an empty segment":   {"/people//tags", false},
		"a URL":              {"https://evil.test/people", false},
		"user information":   {"@evil.test/people", false},
		"a query":            {"/people?limit=1", false},
	}
	for name, bad := range badIDs {
		tests["a bad segment: "+name] = struct {
			path string
			ok   bool
		}{"/people/" + bad, strings.Contains(bad, "/")}
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			endpoint := operation.At(&unknown, tt.path)
			assert.Equal(t, "POST", endpoint.Route(), "the path may contain ids, so texts do not show it")
			got, err := endpoint.Expand()
			if tt.ok {
				require.NoError(t, err)
				assert.Equal(t, tt.path, got)
				return
			}
			require.ErrorContains(t, err, "Path ")
			assert.NotContains(t, err.Error(), "evil")
			assert.NotContains(t, err.Error(), "380501234567")
		})
	}
}

func TestResourceID(t *testing.T) {
	assert.Equal(t, id, operation.OrdersGet.With(id).ResourceID())
	assert.Empty(t, operation.OrdersList.With().ResourceID())
	assert.Empty(t, operation.At(&operation.Operation{}, "/orders/"+id).ResourceID())
}

func FuzzExpand(f *testing.F) {
	f.Add(id)
	f.Add("people/" + id)
	for _, bad := range badIDs {
		f.Add(bad)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := operation.OrdersUpdate.With(text).Expand(); err == nil {
			assert.Equal(t, "/orders/"+text, got)
			assertPlainPath(t, got, 2)
		}
		if got, err := operation.At(&operation.Operation{}, "/"+text).Expand(); err == nil {
			assert.Equal(t, "/"+text, got)
			assertPlainPath(t, got, 1+strings.Count(text, "/"))
		}
	})
}

// assertPlainPath checks that no parser changes the path.
func assertPlainPath(t *testing.T, text string, segments int) {
	t.Helper()
	assert.Equal(t, text, path.Clean(text))
	assert.Equal(t, segments, strings.Count(text, "/"))
	u, err := url.Parse("https://api.leeloo.ai" + text)
	require.NoError(t, err)
	assert.Equal(t, text, u.Path)
	assert.Equal(t, text, u.EscapedPath())
	assert.Empty(t, u.RawQuery+u.Fragment)
}
