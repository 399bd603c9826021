package main_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A server that sends more than it has announced makes net/http log the rest.
func TestNothingOfAResponseIsOnStandardError(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if !assert.NoError(t, err) {
			return
		}
		_, _ = connection.Write([]byte("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" + `{"phone":"+380500000000"}`))
	}))
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), build(t), "check") // it sends many requests
	cmd.Env = []string{"LEELOO_TOKEN=a-token", "LEELOO_BASE_URL=" + server.URL, "LEELOO_STATE_DIR=" + t.TempDir(), "HOME=" + t.TempDir()}
	output, err := cmd.CombinedOutput()
	_, ended := errors.AsType[*exec.ExitError](err)
	require.True(t, ended, "%v: the server has nothing of Leeloo", err)
	assert.Contains(t, string(output), "0 of 17\n")
	assert.NotContains(t, string(output), "+380")
}
