package contract

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every sample is as described, as are the failures under every operation. The examples are the samples.
func TestSamples(t *testing.T) {
	assert.Empty(t, sampleProblems(t, describe(t, text(t))))
}

func sampleProblems(t *testing.T, d description) (problems []string) {
	t.Helper()
	unused := map[string]bool{}
	files, err := filepath.Glob("../../testdata/*.*")
	require.NoError(t, err)
	for _, file := range files {
		unused[filepath.Base(file)] = true
	}
	for name, op := range d.operations() {
		success, tokenMissing, serverError := sampleOf(name), "error_auth_missing.json", "error_server.json"
		for _, file := range []string{success, tokenMissing, serverError} {
			problems = append(problems, op.sampleProblems(t, d, file, http.StatusOK, "application/json")...)
			delete(unused, file)
		}
		for _, kind := range []string{"text/plain", "text/html; charset=utf-8"} {
			problems = append(problems, op.sampleProblems(t, d, "error_rate_limited.txt", http.StatusTooManyRequests, kind)...)
		}
		for example, file := range map[string]string{"success": success, "token_missing": tokenMissing, "server_error": serverError} {
			if !sameJSON(t, read(t, file), op.example(t, example)) {
				problems = append(problems, name+": the example "+example+" is not "+file)
			}
		}
	}
	delete(unused, "error_rate_limited.txt")
	return append(problems, differences("testdata", nil, keys(unused))...)
}

var capital = regexp.MustCompile(`([a-z])([A-Z])`)

// sampleOf returns the file of an operation's sample: orders_get.json of Orders.Get.
func sampleOf(op string) string {
	switch op {
	case "People.ConnectSMS":
		return "people_sms.json"
	case "Tunnels.StatsOf":
		return "tunnels_stats_one.json"
	}
	return strings.ToLower(capital.ReplaceAllString(strings.ReplaceAll(op, ".", "_"), "${1}_$2")) + ".json"
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("../../testdata", file))
	require.NoError(t, err)
	return body
}

func (o operation) sampleProblems(t *testing.T, d description, file string, status int, contentType string) []string {
	t.Helper()
	url := d.Servers[0].URL + placeholder.ReplaceAllString(o.path, nobody)
	request, err := http.NewRequestWithContext(t.Context(), o.method, url, http.NoBody)
	require.NoError(t, err)
	_, errs := d.validator().ValidateHttpResponse(request, &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {contentType}},
		Body:       io.NopCloser(bytes.NewReader(read(t, file))),
	})
	return explain(exchange{op: o.OperationId, variant: file}, errs)
}

// example returns an example of the operation's answer, as JSON.
func (o operation) example(t *testing.T, name string) []byte {
	t.Helper()
	response, ok := o.Responses.Codes.Get("200")
	require.True(t, ok, o.OperationId)
	media, ok := response.Content.Get("application/json")
	require.True(t, ok, o.OperationId)
	example, ok := media.Examples.Get(name)
	if !ok || example.Value == nil {
		return []byte("null")
	}
	var value any
	require.NoError(t, example.Value.Decode(&value))
	body, err := json.Marshal(value)
	require.NoError(t, err)
	return body
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	require.NoError(t, json.Unmarshal(a, &x))
	require.NoError(t, json.Unmarshal(b, &y))
	return assert.ObjectsAreEqual(x, y)
}
