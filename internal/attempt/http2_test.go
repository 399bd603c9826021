package attempt_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/attempt"
)

func TestSendOverHTTP2(t *testing.T) {
	var requests atomic.Int64
	var connections sync.Map
	server := serveHTTP(t, overHTTP2, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		connections.Store(r.RemoteAddr, true)
		assert.Equal(t, 2, r.ProtoMajor)
		assert.Equal(t, token, r.Header.Get(attempt.TokenHeader))
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		switch string(body) {
		case "drop":
			panic(http.ErrAbortHandler)
		case "cut":
			w.Header().Set("Content-Length", "20")
			io.WriteString(w, "{}")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "flood":
			io.WriteString(w, strings.Repeat("x", 1<<20))
		default:
			io.WriteString(w, "{}")
		}
	})
	say := func(text string) attempt.Request {
		r := post
		r.Body = []byte(text)
		return r
	}
	for _, body := range []string{"drop", "cut", "flood"} { // on a fresh connection, and on one that is reused
		s := trusting(t, server)
		s.MaxBytes = 1000
		for range 3 {
			before := requests.Load()
			_, failure := fails(t, s, t.Context(), say(body))
			assert.False(t, failure.NeverLeft, body)
			assert.Equal(t, body == "flood", failure.Err == attempt.ErrTooLarge)
			assert.Equal(t, before+1, requests.Load(), "an act is sent once")

			got, err := s.Send(t.Context(), say("hello"))
			require.NoError(t, err)
			assert.Equal(t, "{}", string(got.Body))
		}
	}
	count := 0
	for range connections.Range {
		count++
	}
	assert.Equal(t, 3, count, "a stream that fails does not end the connection")
}
