package export_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/leelootest"
)

// process returns "leeloo export args…" as a process.
func process(t *testing.T, srv *leelootest.Server, args ...string) (cmd *exec.Cmd, said *bytes.Buffer) {
	t.Helper()
	said = &bytes.Buffer{}
	cmd = exec.Command(os.Args[0], append([]string{"export"}, args...)...)
	cmd.Env = append(os.Environ(), "EXPORT_TEST_IS_THE_PROGRAM=yes",
		"LEELOO_TOKEN="+srv.Token, "LEELOO_BASE_URL="+srv.URL, "LEELOO_STATE_DIR="+t.TempDir())
	cmd.Stderr = said
	return cmd, said
}

// kill -9 leaves no time to write anything. It comes at random moments, again and again, until an export is complete: its
// rows are those that the fake has.
func TestKillAtRandomMoments(t *testing.T) {
	for _, what := range kindNames {
		for _, ending := range []string{".csv", ".xlsx", ".ndjson"} {
			t.Run(what+ending, func(t *testing.T) {
				srv := newShop(t, 20)
				path := filepath.Join(t.TempDir(), "file"+ending)
				kills := 0
				for {
					require.Less(t, kills, 200, "no progress")
					cmd, said := process(t, srv, what, "-o", path, "--resume", "--workers=3")
					require.NoError(t, cmd.Start())
					// Longer each time, so that it gets to the end.
					timer := time.AfterFunc(rand.N(time.Duration(kills+1)*15*time.Millisecond), func() { _ = cmd.Process.Kill() })
					err := cmd.Wait()
					if !timer.Stop() && err != nil {
						kills++
						if _, err := os.Stat(path + ".manifest.json"); err == nil {
							break // it came after the last rename
						}
						continue
					}
					require.NoError(t, err, said.String())
					break
				}
				t.Logf("%d kills", kills)
				before, err := os.ReadFile(path)
				require.NoError(t, err)
				run(t.Context(), t, srv, what, "-o", path, "--resume") // deletes what a kill after the last rename has left
				requireContent(t, string(before), path)
				requireComplete(t, path)
				rows := rowsOf(t, path)
				assertDistinct(t, rows)
				assert.ElementsMatch(t, reference(t, srv, what, ending), rows)
			})
		}
	}
}

// The closed terminal, the system and Ctrl-C stop an export, which says how to go on.
func TestSignalsStopTheExport(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such signals")
	}
	for _, sig := range []os.Signal{syscall.SIGHUP, syscall.SIGTERM, os.Interrupt} {
		if signal.Ignored(sig) {
			continue // the tests run with nohup
		}
		srv := newShop(t, 20)
		want := reference(t, srv, "chats", ".csv")
		path := filepath.Join(t.TempDir(), "file.csv")
		cmd, said := process(t, srv, "chats", "-o", path)
		started := make(chan *os.Process, 1)
		var requests atomic.Int32
		srv.BeforeEach(func(*leelootest.Lists) {
			if requests.Add(1) == 12 {
				child := <-started
				assert.NoError(t, child.Signal(sig))
				time.Sleep(200 * time.Millisecond) // the request is under way
			}
		})
		require.NoError(t, cmd.Start())
		started <- cmd.Process
		err := cmd.Wait()
		ended, ok := errors.AsType[*exec.ExitError](err)
		require.True(t, ok, "the export has ended by itself: %s", said)
		assert.Equal(t, app.ExitStopped, ended.ExitCode(), "%v: %s", sig, said)
		assert.Contains(t, said.String(), "To go on: leeloo export chats --output "+path+" --resume\n")

		srv.BeforeEach(nil)
		mustRun(t, srv, "chats", "-o", path, "--resume")
		requireComplete(t, path)
		assert.ElementsMatch(t, want, rowsOf(t, path))
	}
}

// Of processes that begin at the same moment one gets the file, and the others do not take it away.
func TestProcessesAtOneFile(t *testing.T) {
	srv := newShop(t, 20)
	path := filepath.Join(t.TempDir(), "file.csv")
	srv.BeforeEach(func(*leelootest.Lists) { time.Sleep(10 * time.Millisecond) })
	var commands []*exec.Cmd
	var texts []*bytes.Buffer
	for range 4 {
		cmd, said := process(t, srv, "people", "-o", path)
		require.NoError(t, cmd.Start())
		commands, texts = append(commands, cmd), append(texts, said)
	}
	var done int
	for i, cmd := range commands {
		if err := cmd.Wait(); err == nil {
			done++
		} else {
			assert.Contains(t, []int{app.ExitStopped, app.ExitUsage}, cmd.ProcessState.ExitCode(), texts[i])
		}
	}
	assert.Equal(t, 1, done)
	srv.BeforeEach(nil)
	requireComplete(t, path)
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(cellsOf(t, path, "id")))), 20)
}
