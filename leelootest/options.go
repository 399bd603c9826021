package leelootest

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// Option configures a Server. The order of options does not matter.
type Option func(*config) error

type config struct {
	fake.Config
	webhook string
}

func newConfig(opts []Option) (config, error) {
	c := config{Config: fake.Config{Token: "leelootest-token", MaxLimit: 100, Clock: time.Now}}
	for _, opt := range opts {
		if opt == nil {
			return config{}, errors.New("leelootest: an Option is nil")
		}
		if err := opt(&c); err != nil {
			return config{}, err
		}
	}
	if c.JSONOnly && c.FormsOnly {
		return config{}, errors.New("leelootest: WithJSONOnly and WithFormsOnly exclude each other")
	}
	return c, nil
}

// WithToken sets the token that the server accepts: one or more visible ASCII characters. All servers have the same
// token by default.
func WithToken(token string) Option {
	return func(c *config) error {
		if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r < '!' || r > '~' }) {
			return errors.New("leelootest: WithToken requires one or more visible ASCII characters")
		}
		c.Token = token
		return nil
	}
}

// WithMaxLimit sets the maximum number of items on a page, whatever limit a request asks for. The default is 100. With
// a small one, even a few items need several pages.
func WithMaxLimit(items int) Option {
	return func(c *config) error {
		if items < 1 {
			return errors.New("leelootest: WithMaxLimit requires at least 1 item")
		}
		c.MaxLimit = items
		return nil
	}
}

// WithClock sets the clock of the server, which dates everything that is created or changed. The default is time.Now.
// Seeded times lie before it.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return errors.New("leelootest: WithClock requires a function")
		}
		c.Clock = now
		return nil
	}
}

// WithJSONOnly makes the server read only JSON. It finds no field in a form, so each required field is refused as
// REQUIRED.
func WithJSONOnly() Option {
	return func(c *config) error {
		c.JSONOnly = true
		return nil
	}
}

// WithFormsOnly makes the four form operations (Orders.Update, People.AddCall, Tags.Add, Tunnels.Subscribe) read only
// forms. They find no field in JSON, so each required field is refused as REQUIRED.
func WithFormsOnly() Option {
	return func(c *config) error {
		c.FormsOnly = true
		return nil
	}
}

// WithWebhook makes the server POST an event to a URL when an order is created (ORDER) and when it is resolved (SALE),
// through the API in both cases: {"type", "data"} as JSON, as the vendor documents it.
//
// Events are sent in the background, one after the other. An event that receives no 2xx status within ten
// seconds is sent again, four times at most, after 100 ms, then twice as long each time; then it is dropped. Redirects
// are not followed and no proxy is used. FailWebhook scripts faults. Close sends what is pending and waits.
//
// Events are sent through sockets, also if the server is in a bubble of testing/synctest: start their receiver outside of
// it, for example with httptest.NewServer. Its host must be an IP address then: looking up a name in a second bubble can
// crash the test program.
func WithWebhook(target string) Option {
	return func(c *config) error {
		u, err := url.Parse(target)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			return errors.New("leelootest: WithWebhook requires an absolute http or https URL")
		}
		c.webhook = target
		return nil
	}
}
