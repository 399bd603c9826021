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

// errAny stands for an *Error of any kind.
var errAny = errors.New("no complete response")

// The faults of the package documentation, and the errors of the SDK for them.
func TestFaultsOfDocumentation(t *testing.T) {
	const response = `{"status":1,"data":[]}`
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
		{"rejected", Rejected("FORMAT_ERROR", map[string]string{"limit": "NOT_INTEGER"}), leeloo.ErrRejected},
		{"a redirect", Redirect(307, other.URL+"/tags"), leeloo.ErrRedirect},
		{"dropped", Dropped(), errAny},
		{"disconnected", Disconnected(), errAny},
		{"truncated", Truncated(), errAny},
		{"late", Slow(time.Hour), errAny},
		{"slow body", SlowBody(time.Hour), errAny},
		{"a status without a body", Fault{Status: 503}, leeloo.ErrServer},
		{"an empty body", Fault{Status: 200}, leeloo.ErrUnexpectedResponse},
		{"null", Fault{Body: "null"}, leeloo.ErrUnexpectedResponse},
		{"trailing garbage", Fault{Body: response + "}"}, leeloo.ErrUnexpectedResponse},
		{"a byte order mark", Fault{Body: "\ufeff" + response}, leeloo.ErrUnexpectedResponse},
		{"an oversized body", Fault{Body: strings.Repeat(" ", 17<<20)}, leeloo.ErrResponseTooLarge},
		{"a deeply nested body", Fault{Body: strings.Repeat("[", 1<<20)}, leeloo.ErrUnexpectedResponse},
		{"a gzip bomb", Fault{Header: http.Header{"Content-Encoding": {"gzip"}}, Body: bomb(t)}, leeloo.ErrResponseTooLarge},
		{"a huge header", Fault{Header: http.Header{"X-Large": {strings.Repeat("x", 1<<20)}}}, errAny},
		{"a valid response", Fault{Body: response}, nil},
	} {
		t.Run(test.what, func(t *testing.T) {
			s := New(t)
			s.Fail(test.fault)
			client := s.Client()
			if test.fault.Delay+test.fault.BodyDelay > 0 {
				client = s.Client(leeloo.WithTimeout(5 * time.Millisecond))
			}
			_, err := client.Tags.List(t.Context(), leeloo.NoRetry())
			switch test.want {
			case nil:
				require.NoError(t, err)
			case errAny:
				_, ok := errors.AsType[*leeloo.Error](err)
				require.True(t, ok, "%v", err)
			default:
				require.ErrorIs(t, err, test.want)
			}
			s.Close() // waits for the requests that are being served
		})
	}
	assert.Empty(t, other.Requests(), "the token is not sent to another host")
}

func bomb(t *testing.T) string {
	var body bytes.Buffer
	out := gzip.NewWriter(&body)
	_, err := out.Write(make([]byte, 17<<20))
	require.NoError(t, err)
	require.NoError(t, out.Close())
	return body.String()
}
