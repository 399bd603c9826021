package fake_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
	"github.com/leeloo-go/leeloo/leelootest"
)

const isProgram = "LEELOO_TEST_IS_PROGRAM"

// TestMain makes the test binary the program leeloo in the processes that the tests start.
func TestMain(m *testing.M) {
	if os.Getenv(isProgram) == "" {
		os.Exit(m.Run())
	}
	a := app.New()
	ctx, stop := a.Signals()
	code := root.Run(ctx, a, os.Args[1:])
	stop()
	os.Exit(code)
}

// command returns a process of the program, without the settings of whoever runs the test.
func command(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append([]string{isProgram + "=1", "HOME=" + t.TempDir(), "XDG_CONFIG_HOME=" + t.TempDir(), "LEELOO_STATE_DIR=" + t.TempDir()}, env...)
	return cmd
}

type server struct {
	env        []string // LEELOO_BASE_URL=… and LEELOO_TOKEN=…
	url, token string
	err        *strings.Builder
	interrupt  func() (code int)
}

// start starts "leeloo fake" and reads what it prints for a shell.
func start(t *testing.T, args ...string) *server {
	t.Helper()
	cmd := command(t, []string{"LEELOO_TOKEN=a-real-token-of-the-operator"}, append([]string{"fake"}, args...)...)
	s := &server{err: new(strings.Builder)}
	cmd.Stderr = s.err
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	s.interrupt = func() int {
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		_ = cmd.Wait()
		return cmd.ProcessState.ExitCode()
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	lines := bufio.NewScanner(out)
	for len(s.env) < 2 && lines.Scan() {
		setting, ok := strings.CutPrefix(lines.Text(), "export ")
		require.True(t, ok, lines.Text())
		s.env = append(s.env, setting)
	}
	require.Len(t, s.env, 2, "nothing was printed")
	s.url = strings.TrimPrefix(s.env[0], "LEELOO_BASE_URL=")
	s.token = strings.TrimPrefix(s.env[1], "LEELOO_TOKEN=")
	return s
}

func (s *server) client(t *testing.T, opts ...leeloo.Option) *leeloo.Client {
	t.Helper()
	client, err := leeloo.NewClient(s.token, append(opts, leeloo.WithBaseURL(s.url))...)
	require.NoError(t, err)
	return client
}

func skipWithoutSignals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no Ctrl-C for a single process")
	}
}

func TestAnotherProcessWorksWithTheFakeUntilCtrlC(t *testing.T) {
	skipWithoutSignals(t)
	fake := start(t, "--seed", "7")
	assert.True(t, strings.HasPrefix(fake.url, "http://127.0.0.1:"), fake.url)
	assert.NotContains(t, fake.token, "real", "the token of the environment is not the fake's")

	out, err := command(t, fake.env, "ids", "tags").Output()
	require.NoError(t, err)
	assert.Contains(t, string(out), "webinar\n")
	out, err = command(t, fake.env, "get", "/people?limit=1", "--envelope").Output()
	require.NoError(t, err)
	assert.Contains(t, string(out), `"totalCount": 7`)

	assert.Equal(t, app.ExitDone, fake.interrupt())
	assert.Contains(t, fake.err.String(), "This is a fake Leeloo with 7 made-up people. Ctrl-C ends it.")
	assert.NotContains(t, fake.err.String(), "real-token")
	_, err = http.Get(fake.url)
	assert.Error(t, err, "it is gone")
}

func TestAShellReadsTheLines(t *testing.T) {
	skipWithoutSignals(t)
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	const token = `it's-a;"$HOME"` + "`"
	fake := start(t, "--token", token)
	script := "export " + fake.env[0] + "\nexport " + fake.env[1] + "\n"
	out, err := exec.CommandContext(t.Context(), shell, "-c", `eval "$0"; printf '%s\n%s' "$LEELOO_BASE_URL" "$LEELOO_TOKEN"`, script).Output()
	require.NoError(t, err)
	assert.Equal(t, fake.url+"\n"+token, string(out))
	fake.token = token
	_, err = fake.client(t).Tags.List(t.Context())
	require.NoError(t, err)
	fake.token = "another"
	_, err = fake.client(t).Tags.List(t.Context())
	require.ErrorIs(t, err, leeloo.ErrUnauthorized)
}

// order creates an order of the first person.
func order(ctx context.Context, client *leeloo.Client) error {
	data := leelootest.Start().Seed(7) // has the ids of every fake with 7 people
	_, err := client.Orders.Create(ctx, leeloo.OrderCreateParams{
		PersonID: data.People[0].ID, OfferID: data.Offers[0].ID, PaymentCreditsID: data.PaymentCredits[0].ID, TransactionDate: time.Now(),
	})
	return err
}

func TestWebhooksAreSent(t *testing.T) {
	skipWithoutSignals(t)
	events := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var event struct{ Type string }
		_ = json.NewDecoder(r.Body).Decode(&event)
		events <- event.Type
	}))
	defer receiver.Close()
	fake := start(t, "--seed", "7", "--webhook", receiver.URL+"/?secret=hidden")
	require.NoError(t, order(t.Context(), fake.client(t)))
	assert.Equal(t, app.ExitDone, fake.interrupt(), "what is pending is sent")
	require.Len(t, events, 1)
	assert.Equal(t, "ORDER", <-events)
	assert.Contains(t, fake.err.String(), "Its made-up orders and sales are sent to "+strings.TrimPrefix(receiver.URL, "http://")+".\n")
	assert.NotContains(t, fake.err.String(), "hidden")
}

func TestFaultsAreScripted(t *testing.T) {
	skipWithoutSignals(t)
	fake := start(t, "--seed", "7", "--fail", "Orders.Create=dropped-after,2", "--fail", "Tags.List=unavailable", "--fail", "any=rejected", "-v")
	client := fake.client(t, leeloo.WithMaxAttempts(1))
	count := func() int {
		page, err := client.Orders.List(t.Context(), leeloo.ListParams{Limit: 1})
		require.NoError(t, err)
		return page.Meta.TotalCount
	}
	_, err := client.Tags.List(t.Context())
	require.ErrorIs(t, err, leeloo.ErrServer)
	_, err = client.Users.List(t.Context(), leeloo.ListParams{})
	require.ErrorIs(t, err, leeloo.ErrRejected)
	before := count()
	require.ErrorIs(t, order(t.Context(), client), leeloo.ErrMaybeApplied)
	require.ErrorIs(t, order(t.Context(), client), leeloo.ErrMaybeApplied)
	require.NoError(t, order(t.Context(), client), "two times, not more")
	assert.Equal(t, before+3, count(), "they were applied")
	assert.Equal(t, app.ExitDone, fake.interrupt())
	assert.Contains(t, fake.err.String(), "method=POST path=/api/v2/orders", "--verbose logs each request")
}

func TestASlowResponseDoesNotDelayTheEnd(t *testing.T) {
	skipWithoutSignals(t)
	fake := start(t, "--fail", "Tags.List=slow", "-v")
	failed := make(chan error, 1)
	client := fake.client(t, leeloo.WithMaxAttempts(1))
	go func() {
		_, err := client.Tags.List(t.Context())
		failed <- err
	}()
	_, err := fake.client(t).Users.List(t.Context(), leeloo.ListParams{})
	require.NoError(t, err)
	began := time.Now()
	assert.Equal(t, app.ExitDone, fake.interrupt())
	require.Error(t, <-failed)
	assert.Less(t, time.Since(began), 8*time.Second)
}

func TestJSON(t *testing.T) {
	skipWithoutSignals(t)
	cmd := command(t, nil, "fake", "--json")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var settings struct {
		BaseURL string `json:"base_url"`
		Token   string
	}
	require.NoError(t, json.NewDecoder(out).Decode(&settings))
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_, _ = io.Copy(io.Discard, out)
	require.NoError(t, cmd.Wait())
	assert.True(t, strings.HasPrefix(settings.BaseURL, "http://127.0.0.1:"))
	assert.True(t, strings.HasSuffix(settings.BaseURL, "/api/v2"))
	assert.NotEmpty(t, settings.Token)
}

func TestWrongUsage(t *testing.T) {
	taken := httptest.NewServer(nil)
	defer taken.Close()
	for says, args := range map[string][]string{
		"--addr: other computers could reach it":        {"--addr", "0.0.0.0:0"},
		"pass --allow-remote if they may":               {"--addr", ":0"},
		"or use 127.0.0.1":                              {"--addr", "192.0.2.1:80"},
		"--addr: other computers":                       {"--addr", "example.com:80"},
		"--addr: want host:port":                        {"--addr", "localhost"},
		"--addr: ":                                      {"--addr", strings.TrimPrefix(taken.URL, "http://")},
		"--seed: want 0 or more":                        {"--seed", "-1"},
		"--token: want letters":                         {"--token", "a b"},
		"--webhook: want a URL":                         {"--webhook", "127.0.0.1:9000"},
		`no operation is called "Orders.Make"; names`:   {"--fail", "Orders.Make=slow"},
		`there is no fault "quick"; the faults are dis`: {"--fail", "Orders.Create=quick"},
		"TIMES is a number of requests, from 1":         {"--fail", "Orders.Create=slow,0"},
		"want OPERATION=FAULT,TIMES":                    {"--fail", "slow"},
		"unknown command":                               {"now"},
	} {
		t.Run(says, func(t *testing.T) {
			run := apptest.New(t, leelootest.New(t)).Run(t.Context(), append([]string{"fake"}, args...)...)
			assert.Equal(t, app.ExitUsage, run.Code)
			assert.Contains(t, run.Err, says)
			assert.Empty(t, run.Out)
		})
	}
}

func TestOtherComputersGetInOnlyIfThatIsAskedFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // it ends at once
	run := apptest.New(t, leelootest.New(t)).Run(ctx, "fake", "--addr", "0.0.0.0:0", "--allow-remote", "--seed", "0")
	assert.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Contains(t, run.Err, "Everybody in the network can reach it.")
	assert.Contains(t, run.Out, "LEELOO_BASE_URL=http://127.0.0.1:", "an address that works on this computer")
}
