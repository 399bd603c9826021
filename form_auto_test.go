package leeloo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestFormAutoSendsARefusedFormOnceMoreAsJSON(t *testing.T) {
	t.Parallel()
	for op, bodies := range formBodies {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			call := canaryCalls[op]
			server := scripted(readsOnlyJSON(call.data))
			c := server.client(t)
			var captured leeloo.Response
			require.NoError(t, call.do(t.Context(), c, leeloo.CaptureResponse(&captured)))
			assert.Equal(t, 2, captured.Attempts)
			assert.Contains(t, string(captured.Body), `"status":1`)
			for range 3 {
				require.NoError(t, call.do(t.Context(), c))
			}
			require.Equal(t, []string{formType, jsonType, jsonType, jsonType, jsonType}, contentTypes(server))

			seen := server.recordedRequests()
			assert.Equal(t, bodies.form, seen[0].body)
			assert.Equal(t, bodies.json, seen[1].body)
			assert.Equal(t, seen[1].body, seen[2].body)
			for _, other := range seen[1:] {
				assert.Equal(t, seen[0].method+seen[0].url.String(), other.method+other.url.String())
				other.header.Set("Content-Type", formType)
				assert.Equal(t, seen[0].header, other.header)
			}
		})
	}
}

// Each operation of each client finds its own encoding.
func TestFormAutoSwitchesOneOperationOfOneClient(t *testing.T) {
	t.Parallel()
	server := scripted(readsOnlyJSON(canaryItem))
	first, second := server.client(t), server.client(t)
	var want []string
	for range 2 {
		for _, c := range []*leeloo.Client{first, second} {
			for _, op := range slices.Sorted(maps.Keys(formBodies)) {
				require.NoError(t, canaryCalls[op].do(t.Context(), c))
			}
		}
	}
	for range 2 * len(formBodies) {
		want = append(want, formType, jsonType)
	}
	for range 2 * len(formBodies) {
		want = append(want, jsonType)
	}
	assert.Equal(t, want, contentTypes(server))
}

// The JSON may be refused for the same reason, for example because the API requires a field that was left out. Then the
// call ends.
func TestFormAutoSendsOneExtraRequest(t *testing.T) {
	t.Parallel()
	for op := range formBodies {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			server := scripted(refusesFields(200, "status", "REQUIRED", "account_id", "REQUIRED", "tag_id", "REQUIRED", "tunnel_id", "REQUIRED"))
			c := server.client(t)
			for i := range 3 {
				e := requireKind(t, leeloo.ErrRejected, canaryCalls[op].do(t.Context(), c))
				assert.False(t, e.MaybeApplied())
				assert.Equal(t, map[bool]int{true: 2, false: 1}[i == 0], e.Attempts)
				assert.NotContains(t, e.Error(), "did not read the form", "it is about the JSON")
			}
			assert.Equal(t, []string{formType, jsonType, jsonType, jsonType}, contentTypes(server))
		})
	}
}

func TestFormAutoKeepsFormsThatAreRead(t *testing.T) {
	t.Parallel()
	for op, bodies := range formBodies {
		server := scripted(respondData(canaryItem))
		c := server.client(t, leeloo.WithFormEncoding(leeloo.FormAuto))
		for range 3 {
			require.NoError(t, canaryCalls[op].do(t.Context(), c))
		}
		assert.Equal(t, []string{formType, formType, formType}, contentTypes(server))
		assert.Equal(t, bodies.form, server.recordedRequests()[2].body)
	}
}

// With NoRetry the refused call fails, and later calls send JSON.
func TestFormAutoWithNoRetry(t *testing.T) {
	t.Parallel()
	for op := range formBodies {
		server := scripted(readsOnlyJSON(canaryItem))
		c := server.client(t)
		e := requireKind(t, leeloo.ErrRejected, canaryCalls[op].do(t.Context(), c, leeloo.NoRetry()))
		assert.Equal(t, 1, e.Attempts)
		assert.Contains(t, e.Error(), "did not read the form")
		require.NoError(t, canaryCalls[op].do(t.Context(), c, leeloo.NoRetry()))
		require.NoError(t, canaryCalls[op].do(t.Context(), c))
		assert.Equal(t, []string{formType, jsonType, jsonType}, contentTypes(server), op)
	}
}

// A form may be refused by a retry. What an earlier attempt may have applied is not sent once more.
func TestFormAutoAfterRetries(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		first        responder
		want         []string
		maybeApplied bool
	}{
		"429": {respond(429, "", "Retry-After", "2"), []string{formType, formType, jsonType}, false},
		"502": {respond(502, ""), []string{formType, formType}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(tt.first, readsOnlyJSON(`{}`))
				err := canaryCalls["Tags.Add"].do(t.Context(), server.client(t))
				assert.Equal(t, tt.want, contentTypes(server))
				if tt.maybeApplied {
					assert.True(t, requireKind(t, leeloo.ErrRejected, err).MaybeApplied())
				} else {
					assert.NoError(t, err)
				}
			})
		})
	}
}

func TestFormAutoWaitsForTheLimiter(t *testing.T) {
	t.Parallel()
	server := scripted(readsOnlyJSON(`{}`))
	waits, refused := 0, errors.New("refused")
	limiter := func(allowed int) leeloo.Option {
		waits = 0
		return leeloo.WithLimiter(limiterFunc(func(context.Context) error {
			if waits++; waits > allowed {
				return refused
			}
			return nil
		}))
	}
	require.NoError(t, canaryCalls["Tags.Add"].do(t.Context(), server.client(t, limiter(2))))
	assert.Equal(t, 2, waits)

	err := canaryCalls["Tags.Add"].do(t.Context(), server.client(t, limiter(1)))
	e := requireKind(t, nil, err)
	assert.ErrorIs(t, err, refused)
	assert.False(t, e.MaybeApplied())
	assert.Equal(t, 3, server.requests(), "the extra request of the second call is not sent")
}

func TestFormAutoLogsBothRequests(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c := scripted(readsOnlyJSON(`{}`)).client(t, leeloo.WithLogger(logger))
	require.NoError(t, canaryCalls["Tags.Add"].do(t.Context(), c))
	requireNoCanary(t, log.String())

	var records []string
	for line := range strings.Lines(log.String()) {
		var record struct {
			Msg, Operation, Outcome, Code string
			Attempt                       int
		}
		require.NoError(t, json.Unmarshal([]byte(line), &record))
		records = append(records, fmt.Sprint(record))
	}
	assert.Equal(t, []string{
		"{leeloo: attempt Tags.Add rejected FORMAT_ERROR 1}",
		"{leeloo: attempt Tags.Add success  2}",
	}, records)
}

// A form of Client.Do is sent once.
func TestFormAutoDoesNotResendFormsOfDo(t *testing.T) {
	t.Parallel()
	server := scripted(refusesFields(200, "a", "REQUIRED"))
	c := server.client(t)
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		err := c.Do(t.Context(), leeloo.Request{Method: method, Path: "/x", Body: url.Values{"a": {"1"}}}, nil)
		assert.Contains(t, requireKind(t, leeloo.ErrRejected, err).Error(), "did not read the form, which contains a")
	}
	assert.Equal(t, []string{formType, formType, formType, formType}, contentTypes(server))
}

// Forms that are under way while the first is refused are each sent once more, and all calls succeed.
func TestFormAutoWithConcurrentCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const calls = 20
		release := make(chan struct{})
		server := scripted(func(r *http.Request) (*http.Response, error) {
			<-release
			return readsOnlyJSON(`{}`)(r)
		})
		c := server.client(t)
		var running sync.WaitGroup
		for range calls {
			running.Go(func() { assert.NoError(t, canaryCalls["Tags.Add"].do(t.Context(), c)) })
		}
		synctest.Wait()
		close(release)
		running.Wait()
		assert.Equal(t, 2*calls, server.requests())
		require.NoError(t, canaryCalls["Tags.Add"].do(t.Context(), c))
		assert.Equal(t, 2*calls+1, server.requests())
	})
}

// A client with default options works with servers that read only JSON or only forms, and everything is applied once.
func TestFormAutoAgainstTheFake(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		option leelootest.Option
		want   []string // of two calls
	}{
		"only JSON":  {leelootest.WithJSONOnly(), []string{formType, jsonType, jsonType}},
		"only forms": {leelootest.WithFormsOnly(), []string{formType, formType}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := leelootest.New(t, tt.option)
			company, crm, ctx := s.Seed(2), s.Client(), t.Context()
			block := company.Tunnels[0].Blocks[0]
			call := leeloo.CallParams{
				UserID: company.Users[0].ID, AccountID: company.Accounts[0].ID, From: "606", To: "+380500000000",
				Date: time.Now(), Status: leeloo.CallStatusSuccess, Type: leeloo.CallTypeOutbound,
			}
			calls := map[string]func(i int) error{
				"Tags.Add": func(i int) error { return crm.Tags.Add(ctx, company.People[0].ID, company.Tags[i].ID) },
				"Orders.Update": func(i int) error {
					order, err := crm.Orders.Create(ctx, leeloo.OrderCreateParams{
						PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID,
						PersonID: company.People[i].ID, TransactionDate: time.Now(),
					})
					if err != nil {
						return err
					}
					return crm.Orders.Update(ctx, order.ID, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved})
				},
				"People.AddCall": func(int) error {
					_, err := crm.People.AddCall(ctx, call)
					return err
				},
				"Tunnels.Subscribe": func(i int) error {
					return crm.Tunnels.Subscribe(ctx, company.Accounts[i].ID, leeloo.SubscribeParams{
						TunnelID: company.Tunnels[0].ID, TunnelBlockID: block.ID,
					})
				},
			}
			for op, do := range calls {
				require.NoError(t, do(0), op)
				require.NoError(t, do(1), op)
				var types []string
				for _, request := range s.Requests() {
					if request.Op == op {
						types = append(types, request.ContentType)
					}
				}
				assert.Equal(t, tt.want, types, op)
			}
			assert.Len(t, s.Calls(company.People[0].ID), 2, "each call is recorded once")
		})
	}
}
