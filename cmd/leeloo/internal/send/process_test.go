package send_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/send"
	"github.com/leeloo-go/leeloo/leelootest"
)

// programEnv makes the test program the program leeloo, with shorter times if it is "hurry".
const programEnv = "LEELOO_TEST_PROGRAM"

func TestMain(m *testing.M) {
	switch os.Getenv(programEnv) {
	case "":
		os.Exit(m.Run())
	case "hurry":
		send.Hurry()
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the test that started this process
		os.Exit(1)
	}()
	a := app.New()
	ctx, stop := a.Signals()
	code := root.Run(ctx, a, os.Args[1:])
	stop()
	os.Exit(code)
}

// process is a run of the program in a process of its own.
type process struct {
	*exec.Cmd
	t        *testing.T
	out, err output
	stdin    io.Closer
}

// output can be read while the process writes it.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start starts the program with the settings of a fake.
func start(t *testing.T, srv *leelootest.Server, url, stateDir, mode string, args ...string) *process {
	t.Helper()
	p := prepare(t, srv, url, stateDir, mode, args...)
	p.start()
	return p
}

// startTo starts the program with an output.
func startTo(t *testing.T, srv *leelootest.Server, url, stateDir, mode string, out *os.File, args ...string) *process {
	t.Helper()
	p := prepare(t, srv, url, stateDir, mode, args...)
	p.Stdout, p.Stderr = out, out
	p.start()
	return p
}

// prepare returns the program, which start starts.
func prepare(t *testing.T, srv *leelootest.Server, url, stateDir, mode string, args ...string) *process {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	p := &process{Cmd: exec.Command(program, args...), t: t}
	p.Env = append(os.Environ(), programEnv+"="+mode, "LEELOO_TOKEN="+srv.Token, "LEELOO_BASE_URL="+url, "LEELOO_STATE_DIR="+stateDir)
	p.Stdout, p.Stderr = &p.out, &p.err
	return p
}

func (p *process) start() {
	p.t.Helper()
	var err error
	p.stdin, err = p.StdinPipe()
	require.NoError(p.t, err)
	require.NoError(p.t, p.Start())
	p.t.Cleanup(func() { _ = p.Process.Kill() })
}

// end waits for the end of the process, and returns its exit code; -1 if it was killed.
func (p *process) end() int {
	_ = p.Wait()
	return p.ProcessState.ExitCode()
}

func (p *process) signal(s syscall.Signal) { _ = p.Process.Signal(s) }
