package leeloo_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// operationRecorder is a transport that records the operations of the requests.
type operationRecorder struct{ operations []leeloo.Operation }

func (o *operationRecorder) RoundTrip(r *http.Request) (*http.Response, error) {
	operation, ok := leeloo.OperationFromContext(r.Context())
	if ok {
		o.operations = append(o.operations, operation)
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestTransportGetsTheOperationFromTheContext(t *testing.T) {
	srv := leelootest.New(t)
	data := srv.Seed(1)
	recorder := &operationRecorder{}
	crm := srv.Client(leeloo.WithHTTPClient(&http.Client{Transport: recorder}))

	srv.Fail(leelootest.RateLimited(0).On("People.AddComment"))
	_, err := crm.People.AddComment(t.Context(), data.People[0].ID, "hello")
	require.NoError(t, err)
	err = crm.Do(t.Context(), leeloo.Request{Method: http.MethodGet, Path: "/people/" + string(data.People[0].ID)}, nil)
	require.NoError(t, err)

	const template = "PUT /people/{person_id}/add-comment"
	assert.Equal(t, []leeloo.Operation{
		{Name: "People.AddComment", Route: template, Attempt: 1},
		{Name: "People.AddComment", Route: template, Attempt: 2},
		{Name: "Do", Route: "GET", Attempt: 1},
	}, recorder.operations)
}

func TestRequestsOfOtherProgramsHaveNoOperation(t *testing.T) {
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	operation, ok := leeloo.OperationFromContext(request.Context())
	assert.False(t, ok)
	assert.Empty(t, operation)
}
