package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"

	"github.com/leeloo-go/leeloo/leelootest"
)

func TestOutcomeOfATask(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
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
		"may have been applied": {
			t.Context(), leelootest.ServerError().AfterApplying(),
			attrs{"error.type": "server_error", "leeloo.code": "SERVER_ERROR", "leeloo.maybe_applied": true, "leeloo.attempts": int64(1)},
		},
		"the response is lost": {
			t.Context(), leelootest.Dropped().AfterApplying(),
			attrs{"error.type": "transport", "leeloo.maybe_applied": true, "leeloo.attempts": int64(1)},
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
		"a phone as the code": {
			t.Context(), leelootest.Rejected("380501234567", nil),
			attrs{"error.type": "rejected", "leeloo.maybe_applied": false, "leeloo.attempts": int64(1)},
		},
		"Ctrl-C": {
			canceled, leelootest.Fault{},
			attrs{"error.type": "context_canceled", "leeloo.maybe_applied": false, "leeloo.attempts": int64(0)},
		},
		"past the deadline": {
			late, leelootest.Fault{},
			attrs{"error.type": "timeout", "leeloo.maybe_applied": false, "leeloo.attempts": int64(0)},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, srv := record(t), leelootest.New(t)
			tasks := NewTasks(r.traces, r.metrics)
			company := srv.Seed(1)
			srv.Fail(tt.fault)

			client := srv.Client()
			err := tasks.Do(tt.ctx, "comment", func(ctx context.Context) error {
				_, err := client.People.AddComment(ctx, company.People[0].ID, "x")
				return err
			})
			require.Error(t, err, "the error is returned")
			span := r.onlySpan(t)
			assert.Equal(t, "comment", span.Name)
			assert.Equal(t, codes.Error, span.Status.Code)
			assert.Equal(t, tt.want["error.type"], span.Status.Description)
			tt.want["leeloo.task"] = "comment"
			assert.Equal(t, tt.want, attributes(span.Attributes))
			assert.Empty(t, span.Events, "the text of the error is not recorded")
			kind := fmt.Sprint(tt.want["error.type"])
			assert.Equal(t, map[string]uint64{kind: 1}, r.counts(t, "leeloo.task.duration", "error.type"))
		})
	}
}

// The sentinels are those of the SDK, but for ErrMaybeApplied, which is an attribute of its own. An error with a sentinel
// and a context error is named by the sentinel.
func TestEverySentinelHasAName(t *testing.T) {
	source, err := os.ReadFile("../../errors.go")
	require.NoError(t, err)
	all := regexp.MustCompile(`(?m)^\tErr\w+ = errors.New\("leeloo: (.+)"\)$`).FindAllSubmatch(source, -1)
	assert.Len(t, sentinels, len(all), "without ErrMaybeApplied, with context.Canceled")
	named := map[string]error{}
	for _, sentinel := range sentinels {
		named[kind(fmt.Errorf("wrapped: %w, after %w", sentinel, context.DeadlineExceeded))] = sentinel
	}
	for _, match := range all {
		if text := string(match[1]); text != "may have been applied" {
			assert.Contains(t, named, strings.ReplaceAll(text, " ", "_"))
		}
	}
	assert.Equal(t, "_OTHER", kind(errors.New("of the program, about "+phone)))
}

func TestSuccessfulTask(t *testing.T) {
	r := record(t)
	tasks := NewTasks(r.traces, r.metrics)
	require.NoError(t, tasks.Do(t.Context(), "outer", func(ctx context.Context) error {
		return tasks.Do(ctx, "inner", func(context.Context) error { return nil })
	}))
	spans := r.spans.GetSpans()
	require.Len(t, spans, 2)
	assert.Equal(t, spans[1].SpanContext.SpanID(), spans[0].Parent.SpanID())
	assert.Equal(t, codes.Unset, spans[0].Status.Code)
	assert.Equal(t, attrs{"leeloo.task": "inner"}, attributes(spans[0].Attributes))
	assert.Equal(t, map[string]uint64{"outer": 1, "inner": 1}, r.counts(t, "leeloo.task.duration", "leeloo.task"))
}

func TestPanicIsNotQuoted(t *testing.T) {
	r := record(t)
	tasks := NewTasks(r.traces, r.metrics)
	assert.Panics(t, func() {
		_ = tasks.Do(t.Context(), "task", func(context.Context) error { panic("about " + phone) })
	})
	assert.NotContains(t, fmt.Sprintf("%+v", r.spans.GetSpans()), phone)
}
