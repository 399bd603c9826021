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

// listener is a transport that notes the operations of the requests that pass.
type listener struct{ heard []leeloo.Operation }

func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	operation, ok := leeloo.OperationFromContext(r.Context())
	if ok {
		l.heard = append(l.heard, operation)
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestATransportLearnsTheOperation(t *testing.T) {
	srv := leelootest.New(t)
	company := srv.Seed(1)
	ear := &listener{}
	crm := srv.Client(leeloo.WithHTTPClient(&http.Client{Transport: ear}))

	srv.Fail(leelootest.RateLimited(0).On("People.AddComment"))
	_, err := crm.People.AddComment(t.Context(), company.People[0], "hello")
	require.NoError(t, err)
	err = crm.Call(t.Context(), leeloo.CallRequest{Method: http.MethodGet, Path: "/people/" + string(company.People[0])}, nil)
	require.NoError(t, err)

	const template = "PUT /people/{person_id}/add-comment"
	assert.Equal(t, []leeloo.Operation{
		{Name: "People.AddComment", Route: template, Attempt: 1},
		{Name: "People.AddComment", Route: template, Attempt: 2},
		{Name: "Call", Route: "GET", Attempt: 1},
	}, ear.heard)
}

func TestAnotherRequestHasNoOperation(t *testing.T) {
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	operation, ok := leeloo.OperationFromContext(request.Context())
	assert.False(t, ok)
	assert.Empty(t, operation)
}
