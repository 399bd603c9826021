//go:build !windows

package send_test

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/leelootest"
)

// program starts the program in a process of its own.
func (c *company) program(mode string, args ...string) *process {
	return start(c.t, c.Server, c.URL, c.t.TempDir(), mode, args...)
}

func (c *company) awaitMessage(n int) {
	require.Eventually(c.t, func() bool { return c.Count(sendOp) == n }, 20*time.Second, time.Millisecond)
}

func TestASignalFinishesTheMessageUnderWay(t *testing.T) {
	for name, s := range map[string]syscall.Signal{"Ctrl-C": syscall.SIGINT, "SIGTERM": syscall.SIGTERM, "a closed terminal": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			if signal.Ignored(s) {
				t.Skip("the tests run with nohup")
			}
			c := newCompany(t, 40)
			c.fail(leelootest.Slow(400*time.Millisecond), sendOp, 2)
			p := c.program("hurry", c.args()...)
			c.awaitMessage(3)
			p.signal(s)
			assert.Equal(t, app.ExitStopped, p.end(), &p.err)
			assert.Equal(t, store.Counts{Total: 7, Sent: 3, Waiting: 4}, c.counts())
			assert.Contains(t, p.err.String(), "Stopping: the request under way is finished first.")
		})
	}
}

// nohup lets a broadcast go on after the terminal is closed.
func TestNohup(t *testing.T) {
	nohup, err := exec.LookPath("nohup")
	require.NoError(t, err)
	c := newCompany(t, 40)
	c.fail(leelootest.Slow(400*time.Millisecond), sendOp, 2)
	p := prepare(t, c.Server, c.URL, t.TempDir(), "hurry", c.args()...)
	p.Path, p.Args = nohup, append([]string{nohup, p.Path}, p.Args[1:]...)
	p.start()
	c.awaitMessage(3)
	p.signal(syscall.SIGHUP)
	assert.Equal(t, app.ExitDone, p.end(), &p.err)
	assert.Len(t, c.received(), 7)
}

func TestASecondCtrlCEndsAtOnceAndLosesNothing(t *testing.T) {
	c := newCompany(t, 40)
	c.fail(leelootest.Slow(30*time.Second).AfterApplying(), sendOp, 2)
	p := c.program("as it is", c.args()...)
	c.awaitMessage(3)
	p.signal(syscall.SIGINT)
	require.Eventually(t, func() bool { return strings.Contains(p.err.String(), "Stopping: ") }, 20*time.Second, time.Millisecond)
	second := time.Now()
	p.signal(syscall.SIGINT)
	assert.Equal(t, app.ExitStopped, p.end())
	assert.Less(t, time.Since(second), 10*time.Second, "before the request times out")
	assert.Equal(t, store.Counts{Total: 7, Sent: 2, LookedFor: 1, Waiting: 4}, c.counts())
}

func TestAProgramThatIsKilledInTheMiddleOfAMessage(t *testing.T) {
	for name, tt := range map[string]struct {
		fault leelootest.Fault
		want  store.Counts
	}{
		"after it was sent":  {leelootest.Slow(time.Minute).AfterApplying(), store.Counts{Total: 7, Sent: 7}},
		"before it was sent": {leelootest.Slow(time.Minute), store.Counts{Total: 7, Sent: 6, Unknown: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, 40)
			c.fail(tt.fault, sendOp, 3)
			p := c.program("hurry", c.args()...)
			c.awaitMessage(4)
			p.signal(syscall.SIGKILL)
			p.end()
			assert.Equal(t, store.Counts{Total: 7, Sent: 3, LookedFor: 1, Waiting: 3}, c.counts())

			p = c.program("hurry", "send", "--resume", "--yes", "--retry-refused", "--journal", c.journal)
			p.end()
			assert.Equal(t, tt.want, c.counts())
			assert.Equal(t, 7, c.Count(sendOp), "one request for each person, and no other")
			assert.Len(t, c.received(), tt.want.Sent)
		})
	}
}

// In "leeloo send | head" the end of head must not end the broadcast.
func TestAnOutputThatIsGone(t *testing.T) {
	c := newCompany(t, 40)
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	gone := startTo(t, c.Server, c.URL, t.TempDir(), "hurry", writer, c.args()...)
	gone.end()
	require.NoError(t, writer.Close())
	assert.Len(t, c.received(), 7)
	assert.False(t, strings.Contains(gone.ProcessState.String(), "signal"), gone.ProcessState)
}

// In "leeloo send 2>&1 | less" the program is blocked as soon as less has enough.
func TestSignalsEndAProgramWhoseOutputNobodyReads(t *testing.T) {
	c := newCompany(t, 40)
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { _ = errors.Join(reader.Close(), writer.Close()) })
	require.NoError(t, writer.SetWriteDeadline(time.Now().Add(100*time.Millisecond)))
	_, err = writer.Write(make([]byte, 10<<20))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded, "the pipe is full")
	blocked := startTo(t, c.Server, c.URL, t.TempDir(), "hurry", writer, c.args()...)
	require.Eventually(t, func() bool { return c.Count("Tags.List") > 0 }, 20*time.Second, time.Millisecond)

	code := make(chan int, 1)
	go func() { code <- blocked.end() }()
	signals := time.NewTicker(100 * time.Millisecond) // two that are sent at the same time can be one
	defer signals.Stop()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case got := <-code:
			assert.Equal(t, app.ExitStopped, got)
			return
		case <-signals.C:
			blocked.signal(syscall.SIGTERM)
		case <-deadline:
			t.Fatal("the program does not end")
		}
	}
}
