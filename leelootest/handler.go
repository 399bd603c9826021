package leelootest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"

	"github.com/leeloo-go/leeloo/internal/route"
)

const maxBodyBytes = 16 << 20

// handler serves the route table, and refuses all else.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", s.serveUnknown)
	for _, r := range route.All() {
		mux.HandleFunc(r.Method+" "+basePath+r.Path, s.serve(r))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// ServeMux would redirect to the clean path, and a mistake in a client's path would go unseen.
		if path.Clean(r.URL.Path) != r.URL.Path || r.Method == http.MethodHead {
			s.serveUnknown(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (s *Server) serve(op route.Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body := readBody(w, r)
		fault := s.arrive(op.Name, r, body)
		s.deliver(w, r, fault, func() response { return s.carryOut(op, r, body) })
	}
}

func (s *Server) serveUnknown(w http.ResponseWriter, r *http.Request) {
	s.arrive("", r, readBody(w, r))
	unknown := failure{
		Code:    codeNotFound,
		Message: fmt.Sprintf("leelootest knows no operation %s %s", r.Method, r.URL.Path),
	}
	s.write(w, r, jsonResponse(http.StatusNotFound, unknown.body()), Fault{})
}

func readBody(w http.ResponseWriter, r *http.Request) []byte {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away, or sends without end
	}
	return body
}

// carryOut does what the request asks for, whole or not at all.
func (s *Server) carryOut(op route.Route, r *http.Request, body []byte) response {
	now := newStamp(s.config.clock())
	s.turn.Lock()
	defer s.turn.Unlock()
	s.changeLists(now)
	s.mu.Lock()
	defer s.mu.Unlock()
	reply, err := s.perform(op, r, body, now)
	if refusal, refused := errors.AsType[*failure](err); refused {
		return refusal.response()
	}
	return reply.response()
}

func (s *Server) perform(op route.Route, r *http.Request, body []byte, now stamp) (answer, error) {
	if err := s.authorize(r.Header.Get("X-Leeloo-AuthToken")); err != nil {
		return answer{}, err
	}
	in := &input{
		now: now, maxLimit: s.config.maxLimit,
		path: pathIDs(op, r), query: r.URL.Query(), wrong: map[string]string{},
	}
	contentType := r.Header.Get("Content-Type")
	if op.Body != route.NoBody && !(s.config.jsonOnly && isForm(contentType)) {
		fields, err := decodeBody(contentType, body)
		if err != nil {
			return answer{}, &failure{Code: codeFormat, Fields: map[string]string{"body": fieldWrongFormat}}
		}
		in.fields = fields
	}
	return operations[op.Name](s.company, in)
}

func (s *Server) authorize(token string) error {
	why := fieldNotAllowed
	switch token {
	case s.config.token:
		return nil
	case "":
		why = fieldRequired
	}
	return &failure{Code: codeFormat, Fields: map[string]string{"authToken": why}}
}

var pathParam = regexp.MustCompile(`\{(\w+)\}`)

func pathIDs(op route.Route, r *http.Request) map[string]string {
	ids := map[string]string{}
	for _, param := range pathParam.FindAllStringSubmatch(op.Path, -1) {
		ids[param[1]] = r.PathValue(param[1])
	}
	return ids
}
