package contract

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/leelootest"
)

// The description, the SDK and leelootest have the same operations with the same methods and paths.
func TestDescriptionHasOperationsOfSDKAndFake(t *testing.T) {
	d := parse(t, readDescription(t))
	require.Len(t, d.operations(), 31)
	assert.Empty(t, routeProblems(t, d))
}

// Generators make function names of operationIds, and language models know operations as tools with these names.
func TestOperationIDsAreToolNames(t *testing.T) {
	for _, op := range parse(t, readDescription(t)).operations() {
		assert.Regexp(t, `^[a-zA-Z0-9_-]{1,64}$`, op.OperationId)
	}
}

func routeProblems(t *testing.T, d description) []string {
	t.Helper()
	var described, sdk []string
	for name, op := range d.operations() {
		described = append(described, name+" "+op.route())
	}
	for _, op := range operation.All() {
		sdk = append(sdk, op.Name+" "+op.Route())
	}
	return append(differences("the description", sdk, described), fakeProblems(t, d)...)
}

// fakeProblems requests each path of the description from leelootest, with each method.
func fakeProblems(t *testing.T, d description) (problems []string) {
	t.Helper()
	fake := leelootest.New(t)
	operations := d.operations()
	want := map[string]string{}
	for name, op := range operations {
		want[op.route()] = name
	}
	served := map[string]bool{}
	for path := range d.Paths.PathItems.FromOldest() {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			op := servedOperation(t, fake, method, path)
			served[op] = true
			if name := want[method+" "+path]; name != "" && op != name {
				problems = append(problems, fmt.Sprintf("leelootest serves %s %s as %q, not as %s", method, path, op, name))
			}
		}
	}
	delete(served, "") // requests that no operation serves
	return append(problems, differences("leelootest", keys(operations), keys(served))...)
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// servedOperation returns the operation as which leelootest serves a request.
func servedOperation(t *testing.T, fake *leelootest.Server, method, path string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, fake.URL+placeholder.ReplaceAllString(path, unknownID), http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	requests := fake.Requests()
	return requests[len(requests)-1].Op
}
