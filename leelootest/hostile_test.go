package leelootest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// errBroken stands for an error of no kind of its own.
var errBroken = errors.New("no whole answer")

// What the package's documentation says that can go wrong, as the SDK takes it.
func TestEveryFaultOfTheDocumentation(t *testing.T) {
	const answer = `{"status":1,"data":[]}`
	other := New(t)
	for _, test := range []struct {
		what  string
		fault Fault
		want  error // nil: none
	}{
		{"rate limited", RateLimited(time.Hour), leeloo.ErrRateLimited},
		{"a page", HTMLPage(502), leeloo.ErrServer},
		{"a page under 200", HTMLPage(200), leeloo.ErrUnexpectedResponse},
		{"a server error", ServerError(), leeloo.ErrServer},
		{"a refusal", Refused("FORMAT_ERROR", map[string]string{"limit": "NOT_INTEGER"}), leeloo.ErrRejected},
		{"a redirect", Redirect(307, other.URL+"/tags"), leeloo.ErrRedirect},
		{"dropped", Dropped(), errBroken},
		{"hung up", HungUp(), errBroken},
		{"cut", CutBody(), errBroken},
		{"late", Slow(time.Hour), errBroken},
		{"dripping", Dripping(time.Hour), errBroken},
		{"a bare status", Fault{Status: 503}, leeloo.ErrServer},
		{"an empty body", Fault{Status: 200}, leeloo.ErrUnexpectedResponse},
		{"null", Fault{Body: "null"}, leeloo.ErrUnexpectedResponse},
		{"trailing garbage", Fault{Body: answer + "}"}, leeloo.ErrUnexpectedResponse},
		{"a byte order mark", Fault{Body: "\ufeff" + answer}, leeloo.ErrUnexpectedResponse},
		{"an oversized body", Fault{Body: strings.Repeat(" ", 17<<20)}, leeloo.ErrResponseTooLarge},
		{"a deeply nested body", Fault{Body: strings.Repeat("[", 1<<20)}, leeloo.ErrUnexpectedResponse},
		{"a gzip bomb", Fault{Header: http.Header{"Content-Encoding": {"gzip"}}, Body: bomb(t)}, leeloo.ErrResponseTooLarge},
		{"a header flood", Fault{Header: http.Header{"X-Flood": {strings.Repeat("x", 1<<20)}}}, errBroken},
		{"a sound answer", Fault{Body: answer}, nil},
	} {
		t.Run(test.what, func(t *testing.T) {
			s := New(t)
			s.Fail(test.fault)
			client := s.Client()
			if test.fault.Delay+test.fault.Drip > 0 {
				client = s.Client(leeloo.WithTimeout(5 * time.Millisecond))
			}
			_, err := client.Tags.List(t.Context(), leeloo.NoRetry())
			switch test.want {
			case nil:
				require.NoError(t, err)
			case errBroken:
				_, ok := errors.AsType[*leeloo.Error](err)
				require.True(t, ok, "%v", err)
			default:
				require.ErrorIs(t, err, test.want)
			}
			s.Close() // it waits for the requests under way
		})
	}
	assert.Empty(t, other.Requests(), "the token stays home")
}

func bomb(t *testing.T) string {
	var body bytes.Buffer
	out := gzip.NewWriter(&body)
	_, err := out.Write(make([]byte, 17<<20))
	require.NoError(t, err)
	require.NoError(t, out.Close())
	return body.String()
}
