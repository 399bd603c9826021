package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestEachAttemptIsASpan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, sent := record(t), 0
		client := r.client(t, roundTripper(func(request *http.Request) (*http.Response, error) {
			if sent++; sent < 3 {
				return says(429, "Too many requests, please try again later.")(request)
			}
			return says(200, ok)(request)
		}))
		require.NoError(t, client.Messages.Send(t.Context(), leeloo.SendMessageParams{AccountID: leeloo.AccountID(person), Text: "x"}))

		spans := r.spans.GetSpans()
		require.Len(t, spans, 3)
		for i, span := range spans {
			assert.Equal(t, "Messages.Send", span.Name)
			got := attributes(span.Attributes)
			if i == 0 {
				assert.NotContains(t, got, attribute.Key("http.request.resend_count"))
			} else {
				assert.Equal(t, int64(i), got["http.request.resend_count"])
			}
			if i < 2 {
				assert.Equal(t, codes.Error, span.Status.Code)
				assert.Equal(t, "429", got["error.type"])
			}
		}
	})
}

// The SDK retries a comment only if it was provably never sent. It finds that out with httptrace, through the context: an
// instrumentation that loses the context loses the retries.
func TestRequestThatWasNotSentIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, dials := record(t), 0
		base := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			dials++
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errors.New("refused by "+phone))}
		}}
		_, err := r.client(t, base).People.AddComment(t.Context(), person, "x")
		require.Error(t, err)
		assert.NotErrorIs(t, err, leeloo.ErrMaybeApplied)
		assert.Equal(t, 4, dials)

		spans := r.spans.GetSpans()
		require.Len(t, spans, 4)
		for _, span := range spans {
			assert.Equal(t, codes.Error, span.Status.Code)
			assert.Equal(t, "transport error: dial", span.Status.Description)
			assert.Equal(t, "dial", attributes(span.Attributes)["error.type"])
		}
		requireSilent(t, r.exported(t))
	})
}

func TestRequestThatMayHaveBeenAppliedIsNotRetried(t *testing.T) {
	r, srv := record(t), leelootest.New(t)
	company := srv.Seed(1)
	srv.Fail(leelootest.Dropped().AfterApplying())
	client := srv.Client(leeloo.WithHTTPClient(&http.Client{Transport: NewTransport(http.DefaultTransport, r.traces, r.metrics)}))
	_, err := client.People.AddComment(t.Context(), company.People[0].ID, "x")
	require.ErrorIs(t, err, leeloo.ErrMaybeApplied)
	assert.Len(t, srv.Comments(company.People[0].ID), 1)
	assert.Len(t, r.spans.GetSpans(), 1)
}

func TestSpanEndsWithTheBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := record(t)
		client := r.client(t, roundTripper(func(request *http.Request) (*http.Response, error) {
			response, err := says(200, "")(request)
			response.Body = io.NopCloser(io.MultiReader(slow{time.Second}, strings.NewReader(emptyList)))
			return response, err
		}))
		_, err := client.Orders.List(t.Context(), leeloo.ListParams{})
		require.NoError(t, err)
		span := r.onlySpan(t)
		assert.Equal(t, time.Second, span.EndTime.Sub(span.StartTime))
	})
}

type slow struct{ wait time.Duration }

func (s slow) Read([]byte) (int, error) {
	time.Sleep(s.wait)
	return 0, io.EOF
}
