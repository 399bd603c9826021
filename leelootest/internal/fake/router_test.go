package fake

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/operation"
)

func TestEveryOperationHasAHandler(t *testing.T) {
	var names []string
	for _, op := range operation.All() {
		names = append(names, op.Name)
	}
	assert.ElementsMatch(t, names, slices.Collect(maps.Keys(handlers)))
}

func TestEveryOperationIsMatched(t *testing.T) {
	for _, op := range operation.All() {
		request := &http.Request{Method: op.Method, URL: &url.URL{Path: BasePath + strings.NewReplacer("{", "", "}", "").Replace(op.Path)}}
		matched, ids, ok := Match(request)
		assert.True(t, ok, op.Name)
		assert.Equal(t, op, matched)
		for name, id := range ids {
			assert.Equal(t, name, id)
		}
		assert.Len(t, ids, strings.Count(op.Path, "{"))
	}
}

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		method, path string
		op           string // empty: none
		ids          map[string]string
	}{
		{"GET", "/api/v2/tunnels/stats", "Tunnels.ListStats", map[string]string{}},
		{"GET", "/api/v2/tunnels/x", "Tunnels.Get", map[string]string{"tunnel_id": "x"}},
		{"GET", "/api/v2/tunnels/stats/stats", "Tunnels.GetStats", map[string]string{"tunnel_id": "stats"}},
		{"POST", "/api/v2/people/sms", "People.ConnectSMS", map[string]string{}},
		{"PUT", "/api/v2/people/sms", "People.Update", map[string]string{"person_id": "sms"}},
		{"GET", "/api/v2/orders/a%2Fb", "Orders.Get", map[string]string{"order_id": "a/b"}},
		{"GET", "/api/v2/%74ags", "Tags.List", map[string]string{}},
		{"GET", "/api/v2", "", nil},
		{"GET", "/api/v2/", "", nil},
		{"GET", "/api/v1/tags", "", nil},
		{"GET", "/tags", "", nil},
		{"GET", "/api/v2/tags/", "", nil},
		{"GET", "/api/v2//tags", "", nil},
		{"GET", "/api/v2/orders/", "", nil},
		{"GET", "/api/v2/orders/.", "", nil},
		{"GET", "/api/v2/orders/%2e%2e", "", nil},
		{"GET", "/api/v2/orders/x/..", "", nil},
		{"HEAD", "/api/v2/tags", "", nil},
		{"DELETE", "/api/v2/tags", "", nil},
	} {
		u, err := url.Parse(test.path)
		assert.NoError(t, err)
		op, ids, ok := Match(&http.Request{Method: test.method, URL: u})
		assert.Equal(t, test.op != "", ok, test)
		assert.Equal(t, test.op, op.Name, test)
		assert.Equal(t, test.ids, ids, test)
	}
}
