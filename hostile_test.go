package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/internal/operation"
)

// A response that does not prove success is an error. Its text names the reason, the HTTP status, the media type and the
// length.
func TestUnexpectedResponses(t *testing.T) {
	t.Parallel()
	const id = `"id":"` + canaryID + `"`
	tests := []struct {
		name string
		body string
		text string
	}{
		{"HTML", "<!DOCTYPE html><html></html>", "not JSON at byte 0"},
		{"empty", "", "ends too early"},
		{"blanks", " \r\n\t", "ends too early"},
		{"truncated", `{"status":1,"data":{` + id, "ends too early"},
		{"truncated string", `{"status":1,"data":{"id":"c0`, "ends too early"},
		{"null", "null", "want an object, not null"},
		{"array", `[{"status":1}]`, "want an object, not an array"},
		{"string", `"ok"`, "want an object, not a string"},
		{"number", "1", "want an object, not a number"},
		{"true", "true", "want an object, not a boolean"},
		{"trailing text", `{"status":1,"data":{` + id + `}}ok`, "byte"},
		{"trailing object", `{"status":1,"data":{` + id + `}}{}`, "something follows"},
		{"trailing brace", `{"status":1,"data":{` + id + `}}}`, "byte"},
		{"trailing NUL", `{"status":1,"data":{` + id + "}}\x00", "byte"},
		{"byte order mark", "\uFEFF" + `{"status":1,"data":{` + id + `}}`, "not JSON at byte 0"},
		{"UTF-16", "\xff\xfe{\x00}\x00", "not JSON at byte 0"},
		{"single quotes", `{'status':1}`, "not JSON at byte 1"},
		{"comment", `{"status":1,/* */"data":{` + id + `}}`, "not JSON at byte 12"},
		{"trailing comma", `{"status":1,"data":{` + id + `},}`, "byte"},
		{"NaN", `{"status":1,"data":{` + id + `,"price":NaN}}`, "byte"},
		{"leading zero", `{"status":01,"data":{` + id + `}}`, "byte"},

		{"no status", `{"data":{` + id + `}}`, "status is not 1"},
		{"Status", `{"Status":1,"data":{` + id + `}}`, "status is not 1"},
		{"STATUS", `{"STATUS":1,"data":{` + id + `}}`, "status is not 1"},
		{"status with a dotless i", `{"ſtatus":1,"data":{` + id + `}}`, "status is not 1"},
		{"Data", `{"status":1,"Data":{` + id + `}}`, "data is missing"},
		{"DATA", `{"status":1,"DATA":{` + id + `}}`, "data is missing"},
		{"no data", `{"status":1}`, "data is missing"},
		{"null data", `{"status":1,"data":null}`, "data"},
		{"data of another type", `{"status":1,"data":"x"}`, "data"},
		{"array instead of an object", `{"status":1,"data":[{` + id + `}]}`, "data"},
		{"status true", `{"status":true,"data":{` + id + `}}`, "status is not 1"},
		{"status 1.5", `{"status":1.5,"data":{` + id + `}}`, "status is not 1"},
		{"status 10", `{"status":10,"data":{` + id + `}}`, "status is not 1"},
		{"status -1", `{"status":-1,"data":{` + id + `}}`, "status is not 1"},
		{"status ok", `{"status":"ok","data":{` + id + `}}`, "status is not 1"},
		{"status in an array", `{"status":[1],"data":{` + id + `}}`, "status is not 1"},
		{"status of a megabyte", `{"status":1` + strings.Repeat("0", 1<<20) + `,"data":{` + id + `}}`, "status is not 1"},
		{"status twice", `{"status":1,"status":1,"data":{` + id + `}}`, "twice"},
		{"status twice, escaped", `{"status":1,"\u0073tatus":1,"data":{` + id + `}}`, "twice"},
		{"failure, then success", `{"status":0,"data":{` + id + `},"status":1}`, "twice"},
		{"data twice", `{"status":1,"data":{` + id + `},"data":{` + id + `}}`, "twice"},
		{"error twice", `{"status":1,"error":null,"error":null,"data":{` + id + `}}`, "twice"},
		{"id twice", `{"status":1,"data":{` + id + `,` + id + `}}`, "twice"},
		{"success with an error", `{"status":1,"error":{"code":"X"},"data":{` + id + `}}`, "it contains an error but is not a refusal"},
		{"success with an empty error", `{"status":1,"error":{},"data":{` + id + `}}`, "it contains an error but is not a refusal"},
		{"success with error 0", `{"status":1,"error":0,"data":{` + id + `}}`, "it contains an error but is not a refusal"},
		{"success with error \"\"", `{"status":1,"error":"","data":{` + id + `}}`, "it contains an error but is not a refusal"},
		{"nested arrays", `{"status":1,"data":` + strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6) + `}`, "byte"},
		{"nested objects", `{"status":1,"data":` + strings.Repeat(`{"a":`, 1e5) + "1" + strings.Repeat("}", 1e5) + `}`, ""},
		{"nested arrays outside data", `{"status":1,"data":{` + id + `},"x":` + strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6) + `}`, "byte"},

		{"no id", `{"status":1,"data":{}}`, "data.id is missing"},
		{"empty id", `{"status":1,"data":{"id":""}}`, "data.id is missing"},
		{"null id", `{"status":1,"data":{"id":null}}`, "data.id is missing"},
		{"NOT_DEFINED as id", `{"status":1,"data":{"id":"NOT_DEFINED"}}`, "data.id is missing"},
		{"number as id", `{"status":1,"data":{"id":625946}}`, "data.id: want an id in a string, not a number"},
		{"object as id", `{"status":1,"data":{"id":{}}}`, "data.id: want an id in a string, not an object"},
		{"ID", `{"status":1,"data":{"ID":"` + canaryID + `"}}`, "data.id is missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, op := range []string{"Orders.Get", "Orders.Create"} {
				server := scripted(respond(200, tt.body))
				err := canaryCalls[op].do(t.Context(), server.client(t))
				kind := leeloo.ErrUnexpectedResponse
				if tt.name == "nested objects" {
					kind = requireOneOf(t, err, leeloo.ErrUnexpectedResponse, leeloo.ErrResponseTooLarge)
				}
				e := requireKind(t, kind, err)
				assert.ErrorContains(t, err, tt.text)
				if kind == leeloo.ErrUnexpectedResponse {
					assert.ErrorContains(t, err, fmt.Sprintf("(HTTP 200, application/json, %d bytes)", len(tt.body)))
				}
				assert.Equal(t, 200, e.StatusCode)
				assert.Equal(t, op == "Orders.Create", e.MaybeApplied())
				assert.Equal(t, 1, server.requests(), "not retried")
			}
		})
	}
}

func requireOneOf(t *testing.T, err error, kinds ...error) error {
	t.Helper()
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return kind
		}
	}
	require.Failf(t, "none of the sentinels matches", "%v", err)
	return nil
}

// A success may differ from its documentation.
func TestUnusualSuccesses(t *testing.T) {
	t.Parallel()
	const data = `"data":{"id":"` + canaryID + `"}`
	for name, body := range map[string]string{
		"status as a string":          `{"status":"1",` + data + `}`,
		"status with a decimal point": `{"status":1.0,` + data + `}`,
		"null error":                  `{"status":1,"error":null,` + data + `}`,
		"status last":                 `{` + data + `,"status":1}`,
		"blanks":                      " \r\n{ \"status\" : 1 , " + data + " }\n ",
		"unknown members":             `{"status":1,"statusText":"x","Status":0,"Error":{},"links":[],` + data + `}`,
		"invalid UTF-8":               "{\"status\":1,\"data\":{\"id\":\"" + canaryID + "\",\"title\":\"a\xff\"}}",
		"id in capitals":              `{"status":1,"data":{"id":"` + strings.ToUpper(canaryID) + `"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, canaryCalls["Orders.Get"].do(t.Context(), scripted(respond(200, body)).client(t)))
			require.NoError(t, canaryCalls["Orders.Get"].do(t.Context(), scripted(respond(201, body, "Content-Type", "text/plain")).client(t)), "the content type does not matter")
		})
	}
}

// A response with another id than the requested one is not a success, nor is one without an id if the operation creates
// something.
func TestIDsOfResponses(t *testing.T) {
	t.Parallel()
	const another = `{"id":"deadbeefdeadbeefdeadbeef"}`
	tests := []struct {
		op      string
		other   bool // another id is an error
		missing bool // a missing id is an error
	}{
		{op: "Orders.Get", other: true, missing: true},
		{op: "People.Get", other: true, missing: true},
		{op: "Tunnels.Get", other: true, missing: true},
		{op: "Users.Get", other: true, missing: true},
		{op: "Orders.Update", other: true},
		{op: "Orders.Create", missing: true},
		{op: "People.Create", missing: true},
		{op: "People.AddComment", missing: true},
		{op: "People.AddCall", missing: true},
		{op: "LGT.CreateTrafficSource", missing: true},
	}
	for _, tt := range tests {
		t.Run(tt.op, func(t *testing.T) {
			t.Parallel()
			isWrite := !strings.HasSuffix(tt.op, ".Get")
			check := func(data string, wrong bool) {
				err := canaryCalls[tt.op].do(t.Context(), scripted(respondData(data)).client(t))
				if !wrong {
					require.NoError(t, err)
					return
				}
				e := requireKind(t, leeloo.ErrUnexpectedResponse, err)
				assert.ErrorContains(t, err, "data.id")
				assert.Equal(t, isWrite, e.MaybeApplied())
			}
			check(canaryItem, false)
			check(`{"iD":"`+canaryID+`"}`, tt.missing)
			check(`{"id":"`+strings.ToUpper(canaryID)+`"}`, false)
			check(another, tt.other)
			check(`{"id":"`+canaryID+`0"}`, tt.other)
			check(`{}`, tt.missing)
			check(`{"id":null}`, tt.missing)
			check(`{"id":12}`, true)
		})
	}
}

func TestHostileFraming(t *testing.T) {
	t.Parallel()
	const ok = `{"status":1,"data":[]}`
	tests := []struct {
		name     string
		response string
		fails    bool
	}{
		{"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n16\r\n" + ok + "\r\n0\r\n\r\n", false},
		{"chunks without the last one", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n16\r\n" + ok + "\r\n", true},
		{"chunk longer than the body", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + ok, true},
		{"no length", "HTTP/1.0 200 OK\r\n\r\n" + ok, false},
		{"no length, truncated", "HTTP/1.0 200 OK\r\n\r\n" + ok[:10], true},
		{"length longer than the body", "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n" + ok, true},
		{"negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + ok, true},
		{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 22\r\nContent-Length: 10\r\n\r\n" + ok, true},
		{"not HTTP", "SSH-2.0-OpenSSH_9.6\r\n", true},
		{"no status", "HTTP/1.1 OK\r\n\r\n" + ok, true},
		{"not gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 22\r\n\r\n" + ok, true},
		{"many headers", "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Flood: "+strings.Repeat("x", 1000)+"\r\n", 12_000) + "\r\n" + ok, true},
		{"endless header", "HTTP/1.1 200 OK\r\nX-Flood: " + strings.Repeat("x", 12<<20), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			address := listenLoopback(t, func(conn *net.TCPConn) {
				buffer := make([]byte, 4096)
				_, _ = conn.Read(buffer)
				_, _ = io.WriteString(conn, tt.response)
				_ = conn.CloseWrite()
				_, _ = io.Copy(io.Discard, conn)
			})
			for _, opts := range [][]leeloo.Option{
				{leeloo.WithBaseURL("http://" + address), leeloo.WithMaxAttempts(1), leeloo.WithLimiter(nil)},
				{leeloo.WithBaseURL("http://" + address), leeloo.WithMaxAttempts(1), leeloo.WithHTTPClient(&http.Client{Transport: ownTransport(t)})},
			} {
				c, err := leeloo.NewClient(canaryToken, opts...)
				require.NoError(t, err)
				err = get(t.Context(), c)
				if !tt.fails {
					require.NoError(t, err)
					continue
				}
				requireError(t, err)
				assert.True(t, requireError(t, canaryDo(t.Context(), c)).MaybeApplied())
			}
		})
	}
}

// The deadline of an attempt covers the body, however slowly it arrives.
func TestSlowBodyTimesOut(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for tick := time.NewTicker(time.Millisecond); ; {
			select {
			case <-tick.C:
				_, _ = io.WriteString(w, " ")
				_ = http.NewResponseController(w).Flush()
			case <-r.Context().Done():
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	c := canaryClient(t, ownTransport(t), leeloo.WithBaseURL(server.URL), leeloo.WithMaxAttempts(1), leeloo.WithTimeout(50*time.Millisecond))
	e := requireKind(t, nil, canaryDo(t.Context(), c))
	assert.True(t, e.MaybeApplied())
	assert.ErrorIs(t, e, context.DeadlineExceeded)
}

// An HTTP status that does not exist, or that the API does not use, is not a success, even with the body of one.
func TestUnknownHTTPStatuses(t *testing.T) {
	t.Parallel()
	for _, status := range []int{0, 100, 101, 103, 199, 600, 700, 999} {
		server := scripted(respond(status, `{"status":1,"data":`+canaryItem+`}`))
		e := requireKind(t, leeloo.ErrUnexpectedResponse, canaryCalls["Orders.Create"].do(t.Context(), server.client(t)))
		assert.Equal(t, status, e.StatusCode)
		assert.True(t, e.MaybeApplied(), status)
		assert.Equal(t, 1, server.requests())
	}
}

// The rate-limit text counts only if the body contains nothing else.
func TestRateLimitTexts(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]error{
		limitText: leeloo.ErrRateLimited,
		"Too many requests, please try again later": leeloo.ErrRateLimited,
		" \n" + limitText + "\n":                    leeloo.ErrRateLimited,
		"<p>" + limitText:                           leeloo.ErrUnexpectedResponse,
		`"` + limitText + `"`:                       leeloo.ErrUnexpectedResponse,
		limitText + strings.Repeat("x", 300):        leeloo.ErrUnexpectedResponse,
		"Too many":                                  leeloo.ErrUnexpectedResponse,
	} {
		synctest.Test(t, func(t *testing.T) {
			requireKind(t, want, canaryCalls["Orders.Create"].do(t.Context(), scripted(respond(200, body)).client(t)))
		})
	}
	require.NoError(t, canaryCalls["People.AddComment"].do(t.Context(), scripted(respondData(`{"id":"1","text":"`+limitText+`"}`)).client(t)))
}

// No data makes an operation panic, or fail with anything but an ErrUnexpectedResponse.
func TestUnusualData(t *testing.T) {
	t.Parallel()
	values := []string{
		`null`, `{}`, `[]`, `""`, `0`, `true`, `[null]`, `[[]]`, `[{}]`, `[""]`, `{"id":null}`, `[{"id":[]}]`, `{"id":"x","accounts":null,"links":null,"tags":[null]}`,
		`{"id":"` + canaryID + `","links":[],"included":[],"accounts":{},"tags":{},"utmMarks":[],"custom_fields":1,"subscribeHistory":"x"}`,
		`{"id":"` + canaryID + `","links":{"orders":[null,{"id":null}],"contactedUsers":{}},"price":[],"createdAt":{},"billsec":[]}`,
		`{"categories":null,"templates":{},"connections":[null],"count_to_process":null}`, `{"count_to_process":1e400}`, `{"count_to_process":-1}`,
	}
	for _, of := range operation.All() {
		t.Run(of.Name, func(t *testing.T) {
			t.Parallel()
			for _, value := range values {
				for _, members := range []string{`"meta":null`, `"meta":[]`, `"meta":{"limit":"x"}`, `"included":[],"linked":1`, `"included":{"users":[{}],"orders":null,"leadgentools":1}`} {
					err := canaryCalls[of.Name].do(t.Context(), scripted(respond(200, `{"status":1,`+members+`,"data":`+value+`}`)).client(t))
					if err != nil {
						e := requireKind(t, leeloo.ErrUnexpectedResponse, err)
						assert.Equal(t, of.Class != operation.Safe, e.MaybeApplied())
					}
				}
			}
		})
	}
}
