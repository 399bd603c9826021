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

// The buffers of responses are reused. No model may refer to one: each operation is called, and then the buffer is filled
// with other bytes.
func TestModelsDoNotReferToBuffers(t *testing.T) {
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
			assert.Equal(t, sampleModels[op.name], got)
			assert.Equal(t, string(body), string(captured.Body))
		})
	}
}

func TestConcurrentResponsesDoNotMix(t *testing.T) {
	client := canaryClient(t, echo{})
	var all sync.WaitGroup
	for reader := range 8 {
		all.Go(func() {
			for i := range 100 {
				id := fmt.Sprintf("%d-%d", reader, i)
				person, err := client.People.Get(t.Context(), leeloo.PersonID(id), leeloo.PersonGetParams{})
				if !assert.NoError(t, err) {
					return
				}
				assert.Equal(t, "name-"+id, person.Name)
				assert.Equal(t, []leeloo.Order{{ID: leeloo.OrderID("order-" + id)}}, person.Orders)
			}
		})
	}
	all.Wait()
}

// echo responds with a person who has the requested id in every field.
type echo struct{}

func (echo) RoundTrip(r *http.Request) (*http.Response, error) {
	id := path.Base(r.URL.Path)
	return respond(http.StatusOK, fmt.Sprintf(`{"status":1,"data":{"id":%q,"name":"name-%[1]s"},"included":{"orders":[{"id":"order-%[1]s"}]}}`, id))(r)
}

// A failure may contain data, which must not appear in the result of the next attempt.
func TestAttemptsDoNotMix(t *testing.T) {
	failure := func(data string) responder {
		return respond(http.StatusOK, `{"status":0,"error":{"code":"SERVER_ERROR"},"data":`+data+`}`)
	}
	t.Run("one item", func(t *testing.T) {
		client := scripted(failure(`{"id":"a","name":"Olena","tags":["vip"],"links":{"orders":[{"id":"o"}]}}`), respondData(`{"id":"a"}`)).client(t)
		person, err := client.People.Get(t.Context(), "a", leeloo.PersonGetParams{})
		require.NoError(t, err)
		assert.Equal(t, &leeloo.Person{ID: "a"}, person)
	})
	t.Run("a list", func(t *testing.T) {
		for _, data := range []string{`null`, `[]`, `[{"id":"b"}]`} {
			client := scripted(failure(`[{"id":"a","name":"Olena"},{"id":"c"}]`), respondData(data)).client(t)
			page, err := client.Orders.List(t.Context(), leeloo.ListParams{})
			require.NoError(t, err)
			var want []leeloo.Order
			require.NoError(t, json.Unmarshal([]byte(data), &want))
			assert.Equal(t, want, page.Items)
		}
	})
}

func TestErrorsDoNotReferToBuffers(t *testing.T) {
	const body = `{"status":0,"error":{"code":"FORMAT_ERROR","message":"WRONG","fields":{"price":"WRONG_FORMAT","a":{"b":["REQUIRED"]}}}}`
	client := followedByNoise(t, body)
	_, err := client.Tags.List(t.Context())
	overwriteBuffers(t, client)

	e := requireKind(t, leeloo.ErrRejected, err)
	assert.Equal(t, "FORMAT_ERROR", e.Code)
	assert.Equal(t, "WRONG", e.Message)
	assert.Equal(t, map[string]string{"price": "WRONG_FORMAT", "a.b.0": "REQUIRED"}, e.Fields)
}

// The out of Do may be a type that keeps the bytes that its UnmarshalJSON receives.
func TestDoDoesNotReferToBuffers(t *testing.T) {
	const data = `{"secret":[1,2,3]}`
	client := followedByNoise(t, `{"status":1,"data":`+data+`}`)
	var out keeper
	require.NoError(t, client.Do(t.Context(), leeloo.Request{Method: http.MethodGet, Path: "/x"}, &out))
	overwriteBuffers(t, client)
	assert.JSONEq(t, data, string(out.kept))
}

// keeper keeps bytes that it should copy.
type keeper struct {
	kept  []byte
	calls int
}

func (k *keeper) UnmarshalJSON(value []byte) error {
	k.kept = value
	k.calls++
	return nil
}

// UnmarshalJSON is called once, even if another member needs tolerance.
func TestDoCallsUnmarshalJSONOnce(t *testing.T) {
	var out struct {
		Items keeper `json:"items"`
		Count int    `json:"count"`
	}
	client := scripted(respondData(`{"items":[],"count":"20"}`)).client(t)
	require.NoError(t, client.Do(t.Context(), leeloo.Request{Method: http.MethodGet, Path: "/x"}, &out))
	assert.Equal(t, 20, out.Count)
	assert.Equal(t, 1, out.Items.calls)
}

// followedByNoise returns a client that receives a response, and then as many bytes of noise for each further request.
func followedByNoise(t *testing.T, response string) *leeloo.Client {
	noise := strings.Repeat("#", len(response))
	return scripted(respond(http.StatusOK, response), respond(http.StatusOK, noise)).client(t)
}

// overwriteBuffers lets the client read noise, several times: with the race detector a sync.Pool drops some buffers.
func overwriteBuffers(t *testing.T, client *leeloo.Client) {
	t.Helper()
	for range 10 {
		_, err := client.Tags.List(t.Context(), leeloo.NoRetry())
		require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	}
}
