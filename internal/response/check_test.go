package response

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/operation"
)

const (
	success     = `{"status":1,"data":{}}`
	refusal     = `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"phone":"TOO_SHORT"}}}`
	serverError = `{"status":0,"error":{"code":"SERVER_ERROR"}}`
	authError   = `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"authToken":"REQUIRED"}}}`
	limitText   = `Too many requests, please try again later.`
	page        = `<html><title>502 Bad Gateway</title></html>`
)

func TestCheck(t *testing.T) {
	tests := []struct {
		status int
		body   string
		want   Reason
	}{
		{200, success, Success},
		{201, success, Success},
		{200, `{"status":"1","data":null}`, Success},

		{200, refusal, Rejected},
		{200, `{"status":0,"data":{"id":5}}`, Rejected},
		{200, authError, Unauthorized},
		{200, `{"status":1,"error":{"fields":{"authToken":"REQUIRED"}}}`, Unexpected},
		{200, `{"error":{"fields":{"authToken":"REQUIRED"}}}`, Unexpected},
		{400, authError, Unauthorized},
		{200, serverError, InternalError},
		{404, serverError, InternalError},
		{503, serverError, InternalError},

		{200, limitText, RateLimited},
		{303, limitText, RateLimited},
		{408, limitText, RateLimited},
		{500, limitText, RateLimited},
		{429, limitText, RateLimited},
		{429, success, RateLimited},
		{429, serverError, RateLimited},

		{200, ``, Unexpected},
		{204, ``, Unexpected},
		{200, `null`, Unexpected},
		{200, `[]`, Unexpected},
		{200, page, Unexpected},
		{200, `{"data":{}}`, Unexpected},
		{200, `{"status":2,"data":{}}`, Unexpected},
		{200, `{"Status":1,"data":{}}`, Unexpected},
		{200, `{"status":1,"status":1}`, Unexpected},
		{200, `{"status":1,"error":{}}`, Unexpected},
		{200, success + success, Unexpected},
		{200, success[:len(success)-1], Unexpected},
		{200, `{"status":0,"error":`, Unexpected},
		{101, success, Unexpected},
		{600, success, Unexpected},

		{300, page, Redirect},
		{301, success, Redirect},
		{303, page, SeeOther},
		{303, authError, SeeOther},
		{304, ``, Redirect},
		{308, refusal, Redirect},

		{400, page, Rejected},
		{401, page, Unauthorized},
		{403, success, Unauthorized},
		{404, refusal, NotFound},
		{408, page, RequestTimeout},
		{408, authError, RequestTimeout},
		{409, success, Rejected},
		{499, ``, Rejected},

		{500, success, InternalError},
		{501, page, ServerError},
		{502, page, Unavailable},
		{503, success, Unavailable},
		{504, ``, Unavailable},
		{599, page, ServerError},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.status, " ", tt.body), func(t *testing.T) {
			o := new(Checker).Check(Received{tt.status, "text/html", []byte(tt.body)}, new(Envelope), nil)
			assert.Equal(t, tt.want, o.Reason, "want %s, got %s", tt.want, o.Reason)
			assert.Equal(t, tt.want != Success, o.Failed())
			assert.Equal(t, tt.status, o.StatusCode)
		})
	}
}

// The retry policy, written from the table in README.md, "Retries".
func TestPolicy(t *testing.T) {
	const no, yes = false, true
	tests := map[Reason]struct {
		leavesOpen                      bool // for operations that are not safe
		safe, idempotent, nonIdempotent bool // retried
	}{
		RateLimited:          {no, yes, yes, yes},
		NotSent:              {no, yes, yes, yes},
		TransportError:       {yes, yes, yes, no},
		RequestTimeout:       {yes, yes, yes, no},
		Unavailable:          {yes, yes, yes, no},
		InternalError:        {yes, yes, no, no},
		ServerError:          {yes, no, no, no},
		SeeOther:             {yes, no, no, no},
		Unexpected:           {yes, no, no, no},
		TooLarge:             {yes, no, no, no},
		Canceled:             {yes, no, no, no},
		UntrustedCertificate: {yes, no, no, no},
		Unauthorized:         {no, no, no, no},
		NotFound:             {no, no, no, no},
		Redirect:             {no, no, no, no},
		Rejected:             {no, no, no, no},
		NotAdmitted:          {no, no, no, no},
		Success:              {no, no, no, no},
	}
	assert.Len(t, tests, len(policies))
	for reason, want := range tests {
		t.Run(reason.String(), func(t *testing.T) {
			assert.NotEmpty(t, reason.String())
			o := Outcome{Reason: reason}
			assert.Equal(t, want.leavesOpen, o.LeavesOpen(operation.NonIdempotent))
			assert.Equal(t, want.leavesOpen, o.LeavesOpen(operation.Idempotent))
			assert.Equal(t, want.leavesOpen, o.LeavesOpen(operation.Unknown))
			assert.False(t, o.LeavesOpen(operation.Safe))
			assert.Equal(t, want.safe, o.Retryable(operation.Safe))
			assert.Equal(t, want.idempotent, o.Retryable(operation.Idempotent))
			assert.Equal(t, want.nonIdempotent, o.Retryable(operation.NonIdempotent))
			assert.False(t, o.Retryable(operation.Unknown))

			o.NotSent = true
			assert.False(t, o.LeavesOpen(operation.NonIdempotent), "nothing was sent")
		})
	}
}

func TestCheckReadsData(t *testing.T) {
	var env Envelope
	read := func(body string) (ids []string, o Outcome) {
		o = new(Checker).Check(Received{200, "application/json", []byte(body)}, &env, codec.ReadFunc(func(r *codec.Reader) {
			ids = codec.List(r, func(id *string, r *codec.Reader) { *id = r.ID() })
		}))
		return ids, o
	}

	ids, o := read(`{"status":1,"meta":{"limit":2},"data":["a","b"]}`)
	assert.False(t, o.Failed())
	assert.Equal(t, []string{"a", "b"}, ids)
	assert.JSONEq(t, `["a","b"]`, string(env.Data))
	assert.JSONEq(t, `{"limit":2}`, string(env.Meta))

	_, o = read(`{"status":1,"data":["a",5]}`)
	assert.Equal(t, Unexpected, o.Reason)
	assert.Contains(t, o.Detail, "data.1: ")

	_, o = read(`{"data":["a",5],"status":0,"error":{"code":"X"}}`)
	assert.Equal(t, Rejected, o.Reason, "a refusal stays one, whatever its data are")
	assert.Equal(t, "X", o.API.Code)

	ids, o = read(`{"status":1}`)
	assert.False(t, o.Failed())
	assert.Nil(t, ids)
	assert.Nil(t, env.Data)
}

// A member that is cut off proves nothing, not even beside an HTTP status that is an error.
func TestCheckIgnoresAnErrorThatIsCutOff(t *testing.T) {
	for _, body := range []string{serverError[:len(serverError)-2], `{"status":0,"error":`, `{"status":0,"error":{"code":"SERVER_ERROR"]}`} {
		o := new(Checker).Check(Received{400, "application/json", []byte(body)}, new(Envelope), nil)
		assert.Equal(t, Rejected, o.Reason, body)
		assert.Nil(t, o.API, body)
	}
}

func TestDetailOfAnUnexpectedResponse(t *testing.T) {
	tests := map[string]struct {
		contentType string
		want        string
	}{
		"HTML":            {"text/html; charset=utf-8", "(HTTP 200, text/html, 5 bytes)"},
		"none":            {"", "(HTTP 200, no content type, 5 bytes)"},
		"personal data":   {"text/+380500000000", "(HTTP 200, unusual content type, 5 bytes)"},
		"not a mime type": {";;;", "(HTTP 200, no content type, 5 bytes)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := new(Checker).Check(Received{200, tt.contentType, []byte("<p>\n\n")}, new(Envelope), nil)
			assert.Contains(t, o.Detail, tt.want)
		})
	}
	o := new(Checker).Check(Received{403, "text/html", []byte(page)}, new(Envelope), nil)
	assert.Contains(t, o.Detail, "text/html", "a firewall refused the request, not the API")
}

func TestTooManyValues(t *testing.T) {
	body := []byte(`{"status":1,"data":[`)
	for range maxValues {
		body = append(body, "0,"...)
	}
	body = append(body, "0]}"...)
	assert.Equal(t, TooLarge, new(Checker).Check(Received{200, "", body}, new(Envelope), nil).Reason)
}

func TestSafeWord(t *testing.T) {
	tests := map[string]string{
		"FORMAT_ERROR": "FORMAT_ERROR", "data.0.email": "data.0.email", "f1234": "f1234",
		"": "?", "f12345": "?", "380500000000": "?", "a@example.com": "?", "two words": "?", "кот": "?",
		"data.10.phones.1234": "data.10.phones.1234", "050.000.0000": "?", "050_000_0000": "?", "abcdabcdab1234cdabcdab12c3": "?",
		string(make([]byte, 65)): "?",
	}
	for word, want := range tests {
		assert.Equal(t, want, SafeWord(word), word)
	}
}
