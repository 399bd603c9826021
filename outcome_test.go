package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// The outcome of a failed operation, for each reason. A read is never applied, so none of its outcomes is Unknown.
func TestOutcomeOfResponses(t *testing.T) {
	t.Parallel()
	tooLarge := respond(200, strings.Repeat(" ", 1001))
	tests := []struct {
		name        string
		script      []responder
		kind        error
		write, read leeloo.Outcome
	}{
		{"rejected", []responder{respond(200, refusal)}, leeloo.ErrRejected, leeloo.Refused, leeloo.Refused},
		{"rejected with HTTP 400", []responder{respond(400, "")}, leeloo.ErrRejected, leeloo.Refused, leeloo.Refused},
		{"not found", []responder{respond(404, "")}, leeloo.ErrNotFound, leeloo.Refused, leeloo.Refused},
		{"unauthorized", []responder{respond(200, authError)}, leeloo.ErrUnauthorized, leeloo.NotApplied, leeloo.NotApplied},
		{"forbidden", []responder{respond(403, "")}, leeloo.ErrUnauthorized, leeloo.NotApplied, leeloo.NotApplied},
		{"rate limited", []responder{respond(429, "")}, leeloo.ErrRateLimited, leeloo.NotApplied, leeloo.NotApplied},
		{"rate limited with HTTP 408", []responder{respond(408, limitText)}, leeloo.ErrRateLimited, leeloo.NotApplied, leeloo.NotApplied},
		{"redirect", []responder{respond(302, "")}, leeloo.ErrRedirect, leeloo.NotApplied, leeloo.NotApplied},
		{"HTTP 303", []responder{respond(303, "")}, leeloo.ErrRedirect, leeloo.Unknown, leeloo.NotApplied},
		{"HTTP 408", []responder{respond(408, "")}, leeloo.ErrRejected, leeloo.Unknown, leeloo.NotApplied},
		{"HTTP 500", []responder{respond(500, "")}, leeloo.ErrServer, leeloo.Unknown, leeloo.NotApplied},
		{"SERVER_ERROR", []responder{respond(200, serverError)}, leeloo.ErrServer, leeloo.Unknown, leeloo.NotApplied},
		{"an HTML page", []responder{respond(200, quotingPage)}, leeloo.ErrUnexpectedResponse, leeloo.Unknown, leeloo.NotApplied},
		{"too large", []responder{tooLarge}, leeloo.ErrResponseTooLarge, leeloo.Unknown, leeloo.NotApplied},
		{"a lost response", []responder{failWith(io.EOF)}, nil, leeloo.Unknown, leeloo.NotApplied},
		{"a timeout", []responder{neverRespond}, nil, leeloo.Unknown, leeloo.NotApplied},
	}
	for _, tt := range tests {
		for op, want := range map[string]leeloo.Outcome{"Orders.Create": tt.write, "Orders.Get": tt.read} {
			t.Run(tt.name+"/"+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := scripted(tt.script...).client(t, leeloo.WithMaxAttempts(1), leeloo.WithMaxResponseBytes(1000))
					err := canaryCalls[op].do(t.Context(), c)
					requireKind(t, tt.kind, err)
					assert.Equal(t, want.String(), leeloo.OutcomeOf(err).String())
				})
			})
		}
	}
	t.Run("a success", func(t *testing.T) {
		t.Parallel()
		err := canaryCalls["Orders.Create"].do(t.Context(), scripted(respondData(canaryItem)).client(t))
		assert.Equal(t, leeloo.Applied, leeloo.OutcomeOf(err))
	})
	t.Run("an attempt that may have been applied, then a refusal", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			err := canaryCalls["People.Update"].do(t.Context(), scripted(respond(503, ""), respond(200, refusal)).client(t))
			requireKind(t, leeloo.ErrRejected, err)
			assert.Equal(t, leeloo.Unknown, leeloo.OutcomeOf(err))
		})
	})
}

// The outcome of an operation that sent nothing, or whose error is not about a response.
func TestOutcomeOfOtherFailures(t *testing.T) {
	t.Parallel()
	server := scripted(respondData(`[{"id":"1","name":"vip"},{"id":"2","name":"VIP"},{"id":"3","name":"vip"}]`))
	c := server.client(t)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	unreachable := canaryClient(t, ownTransport(t), leeloo.WithBaseURL("http://"+refusingAddress), leeloo.WithMaxAttempts(1))
	second := func(_ any, err error) error { return err }
	tests := []struct {
		name string
		err  error
		kind error
		want leeloo.Outcome
	}{
		{"an invalid argument", second(c.Orders.Get(t.Context(), "")), leeloo.ErrInvalidArgument, leeloo.Refused},
		{"an unknown name", second(c.Tags.ByName(t.Context(), "new")), leeloo.ErrNotFound, leeloo.Refused},
		{"an ambiguous name", second(c.Tags.ByName(t.Context(), "vip")), leeloo.ErrAmbiguous, leeloo.Refused},
		{"pages that make no progress", iterationError(c.Users.All(t.Context(), leeloo.ListParams{Limit: 3})), leeloo.ErrPaginationStuck, leeloo.NotApplied},
		{"a canceled context", canaryCalls["Orders.Create"].do(canceled, c), context.Canceled, leeloo.NotApplied},
		{"a refused connection", canaryCalls["Orders.Create"].do(t.Context(), unreachable), nil, leeloo.NotApplied},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requireError(t, tt.err)
			if tt.kind != nil {
				require.ErrorIs(t, tt.err, tt.kind)
			}
			assert.Equal(t, tt.want.String(), leeloo.OutcomeOf(tt.err).String())
		})
	}
}

// errgroup sets the error of the goroutine that failed as the cause of the context of the others.
func TestCauseOfTheContextIsNotTheOutcome(t *testing.T) {
	t.Parallel()
	other := canaryCalls["Orders.Create"].do(t.Context(), scripted(respond(500, "")).client(t))
	require.ErrorIs(t, other, leeloo.ErrMaybeApplied)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(fmt.Errorf("another call: %w", other))

	err := canaryCalls["Orders.Create"].do(ctx, scripted(respondData(canaryItem)).client(t))
	e := requireKind(t, nil, err)
	require.ErrorIs(t, err, context.Canceled)
	assert.False(t, e.MaybeApplied())
	assert.NotErrorIs(t, err, leeloo.ErrMaybeApplied)
	assert.Equal(t, leeloo.NotApplied.String(), leeloo.OutcomeOf(err).String())
}

// Wrapping and joining keep the outcome. An error that is not from this package is Unknown.
func TestOutcomeOfWrappedAndForeignErrors(t *testing.T) {
	t.Parallel()
	do := func(op string, r responder) error {
		return canaryCalls[op].do(t.Context(), scripted(r).client(t, leeloo.WithMaxAttempts(1)))
	}
	refused, notApplied, unknown := do("Orders.Create", respond(200, refusal)), do("Orders.Create", respond(429, "")), do("Orders.Create", respond(500, ""))
	var nilError *leeloo.Error
	tests := []struct {
		name string
		err  error
		want leeloo.Outcome
	}{
		{"no error", nil, leeloo.Applied},
		{"wrapped", fmt.Errorf("order: %w", refused), leeloo.Refused},
		{"wrapped twice", fmt.Errorf("a: %w", fmt.Errorf("b: %w", notApplied)), leeloo.NotApplied},
		{"joined with an error of the caller", errors.Join(io.ErrClosedPipe, refused), leeloo.Refused},
		{"joined with one that may have been applied", errors.Join(refused, unknown), leeloo.Unknown},
		{"the same in the other order", errors.Join(unknown, refused), leeloo.Unknown},
		{"a foreign error", errors.New("foreign"), leeloo.Unknown},
		{"a context error", context.Canceled, leeloo.Unknown},
		{"an error of net/http", http.ErrHandlerTimeout, leeloo.Unknown},
		{"a sentinel without an Error", leeloo.ErrRejected, leeloo.Unknown},
		{"ErrMaybeApplied", leeloo.ErrMaybeApplied, leeloo.Unknown},
		{"a nil *Error", nilError, leeloo.Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want.String(), leeloo.OutcomeOf(tt.err).String())
		})
	}
}

func TestOutcomeString(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[leeloo.Outcome]string{
		leeloo.Applied:    "applied",
		leeloo.NotApplied: "not applied",
		leeloo.Refused:    "refused",
		leeloo.Unknown:    "unknown",
		-1:                "unknown",
		99:                "unknown",
	} {
		assert.Equal(t, want, outcome.String())
	}
	var zero leeloo.Outcome
	assert.Equal(t, leeloo.Unknown, zero, "an outcome that is not set is not a success")
}
