package response

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

func parse(body []byte) (env Envelope, err error) {
	err = env.parse(new(codec.Pool), body, nil)
	return env, err
}

func TestStatusDecidesSuccessAndRefusal(t *testing.T) {
	const success, refusal, neither = "success", "refusal", "neither"
	tests := map[string]string{
		`{"status":1}`:               success,
		`{"status":1,"data":{}}`:     success,
		`{"data":null,"status":1}`:   success,
		`{"status":"1"}`:             success,
		`{"status":1.0}`:             success,
		`{"status":1,"error":null}`:  success,
		`{"status":1,"Error":{}}`:    success, // another name
		`{"status":1,"unknown":[1]}`: success,

		`{"status":0}`:                         refusal,
		`{"status":1e0}`:                       neither,
		`{"status":"1.0"}`:                     neither,
		`{"status":"0."}`:                      neither,
		`{"status":"0"}`:                       refusal,
		`{"status":0.0}`:                       refusal,
		`{"status":0,"data":{}}`:               refusal,
		`{"status":0,"error":null}`:            refusal,
		`{"status":0,"error":{}}`:              refusal,
		`{"status":0,"error":""}`:              refusal,
		`{"status":0,"error":false}`:           refusal,
		`{"status":0,"error":"WRONG"}`:         refusal,
		`{"status":0,"error":{"code":"X"}}`:    refusal,
		`{"error":{"code":"X"},"status":0}`:    refusal,
		`{"status":0,"error":[{"code":"X"}]}`:  refusal,
		`{"status":0,"error":{"fields":null}}`: refusal,

		`{}`:                                neither,
		`{"data":{"id":"a"}}`:               neither,
		`{"status":true}`:                   neither,
		`{"status":false}`:                  neither,
		`{"status":null}`:                   neither,
		`{"status":[1]}`:                    neither,
		`{"status":{"a":1}}`:                neither,
		`{"status":2}`:                      neither,
		`{"status":-1}`:                     neither,
		`{"status":10}`:                     neither,
		`{"status":1.5}`:                    neither,
		`{"status":1e999}`:                  neither,
		`{"status":200}`:                    neither,
		`{"status":""}`:                     neither,
		`{"status":"ok"}`:                   neither,
		`{"status":"true"}`:                 neither,
		`{"status":" 1"}`:                   neither,
		`{"status":"NaN"}`:                  neither,
		`{"Status":1}`:                      neither,
		`{"STATUS":1}`:                      neither,
		`{"data":{"status":1}}`:             neither,
		`{"status":1,"error":{}}`:           neither,
		`{"status":1,"error":""}`:           neither,
		`{"status":1,"error":false}`:        neither,
		`{"status":1,"error":0}`:            neither,
		`{"status":1,"error":[]}`:           neither,
		`{"status":1,"error":"WRONG"}`:      neither,
		`{"error":{"code":"X"},"status":1}`: neither,
		`{"error":{"code":"X"}}`:            neither,
	}
	for body, want := range tests {
		t.Run(body, func(t *testing.T) {
			e, err := parse([]byte(body))
			require.NoError(t, err)
			assert.Equal(t, want == success, e.isSuccess(), "Success")
			assert.Equal(t, want == refusal, e.isRefusal(), "Refusal")
		})
	}
}

func TestParseRefusesIncompleteAndInvalidEnvelopes(t *testing.T) {
	for _, body := range []string{
		``, `null`, `[]`, `1`, `"1"`, `<html></html>`, `{"status":1`, `{"status":1}{"status":1}`, `{"status":1} x`, "\ufeff" + `{"status":1}`,
		`{"status":0,"status":1}`, `{"status":1,"data":{"id":1,"id":2}}`, `{"status":1,"error":null,"error":null}`,
		`Too many requests, please try again later.`,
		`{"status":1,"data":` + strings.Repeat("[", 1e6),
	} {
		_, err := parse([]byte(body))
		assert.Error(t, err, "%.60s", body)
	}
}

func TestParseReturnsTheMembers(t *testing.T) {
	tests := map[string]struct {
		body                 string
		data, meta, included string // "" for nil
	}{
		"all":                    {`{"data":[ 1 ],"meta":{"limit":20},"included":{"users":[]},"status":1}`, "[ 1 ]", `{"limit":20}`, `{"users":[]}`},
		"linked":                 {`{"linked":{"leadgentools":[]},"status":1,"data":{}}`, "{}", "", `{"leadgentools":[]}`},
		"included, linked empty": {`{"included":{"users":[]},"linked":{},"status":1}`, "", "", `{"users":[]}`},
		"linked, included empty": {`{"included":[],"linked":{"users":[]},"status":1}`, "", "", `{"users":[]}`},
		"data is null":           {`{"status":1,"data":null}`, "null", "", ""},
		"nothing":                {`{"status":1}`, "", "", ""},
		"names in another case":  {`{"Data":1,"DATA":2,"Meta":3,"Included":4,"status":1}`, "", "", ""},
		"names at another level": {`{"status":1,"x":{"data":1,"meta":2,"linked":3}}`, "", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e, err := parse([]byte(tt.body))
			require.NoError(t, err)
			assert.Equal(t, tt.data, string(e.Data))
			assert.Equal(t, tt.meta, string(e.Meta))
			assert.Equal(t, tt.included, string(e.Included))
			assert.Equal(t, tt.data == "", e.Data == nil)
		})
	}
}

func TestParseSamples(t *testing.T) {
	files, err := filepath.Glob("../../testdata/*.json")
	require.NoError(t, err)
	require.Greater(t, len(files), 30)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			body, err := os.ReadFile(file)
			require.NoError(t, err)
			e, err := parse(body)
			require.NoError(t, err)
			failed := strings.HasPrefix(filepath.Base(file), "error_")
			assert.Equal(t, !failed, e.isSuccess())
			assert.Equal(t, failed, e.isRefusal())
			assert.Equal(t, failed, e.Error != nil)
		})
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../../testdata/*.*")
	require.NoError(f, err)
	for _, file := range files {
		sample, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(sample)
	}
	for _, seed := range []string{
		``, `null`, `{"status":"1"}`, `{"status":1,"error":{}}`, `{"status":0,"error":{"fields":{"a":{"b":["c",1,null]}}}}`,
		`{"status":0,"error":{"code":1e999,"message":"\ud83d"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := parse(body)
		assert.False(t, e.isSuccess() && e.isRefusal())
		if f := e.Error; f != nil {
			assert.False(t, e.isSuccess())
			assert.LessOrEqual(t, len(f.Message), 1024)
			assert.LessOrEqual(t, len(f.Code), 1024)
		}
		if err != nil || !e.isSuccess() {
			return
		}
		require.True(t, json.Valid(body), "a success that is not JSON")
		var all map[string]any
		require.NoError(t, json.Unmarshal(body, &all))
		assert.Nil(t, all["error"])
		assert.Contains(t, all, "status")
	})
}
