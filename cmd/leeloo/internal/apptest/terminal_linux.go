package apptest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Terminal returns a terminal, and a function that closes it and returns the lines that it shows.
func Terminal(t *testing.T) (terminal *os.File, lines func() []string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = master.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = terminal.Close() })
	require.NoError(t, unix.IoctlSetWinsize(int(terminal.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: 80, Row: 24}))
	var written bytes.Buffer
	var reading sync.WaitGroup
	reading.Go(func() { _, _ = io.Copy(&written, master) }) // it fails once the terminal is closed
	return terminal, func() []string {
		require.NoError(t, terminal.Close())
		reading.Wait()
		return screen(t, written.String())
	}
}

// screen returns the lines that a terminal shows, those above its window included. It knows the control sequences of a
// display.
func screen(t *testing.T, written string) []string {
	t.Helper()
	lines, row, column := [][]byte{nil}, 0, 0
	for len(written) > 0 {
		c := written[0]
		written = written[1:]
		switch c {
		case '\r':
			column = 0
		case '\n':
			if row++; row == len(lines) {
				lines = append(lines, nil)
			}
		case '\x1b':
			var up int
			if rest, ok := strings.CutPrefix(written, "[J"); ok {
				lines, written = append(lines[:row], lines[row][:column]), rest
			} else if _, err := fmt.Sscanf(written, "[%dA", &up); assert.NoError(t, err) {
				row, written = row-up, written[strings.IndexByte(written, 'A')+1:]
			}
		default:
			lines[row] = append(lines[row][:column], c)
			column++
		}
	}
	var texts []string
	for _, line := range lines {
		texts = append(texts, string(line))
	}
	return texts
}
