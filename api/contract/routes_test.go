package contract

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/route"
	"github.com/leeloo-go/leeloo/leelootest"
)

// The description, the SDK and leelootest know the same operations under the same names, methods and paths.
func TestRoutes(t *testing.T) {
	d := describe(t, text(t))
	require.Len(t, d.operations(), 30)
	assert.Empty(t, routeProblems(t, d))
}

func routeProblems(t *testing.T, d description) []string {
	t.Helper()
	var described, sdk []string
	for name, op := range d.operations() {
		described = append(described, name+" "+op.line())
	}
	for _, r := range route.All() {
		sdk = append(sdk, r.Name+" "+r.String())
	}
	return append(differences("the description", sdk, described), servedProblems(t, d)...)
}

// servedProblems asks leelootest for every method on every path of the description.
func servedProblems(t *testing.T, d description) (problems []string) {
	t.Helper()
	server := leelootest.New(t)
	operations := d.operations()
	want := map[string]string{}
	for name, op := range operations {
		want[op.line()] = name
	}
	served := map[string]bool{}
	for path := range d.Paths.PathItems.FromOldest() {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			op := ask(t, server, method, path)
			served[op] = true
			if name := want[method+" "+path]; name != "" && op != name {
				problems = append(problems, fmt.Sprintf("leelootest serves %s %s as %q, not as %s", method, path, op, name))
			}
		}
	}
	delete(served, "") // what no operation serves
	return append(problems, differences("leelootest", keys(operations), keys(served))...)
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// ask returns the operation that leelootest takes a request for.
func ask(t *testing.T, server *leelootest.Server, method, path string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+placeholder.ReplaceAllString(path, nobody), http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	requests := server.Requests()
	return requests[len(requests)-1].Op
}
