package leeloo

import (
	"errors"
	"net/http"
	"strings"

	"github.com/leeloo-go/leeloo/internal/engine"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/transport"
	"github.com/leeloo-go/leeloo/internal/validate"
)

const version = "0.1.0"

const (
	maxTokenBytes = 4096
	whereTokenIs  = "in Leeloo: Settings, Integrations, Leeloo API, Tokens"
)

// Client calls the API with one token. It does not change once created, and is safe for concurrent use: create one per
// token and share it. Clients without an http.Client of their own share one pool of connections, so a client for each
// of many tokens costs little.
type Client struct {
	Templates *TemplatesService
	Messages  *MessagesService
	Channels  *ChannelsService
	LGT       *LGTService
	Orders    *OrdersService
	People    *PeopleService
	Tags      *TagsService
	Tunnels   *TunnelsService
	Users     *UsersService

	core *core
}

// core is what the services of a client share.
type core struct {
	engine engine.Engine
	forms  request.Forms
}

// service is the state of every service.
type service struct{ core *core }

// NewClient returns a client for a token. The token is in Leeloo under Settings → Integrations → Leeloo API → Tokens.
// NewClient sends nothing. If the token or an option cannot be right, the error is [ErrInvalidArgument].
func NewClient(token string, opts ...Option) (*Client, error) {
	cfg := defaults()
	for _, opt := range opts {
		if opt == nil {
			return nil, invalidClient(errors.New("an Option is nil"))
		}
		opt(&cfg)
	}
	token = strings.TrimSpace(token)
	baseURL, baseErr := transport.ParseBaseURL("WithBaseURL", cfg.baseURL, cfg.insecureHTTP)
	if err := validate.All(validateToken(token), baseErr, cfg.validate()); err != nil {
		return nil, invalidClient(err)
	}
	return newClient(&core{
		engine: engine.Engine{
			Transport: transport.Transport{
				RoundTripper: cfg.roundTripper(),
				BaseURL:      baseURL,
				Token:        func() string { return token },
				UserAgent:    strings.TrimSpace("leeloo-go/" + version + " " + cfg.userAgent),
				Timeout:      cfg.attemptTimeout(),
				MaxBytes:     cfg.maxResponseBytes,
			},
			Limiter:     cfg.effectiveLimiter(),
			MaxAttempts: cfg.maxAttempts,
			Logger:      cfg.logger,
		},
		forms: request.Forms{Encoding: request.Encoding(cfg.formEncoding)},
	}), nil
}

func validateToken(token string) error {
	switch {
	case token == "":
		return errors.New("token is empty: it is " + whereTokenIs)
	case len(token) > maxTokenBytes:
		return errors.New("token is longer than 4096 bytes")
	case strings.ContainsFunc(token, func(r rune) bool { return r < '!' || r > '~' }):
		return errors.New("token contains a blank, a line break or another character that no token has")
	}
	return nil
}

func invalidClient(err error) *Error {
	return invalidArgument(&operation.Operation{Name: "NewClient"}, err)
}

func newClient(c *core) *Client {
	s := &service{c}
	return &Client{
		core:      c,
		Templates: (*TemplatesService)(s),
		Messages:  (*MessagesService)(s),
		Channels:  (*ChannelsService)(s),
		LGT:       (*LGTService)(s),
		Orders:    (*OrdersService)(s),
		People:    (*PeopleService)(s),
		Tags:      (*TagsService)(s),
		Tunnels:   (*TunnelsService)(s),
		Users:     (*UsersService)(s),
	}
}

// CloseIdleConnections closes the connections that are not in use, for example after the machine was suspended.
// Clients without an http.Client of their own share them. The client can still be used.
func (c *Client) CloseIdleConnections() {
	if c == nil || c.core == nil {
		return
	}
	if pool, ok := c.core.engine.Transport.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		pool.CloseIdleConnections()
	}
}

// roundTripper returns the transport of the caller's http.Client, or the shared one.
func (c *config) roundTripper() http.RoundTripper {
	if c.client == nil || c.client.Transport == nil {
		return transport.Shared()
	}
	return c.client.Transport
}
