package leeloo_test

import (
	"encoding/json"
	"net/http"
	"strings"
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
