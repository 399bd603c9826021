package leeloo

import (
	"errors"
	"strings"

	"github.com/leeloo-go/leeloo/internal/attempt"
	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/limit"
	"github.com/leeloo-go/leeloo/internal/origin"
	"github.com/leeloo-go/leeloo/internal/retry"
)

const version = "0.1.0"

const maxTokenBytes = 4096

// Client talks to the API with one token. It never changes once it is made, and any number of goroutines may share
// it: make one and keep it.
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

// core is what all calls of a client share.
type core struct {
	sender      attempt.Sender
	form        FormEncoding
	maxAttempts int
	limiter     Limiter
	gate        limit.Gate
	budget      retry.Budget
	log         attemptLog
}

// service is what the services of a client are made of.
type service struct{ core *core }

// NewClient makes a client for a token, which is in Leeloo's web interface under "Leeloo.ai API". It sends nothing.
// A token or an option that can't be right is [ErrInvalidArgument].
func NewClient(token string, opts ...Option) (*Client, error) {
	cfg := defaults()
	for _, opt := range opts {
		if opt == nil {
			return nil, invalidClient("an Option is nil")
		}
		opt(&cfg)
	}
	token = strings.TrimSpace(token)
	base, baseErr := origin.Parse("WithBaseURL", cfg.baseURL, cfg.insecureHTTP)
	if err := check.All(validateToken(token), baseErr, cfg.validate()); err != nil {
		return nil, invalidClient(err.Error())
	}
	return newClient(&core{
		sender: attempt.Sender{
			Transport: cfg.transport(),
			Base:      base,
			Token:     func() string { return token },
			UserAgent: strings.TrimSpace("leeloo-go/" + version + " " + cfg.userAgent),
			Timeout:   cfg.attemptTimeout(),
			MaxBytes:  cfg.maxResponseBytes,
		},
		form:        cfg.form,
		maxAttempts: cfg.maxAttempts,
		limiter:     cfg.chosenLimiter(),
		log:         attemptLog{cfg.logger},
	}), nil
}

func validateToken(token string) error {
	switch {
	case token == "":
		return errors.New(`token is empty: it is in Leeloo's web interface under "Leeloo.ai API"`)
	case len(token) > maxTokenBytes:
		return errors.New("token is longer than 4096 bytes")
	case strings.ContainsFunc(token, func(r rune) bool { return r < '!' || r > '~' }):
		return errors.New("token holds a blank, a line break or another character that no token has")
	}
	return nil
}

func invalidClient(detail string) *Error {
	return &Error{Op: "NewClient", kind: ErrInvalidArgument, detail: detail}
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
