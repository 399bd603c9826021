package app_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

func TestConfirm(t *testing.T) {
	for name, tt := range map[string]struct {
		settings app.Settings
		canAsk   bool
		typed    string
		want     error
		usage    bool
	}{
		"yes":                          {canAsk: true, typed: "y\n"},
		"yes in full":                  {canAsk: true, typed: " YES \n"},
		"no":                           {canAsk: true, typed: "n\n", want: app.ErrNotConfirmed},
		"something else":               {canAsk: true, typed: "yellow\n", want: app.ErrNotConfirmed},
		"nothing":                      {canAsk: true, typed: "", want: app.ErrNotConfirmed},
		"--yes":                        {settings: app.Settings{Yes: true}},
		"--demo":                       {settings: app.Settings{Demo: true}},
		"without a terminal and --yes": {typed: "y\n", usage: true},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			a := &app.App{In: strings.NewReader(tt.typed), Err: &out, CanAsk: tt.canAsk, Settings: tt.settings}
			err := a.Confirm(t.Context(), "This sends 3 messages.")
			if tt.usage {
				assert.Equal(t, app.ExitUsage, app.ExitCode(err))
				assert.ErrorContains(t, err, "--yes")
				return
			}
			assert.ErrorIs(t, err, tt.want)
			assert.Equal(t, tt.canAsk, out.Len() > 0)
		})
	}
}

func TestConfirmEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := &app.App{In: blocked{t.Context()}, Err: new(bytes.Buffer), CanAsk: true}
	assert.ErrorIs(t, a.Confirm(ctx, "This sends 3 messages."), context.Canceled)
}

// blocked is a terminal at which nobody types.
type blocked struct{ ctx context.Context }

func (b blocked) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, io.EOF
}

// A buffer, unlike a terminal, shows two writers at the same time to the race detector.
func TestNothingIsWrittenBesideTheQuestion(t *testing.T) {
	a := &app.App{In: strings.NewReader("y\n"), Err: new(bytes.Buffer), CanAsk: true}
	var others sync.WaitGroup
	others.Go(func() { a.Printf("Stopping") })
	require.NoError(t, a.Confirm(t.Context(), "This sends 3 messages."))
	others.Wait()
}
