package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/exampletest"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestMain(m *testing.M) { exampletest.Main(m, main) }

const secret = "canary8f3a6c2e1b9d7405"

func TestDemoPrintsWhatTheReadmeShows(t *testing.T) {
	result := exampletest.Run(t, nil, "-demo")
	assert.Equal(t, exampletest.Output(t), result.Stdout)
	assert.Equal(t, 0, result.Code, result.Stderr)
}

func TestUsage(t *testing.T) {
	token, good := "LEELOO_TOKEN=x", "WEBHOOK_SECRET="+secret
	file := filepath.Join(t.TempDir(), "webhooks.db")
	tests := map[string]struct {
		env    []string
		args   []string
		code   int
		stderr string
	}{
		"no token":       {[]string{good}, nil, 2, "try -demo"},
		"no secret":      {[]string{token, "WEBHOOK_SECRET="}, nil, 2, "openssl rand -hex 20"},
		"short secret":   {[]string{token, "WEBHOOK_SECRET=letmein"}, nil, 2, "WEBHOOK_SECRET"},
		"unknown flag":   {[]string{token, good}, []string{"-port", "1"}, 2, "-port"},
		"help":           {nil, []string{"-h"}, 0, "-addr"},
		"bad token":      {[]string{"LEELOO_TOKEN=two words", good}, []string{"-db", file}, 1, "LEELOO_TOKEN"},
		"bad address":    {[]string{token, good}, []string{"-db", file, "-addr", "nowhere"}, 1, "nowhere"},
		"no such folder": {[]string{token, good}, []string{"-db", filepath.Join(file, "x", "y"), "-addr", "127.0.0.1:0"}, 1, "webhooks.db"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			result := exampletest.Run(t, tt.env, tt.args...)
			assert.Equal(t, tt.code, result.Code)
			assert.Contains(t, result.Stderr, tt.stderr)
			assert.NotContains(t, result.Stderr, secret)
			assert.Empty(t, result.Stdout)
		})
	}
}

// world is a receiver for the company of a fake.
type world struct {
	receiver
	leeloo  *leelootest.Server
	company leelootest.Dataset
}

func newWorld(t *testing.T) world {
	t.Helper()
	inbox, err := openInbox(filepath.Join(t.TempDir(), "webhooks.db"))
	require.NoError(t, err)
	t.Cleanup(func() { inbox.Close() })
	server := leelootest.New(t)
	return world{receiver{secret, server.Client(leeloo.WithMaxAttempts(1)), inbox}, server, server.Seed(1)}
}

// sale is the webhook of an order that is paid.
func (w world) sale(t *testing.T) string {
	t.Helper()
	client := w.leeloo.Client()
	order, err := client.Orders.Create(t.Context(), leeloo.OrderCreateParams{
		PersonID: w.company.People[0].ID, PaymentCreditsID: w.company.PaymentCredits[0].ID, OfferID: w.company.Offers[0].ID,
		TransactionDate: time.Now(),
	})
	require.NoError(t, err)
	require.NoError(t, client.Orders.Update(t.Context(), order.ID, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved}))
	return fmt.Sprintf(`{"type": "SALE", "data": {"order_id": %q, "price": %s, "currency": %q}}`, order.ID, order.Price, order.Currency)
}

func external(id string) string {
	return fmt.Sprintf(`{"data": {"id": %q, "phone": "+380500000000"}}`, id)
}

func (w world) post(t *testing.T, target, body string) int {
	t.Helper()
	return w.request(httptest.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(body)))
}

func (w world) request(r *http.Request) int {
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, r)
	return recorder.Code
}

func (w world) stored(t *testing.T) (types []string) {
	t.Helper()
	rows, err := w.inbox.QueryContext(t.Context(), `select type from inbox order by type`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var kind string
		require.NoError(t, rows.Scan(&kind))
		types = append(types, kind)
	}
	require.NoError(t, rows.Err())
	return types
}

func TestAnyPrefixWorks(t *testing.T) {
	w := newWorld(t)
	sale, request := w.sale(t), external(string(w.company.People[0].ID))
	for _, prefix := range []string{"", "/crm", "/a/b/c"} {
		assert.Equal(t, 200, w.post(t, prefix+"/leeloo/"+secret, sale), prefix)
		assert.Equal(t, 200, w.post(t, prefix+"/external/"+secret, request), prefix)
	}
	for _, path := range []string{
		"/", "/" + secret, "/leeloo", "/leeloo/", "/external/", "/external", "/leeloo/x", "/external/x", "/other/" + secret,
		"/leeloo/" + secret + "/", "/external/" + secret + "/", "/leeloo/" + secret[1:], "/external/" + secret[1:],
	} {
		assert.Equal(t, 404, w.post(t, path, sale), path)
		assert.Equal(t, 404, w.post(t, path, request), path)
	}
	assert.Equal(t, []string{"EXTERNAL", "EXTERNAL", "EXTERNAL", "SALE"}, w.stored(t), "each external request, and the sale once")
}

func TestWebhookOfAnUnknownOrderIsRefused(t *testing.T) {
	w := newWorld(t)
	assert.Equal(t, 422, w.post(t, "/leeloo/"+secret, `{"type": "SALE", "data": {"order_id": "625946dd585052c1629f1b2b"}}`))
	assert.Empty(t, w.stored(t))
}

func TestExternalRequest(t *testing.T) {
	tests := map[string]struct {
		body   func(world) string
		fault  leelootest.Fault
		status int
	}{
		"id of a person":      {func(w world) string { return external(string(w.company.People[0].ID)) }, leelootest.Fault{}, 200},
		"id of an account":    {func(w world) string { return external(string(w.company.Accounts[0].ID)) }, leelootest.Fault{}, 200},
		"unknown id":          {func(world) string { return external("625946dd585052c1629f1b2b") }, leelootest.Fault{}, 422},
		"without an id":       {func(world) string { return `{"data": {"phone": "+380500000000"}}` }, leelootest.Fault{}, 422},
		"not JSON":            {func(world) string { return "id=1" }, leelootest.Fault{}, 400},
		"another JSON":        {func(world) string { return `[]` }, leelootest.Fault{}, 400},
		"too long":            {func(w world) string { return strings.Repeat(" ", 1<<20) + external(string(w.company.People[0].ID)) }, leelootest.Fault{}, 400},
		"Leeloo is not there": {func(w world) string { return external(string(w.company.People[0].ID)) }, leelootest.Fault{Status: 503}, 503},
		"the token expired":   {func(w world) string { return external(string(w.company.People[0].ID)) }, leelootest.Fault{Status: 401}, 503},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.leeloo.Fail(tt.fault)
			assert.Equal(t, tt.status, w.post(t, "/external/"+secret, tt.body(w)))
			assert.Equal(t, tt.status == 200, len(w.stored(t)) == 1)
		})
	}
	t.Run("not POST", func(t *testing.T) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/external/"+secret, nil)
		assert.Equal(t, 405, newWorld(t).request(r))
	})
}

// A sender that does not wait may not send it again.
func TestStoresWhenTheSenderDisconnects(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, w.inbox.store(ctx, "key", "SALE", []byte("{}")))
	assert.Equal(t, []string{"SALE"}, w.stored(t))
}

// Without a stored event there is no 200, which would end the delivery.
func TestFailsWithoutItsDatabase(t *testing.T) {
	w := newWorld(t)
	sale, request := w.sale(t), external(string(w.company.People[0].ID))
	require.NoError(t, w.inbox.Close())
	assert.Equal(t, 500, w.post(t, "/leeloo/"+secret, sale))
	assert.Equal(t, 500, w.post(t, "/external/"+secret, request))
}

// While a program is replaced by its next version, both use the file.
func TestWaitsForAnotherProcess(t *testing.T) {
	file := filepath.Join(t.TempDir(), "webhooks.db")
	old, err := openInbox(file)
	require.NoError(t, err)
	defer old.Close()
	next, err := openInbox(file)
	require.NoError(t, err)
	defer next.Close()
	_, err = old.Exec("begin immediate")
	require.NoError(t, err)
	time.AfterFunc(300*time.Millisecond, func() { _, _ = old.Exec("commit") })
	require.NoError(t, next.store(t.Context(), "key", "SALE", []byte("{}")))
}

func TestDatabaseIsOnlyForItsOwner(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("has no such permissions")
	}
	file := filepath.Join(t.TempDir(), "webhooks.db")
	inbox, err := openInbox(file)
	require.NoError(t, err)
	defer inbox.Close()
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode())
}

// A process that is told to stop finishes what it has begun, and one that is started again has what was stored.
func TestSignalEndsTheProcessAfterItsRequests(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("has no signals")
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(fmt.Sprint(signal), func(t *testing.T) {
			w := newWorld(t)
			sale := w.sale(t)
			file := filepath.Join(t.TempDir(), "webhooks.db")
			for _, want := range []string{`"SALE" is stored.`, `"SALE" has been stored before.`} {
				assert.Equal(t, want, stopDuringADelivery(t, w, signal, sale, file))
			}
		})
	}
}

// stopDuringADelivery starts the program, sends the signal while a webhook is being processed, and returns what the program
// printed of it.
func stopDuringADelivery(t *testing.T, w world, signal os.Signal, body, file string) (line string) {
	t.Helper()
	env := []string{"LEELOO_TOKEN=" + w.leeloo.Token, "LEELOO_BASE_URL=" + w.leeloo.URL, "WEBHOOK_SECRET=" + secret}
	cmd := exampletest.Command(t, env, "-addr", "127.0.0.1:0", "-db", file)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(stdout)
	require.True(t, lines.Scan(), "it says where it listens")
	assert.NotContains(t, lines.Text(), secret)
	address, _, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "Listening on "), ". ")

	w.leeloo.Fail(leelootest.Slow(300 * time.Millisecond).On("Orders.Get"))
	reads := w.leeloo.Count("Orders.Get")
	status := make(chan int, 1)
	go func() { status <- deliver(t, "http://"+address+"/crm/leeloo/"+secret, body) }()
	require.Eventually(t, func() bool { return w.leeloo.Count("Orders.Get") > reads }, 10*time.Second, time.Millisecond)
	require.NoError(t, cmd.Process.Signal(signal))
	assert.Equal(t, 200, <-status)
	require.True(t, lines.Scan())
	line = lines.Text()
	require.NoError(t, cmd.Wait(), "exit code 0")
	assert.NotContains(t, stderr.String()+line, secret)
	return line
}

func deliver(t *testing.T, url, body string) int {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if !assert.NoError(t, err) {
		return 0
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if !assert.NoError(t, err) {
		return 0
	}
	response.Body.Close()
	return response.StatusCode
}
