//go:build !windows

package send_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/leelootest"
)

// terminal is a terminal of tmux, in which a shell runs.
type terminal struct {
	t      *testing.T
	socket string
}

func newTerminal(t *testing.T, columns int, env ...string) *terminal {
	t.Helper()
	term := &terminal{t, filepath.Join(t.TempDir(), "tmux")}
	shell := append([]string{"env", "-i", "PS1=$ ", "TERM=screen", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, env...)
	term.tmux(append([]string{"-f", "/dev/null", "new-session", "-d", "-x", strconv.Itoa(columns), "-y", "24"}, append(shell, "sh")...)...)
	t.Cleanup(func() { term.tmux("kill-server") })
	return term
}

func (term *terminal) tmux(args ...string) string {
	term.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", term.socket}, args...)...).CombinedOutput()
	require.NoError(term.t, err, "%s", out)
	return string(out)
}

func (term *terminal) typeLine(line string) {
	term.tmux("send-keys", "-l", line)
	term.tmux("send-keys", "Enter")
}

// lines returns what the terminal shows, without the empty lines at the end.
func (term *terminal) lines() []string {
	return strings.Split(strings.TrimRight(term.tmux("capture-pane", "-p"), "\n"), "\n")
}

// await waits until the terminal shows a pattern.
func (term *terminal) await(pattern string) {
	term.t.Helper()
	re := regexp.MustCompile(pattern)
	require.Eventually(term.t, func() bool { return re.MatchString(strings.Join(term.lines(), "\n")) }, 20*time.Second, 50*time.Millisecond,
		"the terminal does not show %s", pattern)
}

// useUp fills the rate limit of the fake's token but for some requests, as programs did that ran 20 seconds ago.
func useUp(t *testing.T, srv *leelootest.Server, stateDir string, but int) {
	sum := sha256.Sum256([]byte(srv.URL + "\n" + srv.Token))
	var content []byte
	for range 300 - but {
		content = binary.BigEndian.AppendUint64(content, uint64(time.Now().Add(-20*time.Second).UnixNano()))
	}
	require.NoError(t, os.WriteFile(filepath.Join(stateDir, "rate-limit-"+hex.EncodeToString(sum[:8])), content, 0o600))
}

// build builds the program.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "leeloo")
	out, err := exec.Command("go", "build", "-o", program, "github.com/leeloo-go/leeloo/cmd/leeloo").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

func TestTheProgressInATerminal(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	program := build(t)
	for _, columns := range []int{80, 40} {
		t.Run(fmt.Sprintf("%d columns", columns), func(t *testing.T) {
			srv, dir := leelootest.New(t), t.TempDir()
			srv.Seed(150)
			term := newTerminal(t, columns, "LEELOO_TOKEN="+srv.Token, "LEELOO_BASE_URL="+srv.URL, "LEELOO_STATE_DIR="+dir)
			useUp(t, srv, dir, 30)
			term.typeLine(program + " send --tag webinar --template Welcome/Greeting --var name=A --yes")

			// The counts, while messages are sent, and the wait, when the limit is used up.
			display := regexp.MustCompile(`^\d+( of |/)39\b`)
			shows := func() (found []string) {
				for _, line := range term.lines() {
					if display.MatchString(line) {
						found = append(found, line)
					}
				}
				return found
			}
			term.await(`(?m)^[1-9]\d*( of |/)39\b`)
			term.await(`(?m)^\d+( of |/)39\b.*waiting for the API's limit, \d+ s$`)
			first := shows()
			for range 10 {
				found := shows()
				require.Len(t, found, 1, "the display is one line")
				assert.Less(t, len(found[0]), columns)
				time.Sleep(150 * time.Millisecond)
			}
			assert.NotEqual(t, first, shows(), "the seconds are counted down")

			stopped := time.Now()
			term.tmux("send-keys", "C-c")
			term.await(`(?m)^To go on: leeloo send --resume`)
			assert.Less(t, time.Since(stopped), 10*time.Second, "the wait ends at once")
			term.await(`(?s)To go on: .*\n\$$`)
			assert.Len(t, shows(), 1)
			assert.Regexp(t, `Journal: [\S\n]+\.journal\nStopping: `, strings.Join(term.lines(), "\n"), "nothing is left of the display between them")
			term.typeLine("echo code $?")
			term.await(`\n\$ echo code \$\?\ncode 3\n\$$`)
		})
	}
}
