package contract

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each sample of testdata is as described, the failures under each operation. The examples of the description are the
// samples.
func TestSamplesAreAsDescribed(t *testing.T) {
	assert.Empty(t, sampleProblems(t, parse(t, readDescription(t))))
}

// failureSamples are the samples of failures by the names of the examples.
var failureSamples = map[string]string{
	"token_missing":   "error_auth_missing.json",
	"server_error":    "error_server.json",
	"phone_not_valid": "error_phone.json",
	"email_not_valid": "error_validation_nested.json",
}

const rateLimitSample = "error_rate_limited.txt"

func sampleProblems(t *testing.T, d description) (problems []string) {
	t.Helper()
	shown := set{rateLimitSample: true}
	for name, op := range d.operations() {
		success := successSample(op.OperationId)
		for _, file := range append(slices.Collect(maps.Values(failureSamples)), success) {
			problems = append(problems, op.sampleProblems(t, d, file, http.StatusOK, "application/json")...)
		}
		for _, contentType := range []string{"text/plain", "text/html; charset=utf-8"} {
			problems = append(problems, op.sampleProblems(t, d, rateLimitSample, http.StatusTooManyRequests, contentType)...)
		}
		examples := op.examples(t)
		for _, required := range []string{"success", "token_missing", "server_error"} {
			if examples[required] == nil {
				problems = append(problems, name+" lacks the example "+required)
			}
		}
		for example, value := range examples {
			file := failureSamples[example]
			if example == "success" {
				file = success
			}
			shown[file] = true
			if file == "" || !equalJSON(t, readSample(t, file), value) {
				problems = append(problems, name+": the example "+example+" is not "+file)
			}
		}
	}
	files, err := filepath.Glob("../../testdata/*.*")
	require.NoError(t, err)
	for i, file := range files {
		files[i] = filepath.Base(file)
	}
	return append(problems, differences("the examples", files, keys(shown))...)
}

// successSample returns the file of an operation's sample. It usually has the name of the operation.
func successSample(operationID string) string {
	switch operationID {
	case "people_connect_sms":
		return "people_sms.json"
	case "people_connect_email":
		return "accounts_email.json"
	case "tunnels_list_stats":
		return "tunnels_stats.json"
	case "tunnels_get_stats":
		return "tunnels_stats_one.json"
	}
	return operationID + ".json"
}

func readSample(t *testing.T, file string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("../../testdata", file))
	require.NoError(t, err)
	return body
}

func (o describedOperation) sampleProblems(t *testing.T, d description, file string, status int, contentType string) []string {
	t.Helper()
	url := d.Servers[0].URL + placeholder.ReplaceAllString(o.path, unknownID)
	request, err := http.NewRequestWithContext(t.Context(), o.method, url, http.NoBody)
	require.NoError(t, err)
	_, errs := d.validator().ValidateHttpResponse(request, &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {contentType}},
		Body:       io.NopCloser(bytes.NewReader(readSample(t, file))),
	})
	return format(o.OperationId+" ("+file+")", errs)
}

// examples returns the examples of the operation's response, as JSON.
func (o describedOperation) examples(t *testing.T) map[string][]byte {
	t.Helper()
	response, ok := o.Responses.Codes.Get("200")
	require.True(t, ok, o.OperationId)
	media, ok := response.Content.Get("application/json")
	require.True(t, ok, o.OperationId)
	return examplesOf(t, media)
}

func examplesOf(t *testing.T, media *v3.MediaType) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for name, example := range media.Examples.FromOldest() {
		var value any
		require.NoError(t, example.Value.Decode(&value), name)
		body, err := json.Marshal(value)
		require.NoError(t, err, name)
		all[name] = body
	}
	return all
}

func equalJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	require.NoError(t, json.Unmarshal(a, &x))
	require.NoError(t, json.Unmarshal(b, &y))
	return assert.ObjectsAreEqual(x, y)
}
