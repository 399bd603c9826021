//go:build unix

package app_test

import (
	"io"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

func TestNohupOutlivesItsTerminal(t *testing.T) {
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	ctx, stop := (&app.App{Err: io.Discard}).Signals()
	defer stop()
	require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGHUP))
	select {
	case <-ctx.Done():
		t.Fatal("the end of the terminal has ended the command")
	case <-time.After(200 * time.Millisecond): // a signal is delivered at once
	}
}
