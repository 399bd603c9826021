package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestWhatBecameOfATask(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, stop := context.WithTimeout(t.Context(), 0)
	defer stop()
	tests := map[string]struct {
		ctx   context.Context
		fault leelootest.Fault
		want  attrs
	}{
		"refused under HTTP 200": {
			t.Context(), leelootest.Rejected("FORMAT_ERROR", map[string]string{"phone": "TOO_SHORT"}),
			attrs{"error.type": "rejected", "leeloo.code": "FORMAT_ERROR", "leeloo.maybe_applied": false, "leeloo.attempts": int64(1)},
		},
		"may have been carried out": {
			t.Context(), leelootest.ServerError().AfterApplying(),
			attrs{"error.type": "server", "leeloo.code": "SERVER_ERROR", "leeloo.maybe_applied": true, "leeloo.attempts": int64(1)},
		},
		"the answer is lost": {
			t.Context(), leelootest.Dropped().AfterApplying(),
			attrs{"error.type": "no_answer", "leeloo.maybe_applied": true, "leeloo.attempts": int64(1)},
		},
		"a proxy's page": {
			t.Context(), leelootest.HTMLPage(200),
			attrs{"error.type": "unexpected_response", "leeloo.maybe_applied": true, "leeloo.attempts": int64(1)},
		},
		"the token": {
			t.Context(), leelootest.Fault{Status: 401},
			attrs{"error.type": "unauthorized", "leeloo.maybe_applied": false, "leeloo.attempts": int64(1)},
		},
		"the rate limit": {
			t.Context(), leelootest.RateLimited(1000e9),
			attrs{"error.type": "rate_limited", "leeloo.maybe_applied": false, "leeloo.attempts": int64(1)},
		},
		"a code of a phone": {
			t.Context(), leelootest.Rejected("380501234567", nil),
			attrs{"error.type": "rejected", "leeloo.maybe_applied": false, "leeloo.attempts": int64(1)},
		},
		"Ctrl-C": {
			cancelled, leelootest.Fault{},
			attrs{"error.type": "canceled", "leeloo.maybe_applied": false, "leeloo.attempts": int64(0)},
		},
		"too late": {
			late, leelootest.Fault{},
			attrs{"error.type": "timeout", "leeloo.maybe_applied": false, "leeloo.attempts": int64(0)},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, srv := record(t), leelootest.New(t)
			tasks, err := NewTasks(r.traces, r.metrics)
			require.NoError(t, err)
			company := srv.Seed(1)
			srv.Fail(tt.fault)

			crm := srv.Client()
			err = tasks.Do(tt.ctx, "comment", func(ctx context.Context) error {
				_, err := crm.People.AddComment(ctx, company.People[0].ID, "x")
				return err
			})
			require.Error(t, err, "the error comes back")
			span := r.onlySpan(t)
			assert.Equal(t, "comment", span.Name)
			assert.Equal(t, codes.Error, span.Status.Code)
			assert.Equal(t, tt.want["error.type"], span.Status.Description)
			assert.Equal(t, tt.want, attributes(span.Attributes))
			assert.Empty(t, span.Events, "not the error with its text")
			kind := fmt.Sprint(tt.want["error.type"])
			assert.Equal(t, map[string]uint64{kind: 1}, r.counts(t, "leeloo.task.duration", "error.type"))
		})
	}
}

// Every sentinel of the SDK has a name. A new one is to be added here and there.
func TestEverySentinelHasAName(t *testing.T) {
	sentinels := []error{
		leeloo.ErrInvalidArgument, leeloo.ErrUnauthorized, leeloo.ErrNotFound, leeloo.ErrRateLimited, leeloo.ErrRejected, leeloo.ErrServer,
		leeloo.ErrRedirect, leeloo.ErrResponseTooLarge, leeloo.ErrUnexpectedResponse, leeloo.ErrPaginationStuck,
	}
	names := map[string]bool{}
	for _, sentinel := range sentinels {
		names[kind(fmt.Errorf("wrapped: %w, after %w", sentinel, context.DeadlineExceeded))] = true
	}
	assert.Len(t, names, len(sentinels))
	assert.NotContains(t, names, "timeout")
	assert.Equal(t, "limiter", kind(fmt.Errorf("wrapped: %w: %w", ErrLimiter, context.DeadlineExceeded)))
	assert.Equal(t, "_OTHER", kind(errors.New("of the application's own, about "+phone)))
}

func TestATaskThatWorked(t *testing.T) {
	r := record(t)
	tasks, err := NewTasks(r.traces, r.metrics)
	require.NoError(t, err)
	require.NoError(t, tasks.Do(t.Context(), "outer", func(ctx context.Context) error {
		return tasks.Do(ctx, "inner", func(context.Context) error { return nil })
	}))
	spans := r.spans.GetSpans()
	require.Len(t, spans, 2)
	assert.Equal(t, spans[1].SpanContext.SpanID(), spans[0].Parent.SpanID())
	assert.Equal(t, codes.Unset, spans[0].Status.Code)
	assert.Empty(t, spans[0].Attributes)
	assert.Equal(t, map[string]uint64{"outer": 1, "inner": 1}, r.counts(t, "leeloo.task.duration", "leeloo.task"))
}

// An End that is deferred would record what the panic says.
func TestAPanicIsNotQuoted(t *testing.T) {
	r := record(t)
	tasks, err := NewTasks(r.traces, r.metrics)
	require.NoError(t, err)
	assert.Panics(t, func() {
		_ = tasks.Do(t.Context(), "task", func(context.Context) error { panic("about " + phone) })
	})
	assert.NotContains(t, fmt.Sprintf("%+v", r.spans.GetSpans()), phone)
}
