package main

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDemo(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	t.Setenv("PAYMENTS_SECRET", "")
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	out := waitingFor("curl")
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"-addr", "127.0.0.1:0"}, strings.NewReader(""), out, io.Discard) }()
	select {
	case <-out.seen:
	case err := <-ended:
		require.FailNow(t, "it ended", "%v", err)
	}

	for _, line := range []string{
		`the same again +demo-1 +200 +done`, `paid, and Leeloo's answer is lost +demo-3 +200 +done`, `paid too little +demo-4 +200 +held`,
		`demo-1 +\w{24} +RESOLVED +1490\.50 UAH +`, `demo-2 +\w{24} +REJECTED +1490\.50 UAH +`, `demo-3 +\w{24} +RESOLVED +1490\.5 UAH +`,
		`demo-4 +\w{24} +OPENED +1490\.50 UAH +149\.05 UAH was paid for an order of 1490\.50 UAH`,
	} {
		assert.Regexp(t, `(?m)^`+line+`$`, out.String())
	}

	command := regexp.MustCompile(`curl -i -H '(.+): (.+)' -d '(.+)' (\S+)\n`).FindStringSubmatch(out.String())
	require.Len(t, command, 5)
	for range 2 {
		request, err := http.NewRequest(http.MethodPost, command[4], strings.NewReader(command[3]))
		require.NoError(t, err)
		request.Header.Set(command[1], command[2])
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, http.StatusOK, response.StatusCode)
		assert.Contains(t, string(body), `"state":"done"`)
	}
	stop()
	require.NoError(t, <-ended)
}
