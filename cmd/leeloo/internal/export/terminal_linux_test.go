package export_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestRowsInATerminalAreWhole(t *testing.T) {
	for _, what := range kindNames {
		t.Run(what, func(t *testing.T) {
			srv := newShop(t, 12)
			shell := apptest.New(t, srv)
			want := shell.Run(t.Context(), "export", what)
			late := leelootest.Slow(300 * time.Millisecond).On(operationOf(what)) // for a display to be shown meanwhile
			late.Skip = 2
			srv.Fail(late)
			terminal, lines := apptest.Terminal(t)
			a := &app.App{Out: terminal, Err: terminal, In: strings.NewReader(""), Getenv: func(name string) string { return shell.Env[name] }}
			assert.Equal(t, app.ExitDone, root.Run(t.Context(), a, []string{"export", what}))
			logged := strings.Split(want.Err, "\n")
			summary := logged[len(logged)-2] + "\n"
			assert.Equal(t, want.Out+summary, strings.Join(lines(), "\n"))
		})
	}
}
