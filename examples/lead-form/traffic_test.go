package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// transport is what lies between a program and Leeloo.
type transport func(op string, request *http.Request) (*http.Response, error)

func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	op, _ := leeloo.OperationFromContext(request.Context())
	return t(op.Name, request)
}

func through(t transport) leeloo.Option { return leeloo.WithHTTPClient(&http.Client{Transport: t}) }

func send(request *http.Request) (*http.Response, error) {
	return http.DefaultTransport.RoundTrip(request)
}

var hidden = regexp.MustCompile(`name="number" value="(\w+)"`)

// open gets the form, and returns the number of the page.
func open(t *testing.T, form string) string {
	t.Helper()
	answer, err := http.Get(form)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	number := hidden.FindSubmatch(body)
	require.NotNil(t, number)
	return string(number[1])
}

// post sends the form and returns the status of the answer, redirects followed.
func post(t *testing.T, form, number string, in input) int {
	t.Helper()
	answer, err := http.PostForm(form, fields(number, in))
	if !assert.NoError(t, err) {
		return 0
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

func fields(number string, in input) url.Values {
	return url.Values{"number": {number}, "name": {in.Name}, "phone": {in.Phone}, "email": {in.Email}, "message": {in.Message}}
}
