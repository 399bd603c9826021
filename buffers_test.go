package leeloo_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// The buffers that answers are read into are used again. Whatever a call has given must not lie in one: here each
// operation is called, and then its buffer is filled with other bytes.
func TestModelsOutliveTheirAnswers(t *testing.T) {
	for _, op := range operations {
		t.Run(op.name, func(t *testing.T) {
			body := sample(t, op.sample)
			var captured leeloo.Response
			client := followedByNoise(t, string(body))
			got, err := op.call(t.Context(), client, leeloo.CaptureResponse(&captured))
			require.NoError(t, err)
			before, err := json.Marshal(got)
			require.NoError(t, err)

			overwriteBuffers(t, client)
			after, err := json.Marshal(got)
			require.NoError(t, err)
			assert.Equal(t, string(before), string(after))
			assert.Equal(t, answers[op.name], got)
			assert.Equal(t, string(body), string(captured.Body))
		})
	}
}

// Many goroutines read at once: none is given a part of what another one got.
func TestConcurrentAnswersDoNotMix(t *testing.T) {
	client := canaryClient(t, echo{})
	var all sync.WaitGroup
	for reader := range 8 {
		all.Go(func() {
			for i := range 100 {
				id := fmt.Sprintf("%d-%d", reader, i)
				card, err := client.People.Get(t.Context(), leeloo.PersonID(id), leeloo.PersonGetParams{})
				if !assert.NoError(t, err) {
					return
				}
				assert.Equal(t, leeloo.Text("name-"+id), card.Name)
				assert.Equal(t, []leeloo.Order{{ID: leeloo.OrderID("order-" + id)}}, card.Orders)
			}
		})
	}
	all.Wait()
}

// echo answers with a card that has the id asked for in all its parts.
type echo struct{}

func (echo) RoundTrip(r *http.Request) (*http.Response, error) {
	id := path.Base(r.URL.Path)
	return says(http.StatusOK, fmt.Sprintf(`{"status":1,"data":{"id":%q,"name":"name-%[1]s"},"included":{"orders":[{"id":"order-%[1]s"}]}}`, id))(r)
}

// Nothing of an answer that was read, and then turned out to be a failure, is in the result of the next attempt.
func TestAttemptsDoNotMix(t *testing.T) {
	failure := func(data string) reaction {
		return says(http.StatusOK, `{"status":0,"error":{"code":"SERVER_ERROR"},"data":`+data+`}`)
	}
	t.Run("one", func(t *testing.T) {
		client := scripted(failure(`{"id":"a","name":"Olena","tags":["vip"],"links":{"orders":[{"id":"o"}]}}`), succeeds(`{"id":"a"}`)).client(t)
		card, err := client.People.Get(t.Context(), "a", leeloo.PersonGetParams{})
		require.NoError(t, err)
		assert.Equal(t, &leeloo.Person{ID: "a"}, card)
	})
	t.Run("many", func(t *testing.T) {
		for _, data := range []string{`null`, `[]`, `[{"id":"b"}]`} {
			client := scripted(failure(`[{"id":"a","name":"Olena"},{"id":"c"}]`), succeeds(data)).client(t)
			page, err := client.Orders.List(t.Context(), leeloo.ListParams{})
			require.NoError(t, err)
			var want []leeloo.Order
			require.NoError(t, json.Unmarshal([]byte(data), &want))
			assert.Equal(t, want, page.Items)
		}
	})
}

func TestErrorsOutliveTheirAnswers(t *testing.T) {
	const body = `{"status":0,"error":{"code":"FORMAT_ERROR","message":"WRONG","fields":{"price":"WRONG_FORMAT","a":{"b":["REQUIRED"]}}}}`
	client := followedByNoise(t, body)
	_, err := client.Tags.List(t.Context())
	overwriteBuffers(t, client)

	e := requireKind(t, leeloo.ErrRejected, err)
	assert.Equal(t, "FORMAT_ERROR", e.Code)
	assert.Equal(t, "WRONG", e.Message)
	assert.Equal(t, map[string]string{"price": "WRONG_FORMAT", "a.b.0": "REQUIRED"}, e.Fields)
}

// What Call decodes into is the caller's, and may keep what it is given.
func TestCallLeavesTheAnswerAlone(t *testing.T) {
	const data = `{"secret":[1,2,3]}`
	client := followedByNoise(t, `{"status":1,"data":`+data+`}`)
	var out keeper
	require.NoError(t, client.Call(t.Context(), leeloo.CallRequest{Method: http.MethodGet, Path: "/x"}, &out))
	overwriteBuffers(t, client)
	assert.JSONEq(t, data, string(out.kept))
}

// keeper keeps what it should have copied.
type keeper struct {
	kept  []byte
	calls int
}

func (k *keeper) UnmarshalJSON(value []byte) error {
	k.kept = value
	k.calls++
	return nil
}

// What decodes itself is asked to once, also where something beside it needs tolerance.
func TestCallDecodesOnce(t *testing.T) {
	var out struct {
		Rows  keeper `json:"rows"`
		Count int    `json:"count"`
	}
	client := scripted(succeeds(`{"rows":[],"count":"20"}`)).client(t)
	require.NoError(t, client.Call(t.Context(), leeloo.CallRequest{Method: http.MethodGet, Path: "/x"}, &out))
	assert.Equal(t, 20, out.Count)
	assert.Equal(t, 1, out.Rows.calls)
}

// followedByNoise is a client that gets an answer, and then as many bytes of noise each time.
func followedByNoise(t *testing.T, answer string) *leeloo.Client {
	noise := strings.Repeat("#", len(answer))
	return scripted(says(http.StatusOK, answer), says(http.StatusOK, noise)).client(t)
}

// overwriteBuffers has the client read noise. (More than once, since the race detector has a pool forget now and then.)
func overwriteBuffers(t *testing.T, client *leeloo.Client) {
	t.Helper()
	for range 10 {
		_, err := client.Tags.List(t.Context(), leeloo.NoRetry())
		require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	}
}
