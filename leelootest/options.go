package leelootest

import (
	"errors"
	"strings"
	"time"
)

// Option sets up a Server.
type Option func(*config) error

type config struct {
	token    string
	maxLimit int
	clock    func() time.Time
	jsonOnly bool
}

func newConfig(opts []Option) (config, error) {
	c := config{token: "leelootest-token", maxLimit: 100, clock: time.Now}
	for _, opt := range opts {
		if err := opt(&c); err != nil {
			return config{}, err
		}
	}
	return c, nil
}

// WithToken sets the one token that the server accepts: visible ASCII, no spaces. By default it is the same for every
// server.
func WithToken(token string) Option {
	return func(c *config) error {
		if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r < '!' || r > '~' }) {
			return errors.New("leelootest: WithToken takes visible ASCII characters, at least one")
		}
		c.token = token
		return nil
	}
}

// WithMaxLimit sets the most rows that the server puts on one page, whatever limit is asked for: 100 by default. A
// small one makes pages of a small company.
func WithMaxLimit(rows int) Option {
	return func(c *config) error {
		if rows < 1 {
			return errors.New("leelootest: WithMaxLimit takes at least 1 row a page")
		}
		c.maxLimit = rows
		return nil
	}
}

// WithClock sets the clock that what is written is dated by: time.Now by default. The times of seeded rows don't
// depend on it.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return errors.New("leelootest: WithClock takes a function, it is nil")
		}
		c.clock = now
		return nil
	}
}

// WithJSONOnly makes a server that reads JSON bodies alone. It finds no field in a form, as a server does that never
// looks for one: each required field comes out as REQUIRED.
func WithJSONOnly() Option {
	return func(c *config) error {
		c.jsonOnly = true
		return nil
	}
}
