// Package fake is the Leeloo API in memory: it executes the operations of the operation table on a store. It is
// independent of tests, faults and connections; package leelootest adds those.
package fake

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// Config configures an API.
type Config struct {
	Token     string
	MaxLimit  int // of items on a page
	Clock     func() time.Time
	JSONOnly  bool // no operation reads forms
	FormsOnly bool // operations that take forms do not read JSON
}

// API executes requests. It is safe for concurrent use.
type API struct {
	config Config

	mu    sync.Mutex
	store *Store
}

// New returns an API with a new store.
func New(config Config) *API {
	return &API{config: config, store: newStore(config.Clock())}
}

// Reset replaces the store by a new one.
func (a *API) Reset() {
	store := newStore(a.config.Clock())
	a.mu.Lock()
	defer a.mu.Unlock()
	a.store = store
}

// Use calls f with the store and the current time. Nothing else uses the store meanwhile.
func (a *API) Use(f func(s *Store, now time.Time)) {
	now := a.config.Clock()
	a.mu.Lock()
	defer a.mu.Unlock()
	f(a.store, now)
}

// Execute executes the operation of a request. ids are the ids of the path by their names.
func (a *API) Execute(op operation.Operation, ids map[string]string, r *http.Request, body []byte) (response Response) {
	a.Use(func(s *Store, now time.Time) {
		result, err := a.execute(s, now, op, ids, r, body)
		if failure, ok := errors.AsType[*Failure](err); ok {
			response = failure.Response()
			return
		}
		response = result.response()
	})
	return response
}

func (a *API) execute(s *Store, now time.Time, op operation.Operation, ids map[string]string, r *http.Request, body []byte) (result, error) {
	if err := a.authorize(r.Header.Get("X-Leeloo-AuthToken")); err != nil {
		return result{}, err
	}
	in := &params{
		now: newTimestamp(now), maxLimit: a.config.MaxLimit,
		path: ids, query: r.URL.Query(), errors: map[string]string{},
	}
	if contentType := r.Header.Get("Content-Type"); a.reads(op.Body, MediaType(contentType)) {
		fields, err := DecodeBody(contentType, body)
		if err != nil {
			return result{}, &Failure{Code: codeFormat, Fields: map[string]string{"body": fieldWrongFormat}}
		}
		in.fields = fields
	}
	return handlers[op.Name](s, in)
}

// reads reports whether an operation reads a body. Every operation reads every kind unless the config says otherwise,
// because the vendor's documentation contradicts itself about the kinds.
func (a *API) reads(kind operation.Body, mediaType string) bool {
	isForm := mediaType == typeURLEncoded || mediaType == typeMultipart
	switch {
	case kind == operation.NoBody:
		return false
	case a.config.JSONOnly:
		return !isForm
	case a.config.FormsOnly && kind == operation.Form:
		return isForm
	}
	return true
}

func (a *API) authorize(token string) error {
	reason := fieldNotAllowed
	switch token {
	case a.config.Token:
		return nil
	case "":
		reason = fieldRequired
	}
	return &Failure{Code: codeFormat, Fields: map[string]string{"authToken": reason}}
}
