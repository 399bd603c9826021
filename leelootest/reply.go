package leelootest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// answer is what an operation answers when all went well.
type answer struct {
	data     any
	meta     *meta
	included any
	linked   any
}

var done = answer{data: struct{}{}}

type envelope struct {
	Status   int   `json:"status"`
	Data     any   `json:"data"`
	Meta     *meta `json:"meta,omitempty"`
	Included any   `json:"included,omitempty"`
	Linked   any   `json:"linked,omitempty"`
}

// The codes of a failure. SERVER_ERROR and FORMAT_ERROR were seen; what Leeloo calls an id that it doesn't know was
// not, NOT_FOUND is our choice.
const (
	codeFormat   = "FORMAT_ERROR"
	codeNotFound = "NOT_FOUND"
)

// The codes of a field.
const (
	fieldRequired    = "REQUIRED"
	fieldEmpty       = "CANNOT_BE_EMPTY"
	fieldWrongFormat = "WRONG_FORMAT"
	fieldWrongEmail  = "WRONG_EMAIL"
	fieldNotInteger  = "NOT_INTEGER"
	fieldNotAllowed  = "NOT_ALLOWED_VALUE"
	fieldNotFound    = codeNotFound // our choice as well
)

// failure is an operation's refusal, in Leeloo's words.
type failure struct {
	Code    string            `json:"code"`
	Message string            `json:"message,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
}

func (f *failure) Error() string { return fmt.Sprintf("%s %v", f.Code, f.Fields) }

func (f *failure) body() []byte {
	return encoded(struct {
		Status int      `json:"status"`
		Error  *failure `json:"error"`
	}{0, f})
}

// response is an answer as it goes out.
type response struct {
	status int
	header http.Header
	body   []byte
}

func jsonResponse(status int, body []byte) response {
	return response{status, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body}
}

func (a answer) response() response {
	return jsonResponse(http.StatusOK, encoded(envelope{1, a.data, a.meta, a.included, a.linked}))
}

// response is HTTP 200 also for a failure: callers of Leeloo have to look into the body.
func (f *failure) response() response { return jsonResponse(http.StatusOK, f.body()) }

func encoded(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic("leelootest: an answer can't be encoded: " + err.Error()) // a mistake in this package
	}
	return body
}
