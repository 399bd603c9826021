package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Response is a response before it is sent.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	Event  []byte // the webhook that the request triggers; nil: none
}

// result is what an operation returns if it succeeds.
type result struct {
	data     any
	meta     *meta
	included any
	linked   any
	event    []byte
}

var done = result{data: struct{}{}}

type envelope struct {
	Status   int   `json:"status"`
	Data     any   `json:"data"`
	Meta     *meta `json:"meta,omitempty"`
	Included any   `json:"included,omitempty"`
	Linked   any   `json:"linked,omitempty"`
}

// The codes of a failure. SERVER_ERROR and FORMAT_ERROR were seen live. NOT_FOUND is our choice: the code for an
// unknown id is not known.
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
	fieldWrongPhone  = "NOT_VALID_PHONE_NUMBER"
	fieldNotInteger  = "NOT_INTEGER"
	fieldNotAllowed  = "NOT_ALLOWED_VALUE"
	fieldNotFound    = codeNotFound // our choice, too
)

// Failure is the error object of the API.
type Failure struct {
	Code    string            `json:"code"`
	Message string            `json:"message,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
}

func (f *Failure) Error() string { return fmt.Sprintf("%s %v", f.Code, f.Fields) }

// Response returns the failure under HTTP 200: clients of Leeloo must read the body to detect a failure.
func (f *Failure) Response() Response { return f.response(http.StatusOK) }

func (f *Failure) response(status int) Response {
	return newResponse(status, struct {
		Status int      `json:"status"`
		Error  *Failure `json:"error"`
	}{0, f})
}

// NotAnOperation returns the response to a request that no operation serves.
func NotAnOperation(r *http.Request) Response {
	message := fmt.Sprintf("leelootest has no operation %s %s", r.Method, r.URL.Path)
	return (&Failure{Code: codeNotFound, Message: message}).response(http.StatusNotFound)
}

func (r result) response() Response {
	response := newResponse(http.StatusOK, envelope{1, r.data, r.meta, r.included, r.linked})
	response.Event = r.event
	return response
}

func newResponse(status int, body any) Response {
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	return Response{Status: status, Header: header, Body: encode(body)}
}

func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic("leelootest: a response cannot be encoded: " + err.Error()) // a bug of this package
	}
	return body
}
