package service_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/service"
	"github.com/leeloo-go/leeloo/leelootest"
)

// The test binary is a program of Main if this variable is set.
const programEnv = "SERVICE_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if how := os.Getenv(programEnv); how != "" {
		service.Main(func(ctx context.Context, _ []string, out io.Writer, _ *slog.Logger) error {
			switch how {
			case "usage":
				return errors.Join(errors.New("wrong"), service.ErrUsage)
			case "failure":
				return errors.New("failed")
			case "signal":
				_, _ = io.WriteString(out, "ready\n")
				<-ctx.Done()
			}
			return nil
		})
	}
	os.Unsetenv("LEELOO_TOKEN") // that of the developer
	os.Exit(m.Run())
}

func program(t *testing.T, how string) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), executable)
	command.Env = append(os.Environ(), programEnv+"="+how)
	return command
}

func TestExitCodes(t *testing.T) {
	for how, want := range map[string]int{"success": 0, "failure": 1, "usage": 2} {
		command := program(t, how)
		_ = command.Run()
		assert.Equal(t, want, command.ProcessState.ExitCode(), how)
	}
}

func TestSignalsEndTheContext(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		command := program(t, "signal")
		out, err := command.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, command.Start())
		_, err = io.ReadFull(out, make([]byte, len("ready\n")))
		require.NoError(t, err)
		require.NoError(t, command.Process.Signal(signal))
		assert.NoError(t, command.Wait(), signal)
	}
}

func TestParseFlags(t *testing.T) {
	for _, tt := range []struct {
		args  []string
		done  bool
		usage string
		out   string
	}{
		{nil, false, "", ""},
		{[]string{"-count", "7"}, false, "", ""},
		{[]string{"-h"}, true, "", "a `number`"},
		{[]string{"-count", "7", "--help"}, true, "", "-count"},
		{[]string{"-other"}, false, "-other", ""},
		{[]string{"-count", "x"}, false, "-count", ""},
		{[]string{"count"}, false, `"count"`, ""},
	} {
		flags := flag.NewFlagSet("test", flag.ContinueOnError)
		flags.Int("count", 1, "a ``number``")
		var out strings.Builder
		done, err := service.ParseFlags(flags, tt.args, &out)
		assert.Equal(t, tt.done, done)
		if tt.usage == "" {
			assert.NoError(t, err)
		} else {
			assert.ErrorIs(t, err, service.ErrUsage)
			assert.ErrorContains(t, err, tt.usage)
		}
		assert.Equal(t, tt.done, out.String() != "", "an error does not drown in the flags")
	}
}

func TestConnect(t *testing.T) {
	srv := leelootest.New(t)
	for name, tt := range map[string]struct {
		token string
		demo  bool
		want  error
		fake  bool
	}{
		"token":             {srv.Token, false, nil, false},
		"no token":          {"", false, service.ErrUsage, false},
		"two words":         {"two words", false, service.ErrUsage, false},
		"wrong token":       {"another", false, leeloo.ErrUnauthorized, false},
		"demo":              {"", true, nil, true},
		"demo with a token": {srv.Token, true, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("LEELOO_TOKEN", tt.token)
			t.Setenv("LEELOO_BASE_URL", srv.URL)
			a, err := service.Connect(t.Context(), tt.demo)
			require.ErrorIs(t, err, tt.want)
			if tt.want != nil {
				assert.Contains(t, err.Error(), "LEELOO_TOKEN")
				return
			}
			assert.Equal(t, tt.fake, a.Fake != nil)
			before := len(srv.Requests())
			_, err = a.Client.Tags.List(t.Context())
			require.NoError(t, err)
			assert.Equal(t, tt.fake, len(srv.Requests()) == before)
			require.NoError(t, a.Close())
			if tt.fake {
				assert.NoDirExists(t, a.Dir)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		fault leelootest.Fault
		name  string // of a tag
		want  error
		text  string // of the error, or of the log
	}{
		"fine":                      {leelootest.Slow(0), "webinar", nil, ""},
		"no such name":              {leelootest.Slow(0), "webinars", service.ErrUsage, `["webinar"]`},
		"token refused":             {leelootest.Fault{Status: 401}, "webinar", leeloo.ErrUnauthorized, ""},
		"down":                      {leelootest.HTMLPage(502).Repeat(9), "webinar", nil, "cannot be read now"},
		"somewhere else":            {leelootest.Redirect(307, "https://example.com/").Repeat(9), "webinar", nil, "cannot be read now"},
		"does not respond for long": {leelootest.Slow(time.Hour).Repeat(9), "webinar", nil, "cannot be read now"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := leelootest.New(t)
				srv.Fail(tt.fault)
				client, start := srv.Client(), time.Now()
				var log strings.Builder
				err := new(service.Account).Check(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), func(ctx context.Context) error {
					_, err := client.Tags.ByName(ctx, tt.name)
					return err
				})
				require.ErrorIs(t, err, tt.want)
				assert.Contains(t, fmt.Sprint(err)+log.String(), tt.text)
				assert.LessOrEqual(t, time.Since(start), 10*time.Second, "the form opens soon")
			})
		})
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

func TestServeRespondsToRequestsThatHaveBegun(t *testing.T) {
	addr := freeAddr(t)
	ctx, stop := context.WithCancel(t.Context())
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		stop()
		time.Sleep(50 * time.Millisecond)
		_, _ = io.WriteString(w, "stored")
	})
	ended := make(chan error, 1)
	go func() {
		ended <- service.Serve(ctx, addr, handler, func(ctx context.Context) error { <-ctx.Done(); return nil })
	}()
	var response *http.Response
	require.Eventually(t, func() (ok bool) {
		var err error
		response, err = http.Get("http://" + addr) //nolint:bodyclose // below
		return err == nil
	}, 5*time.Second, 10*time.Millisecond)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Equal(t, "stored", string(body))
	require.NoError(t, <-ended)
}

func TestServeFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	worked := false
	err = service.Serve(t.Context(), listener.Addr().String(), http.NotFoundHandler(), func(context.Context) error { worked = true; return nil })
	assert.ErrorContains(t, err, "-addr")
	assert.False(t, worked)

	failure := errors.New("the database is full")
	err = service.Serve(t.Context(), freeAddr(t), http.NotFoundHandler(), func(context.Context) error { return failure })
	assert.ErrorIs(t, err, failure)
}

func TestDemoDatabaseIsOfItsOwn(t *testing.T) {
	first, err := service.Connect(t.Context(), true)
	require.NoError(t, err)
	defer first.Close()
	second, err := service.Connect(t.Context(), true)
	require.NoError(t, err)
	defer second.Close()
	assert.NotEqual(t, first.Dir, second.Dir)
	assert.True(t, filepath.IsAbs(first.Dir))
}
