package leeloo_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// fuzzedCalls read a response into each model.
var fuzzedCalls = []func(*testing.T, *leeloo.Client) error{
	fuzzed(func(t *testing.T, c *leeloo.Client) (*leeloo.Person, error) {
		return c.Channels.Person(t.Context(), canaryID)
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*leeloo.Order, error) {
		return c.Orders.Create(t.Context(), leeloo.OrderCreateParams{PaymentCreditsID: "1", OfferID: "1", PersonID: "1", TransactionDate: kyivNight})
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*leeloo.Tunnel, error) {
		return c.Tunnels.Get(t.Context(), "595f5d522a934035decc093d", leeloo.TunnelGetParams{})
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*leeloo.CreatedPerson, error) {
		return c.People.Create(t.Context(), leeloo.PersonCreateParams{Name: "x"})
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*leeloo.TrafficSource, error) {
		return c.LGT.CreateTrafficSource(t.Context(), canaryID, leeloo.TrafficSourceParams{Name: "x"})
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*leeloo.Comment, error) {
		return c.People.AddComment(t.Context(), canaryID, "x")
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*leeloo.Call, error) {
		return c.People.AddCall(t.Context(), leeloo.CallParams{
			UserID: "1", AccountID: "1", From: "1", To: "2", Date: kyivNight, Status: leeloo.CallStatusSuccess, Type: leeloo.CallTypeInbound,
		})
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*leeloo.TunnelStats, error) {
		return c.Tunnels.GetStats(t.Context(), canaryID)
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*[]leeloo.Template, error) {
		items, err := c.Templates.List(t.Context(), canaryID)
		return &items, err
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*[]leeloo.Connection, error) {
		items, err := c.Channels.Connections(t.Context())
		return &items, err
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*[]leeloo.Tag, error) {
		items, err := c.Tags.List(t.Context())
		return &items, err
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*[]leeloo.Channel, error) {
		return items(c.Channels.List(t.Context(), leeloo.ChannelListParams{}))
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*[]leeloo.Message, error) {
		return items(c.Messages.List(t.Context(), canaryID, leeloo.ListParams{}))
	}),
	fuzzed(func(t *testing.T, c *leeloo.Client) (*[]leeloo.Person, error) {
		return items(c.People.List(t.Context(), leeloo.PeopleListParams{}))
	}),
}

func items[T any](page *leeloo.Page[T], err error) (*[]T, error) {
	if err != nil {
		return nil, err
	}
	return &page.Items, nil
}

// fuzzed makes a call, and requires that its model can be marshaled and reads back equal.
func fuzzed[T any](call func(*testing.T, *leeloo.Client) (*T, error)) func(*testing.T, *leeloo.Client) error {
	return func(t *testing.T, c *leeloo.Client) error {
		model, err := call(t, c)
		if err != nil {
			return err
		}
		text, err := json.Marshal(model)
		require.NoError(t, err)
		var again T
		require.NoError(t, json.Unmarshal(text, &again), "%s", text)
		require.Equal(t, *model, again, "%s", text)
		return nil
	}
}

// Whatever a response contains, no call panics, each error is a short *Error, and only JSON is a success.
func FuzzResponse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(200, body)
	}
	for _, body := range []string{refusal, serverError, authError, limitText, quotingPage, "null", "", `{"status":1,"data":{"id":"1"},"included":{"orders":[{"id":"x"}]}}`} {
		f.Add(200, []byte(body))
		f.Add(503, []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for _, read := range fuzzedCalls {
			server := scripted(respond(status, string(body), "Content-Type", string(body[:min(len(body), 30)])))
			err := read(t, server.client(t, leeloo.WithMaxAttempts(1)))
			if err == nil {
				require.True(t, status >= 200 && status <= 299 && json.Valid(toUTF8(body)), "%q", body)
				continue
			}
			e, ok := errors.AsType[*leeloo.Error](err)
			require.True(t, ok)
			require.LessOrEqual(t, len(e.Error()), 1<<10)
			require.Equal(t, 1, server.requests())
			require.NotErrorIs(t, err, leeloo.ErrInvalidArgument)
		}
	})
}

func toUTF8(text []byte) []byte { return []byte(strings.ToValidUTF8(string(text), "\uFFFD")) }

// An amount has the exact digits of its text, and reads back equal.
func FuzzAmount(f *testing.F) {
	for _, text := range []string{"0", "1490.50", "-1.5", "007", "1e5", ".5", "5.", "+1", "1,5", "", " 1", "NaN", "0x1", strings.Repeat("9", 34), strings.Repeat("9", 35)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		amount, err := leeloo.NewAmount(text)
		if err != nil {
			require.ErrorIs(t, err, leeloo.ErrInvalidArgument)
			require.Equal(t, leeloo.Amount{}, amount)
		} else {
			require.Regexp(t, `^-?\d+(\.\d+)?$`, text)
			require.Equal(t, text, amount.String())
			require.LessOrEqual(t, len(strings.Trim(strings.Replace(text, ".", "", 1), "-")), 34)
			exact, ok := new(big.Rat).SetString(text)
			require.True(t, ok)
			require.Zero(t, exact.Cmp(amount.Rat()))
			require.Zero(t, amount.Cmp(amount))
		}
		for _, value := range []string{text, `"` + text + `"`} {
			var read leeloo.Amount
			if !json.Valid([]byte(value)) || json.Unmarshal([]byte(value), &read) != nil {
				continue
			}
			written, err := json.Marshal(read)
			require.NoError(t, err)
			var again leeloo.Amount
			require.NoError(t, json.Unmarshal(written, &again))
			require.Equal(t, read, again, "%s", value)
		}
	})
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// An id is sent in the path as it is, or nothing is sent.
func FuzzPathID(f *testing.F) {
	for _, id := range []string{canaryID, "", ".", "..", "a/b", "a%2Fb", "a?b", "a#b", "a b", "a\x00", "é", "a-_Z9", strings.Repeat("x", 128), strings.Repeat("x", 129), "\xff"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		server := scripted(respondData(`{"id":"` + id + `"}`))
		c := server.client(t)
		_, err := c.Orders.Get(t.Context(), leeloo.OrderID(id))
		callErr := c.Do(t.Context(), leeloo.Request{Method: "GET", Path: "/orders/" + id}, nil)
		if !idPattern.MatchString(id) || !utf8.ValidString(id) {
			require.ErrorIs(t, err, leeloo.ErrInvalidArgument)
			if !slices.ContainsFunc(strings.Split(id, "/"), func(segment string) bool { return !idPattern.MatchString(segment) }) {
				require.NoError(t, callErr, "a path of several segments")
				return
			}
			require.ErrorIs(t, callErr, leeloo.ErrInvalidArgument)
			require.Zero(t, server.requests())
			return
		}
		require.NoError(t, callErr)
		for _, seen := range server.recordedRequests() {
			assert.Equal(t, "https://api.leeloo.ai/api/v2/orders/"+id, seen.url.String())
		}
	})
}
