package main

import (
	"bufio"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/leelootest"
)

// process starts the program itself, for signals that only a process can get.
func (c *company) process(args ...string) (*exec.Cmd, *bufio.Reader) {
	c.t.Helper()
	program, err := os.Executable()
	require.NoError(c.t, err)
	cmd := exec.CommandContext(c.t.Context(), program, args...)
	cmd.Env = append(os.Environ(), "BROADCAST_TEST_PROGRAM=1")
	stderr, err := cmd.StderrPipe()
	require.NoError(c.t, err)
	require.NoError(c.t, cmd.Start())
	return cmd, bufio.NewReader(stderr)
}

func TestAProgramThatIsKilledInTheMiddleOfAMessage(t *testing.T) {
	for name, fault := range map[string]leelootest.Fault{
		"after it was sent": leelootest.Slow(time.Minute).AfterApplying(), "before it was sent": leelootest.Slow(time.Minute),
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t, 40)
			fault.Op, fault.Skip = sendOp, 3
			c.Fail(fault)
			cmd, _ := c.process(c.args()...)
			require.Eventually(t, func() bool { return c.requests(sendOp) == 4 }, 10*time.Second, time.Millisecond)
			require.NoError(t, cmd.Process.Kill())
			require.Error(t, cmd.Wait())
			assert.Equal(t, tally{sent: 3, unknown: 1, planned: 3}, c.tally())

			out, err := c.resume("-retry-failed")
			require.ErrorContains(t, err, "1 messages may or may not have come")
			assert.Contains(t, out, "1 unknown: the program ended before the answer came")
			assert.Equal(t, 7, c.requests(sendOp), "one request for each person, and no other")
			c.received()
		})
	}
}

func TestSignals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process can't send Ctrl-C to another one there")
	}
	t.Run("one", func(t *testing.T) {
		c := newCompany(t, 40)
		var cmd *exec.Cmd
		var stderr *bufio.Reader
		ready := make(chan struct{})
		c.atRequest(sendOp, 3, func() {
			<-ready
			assert.NoError(t, cmd.Process.Signal(os.Interrupt))
			c.awaitStopping(stderr)
		})
		cmd, stderr = c.process(c.args()...)
		close(ready)
		_ = cmd.Wait()
		assert.Equal(t, exitStopped, cmd.ProcessState.ExitCode())
		assert.Equal(t, tally{sent: 3, planned: 4}, c.tally())
	})
	t.Run("two", func(t *testing.T) {
		c := newCompany(t, 40)
		fault := leelootest.Slow(time.Minute).AfterApplying().On(sendOp)
		fault.Skip = 2
		c.Fail(fault)
		cmd, stderr := c.process(c.args()...)
		require.Eventually(t, func() bool { return c.requests(sendOp) == 3 }, 10*time.Second, time.Millisecond)
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		c.awaitStopping(stderr)
		second := time.Now()
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		_ = cmd.Wait()
		assert.Less(t, time.Since(second), 20*time.Second, "before the SDK gives the request up by itself")
		assert.Equal(t, exitStopped, cmd.ProcessState.ExitCode())
		assert.Equal(t, tally{sent: 2, unknown: 1, planned: 4}, c.tally())
	})
}

// awaitStopping reads until the program says that it has got the signal.
func (c *company) awaitStopping(stderr *bufio.Reader) {
	for {
		line, err := stderr.ReadString('\n')
		if !assert.NoError(c.t, err) || strings.HasPrefix(line, "Stopping") {
			return
		}
	}
}

// "broadcast | tee log" loses its reader to Ctrl-C, and must still finish its message.
func TestAnOutputThatIsGone(t *testing.T) {
	c := newCompany(t, 40)
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program, c.args()...)
	cmd.Env = append(os.Environ(), "BROADCAST_TEST_PROGRAM=1")
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	cmd.Stdout = writer
	assert.NoError(t, cmd.Run())
	require.NoError(t, writer.Close())
	assert.Len(t, c.received(), 7)
}
