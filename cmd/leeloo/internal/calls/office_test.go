package calls_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/calls"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// site is a company with an exchange. 101 and 102 have users; calls.Phone1 and calls.Phone2 are of the first two people.
type site struct {
	*leelootest.Server
	t       *testing.T
	shell   *apptest.Shell
	company leelootest.Dataset
	dir     string
}

func newSite(t *testing.T) *site {
	srv := leelootest.New(t)
	s := &site{srv, t, apptest.New(t, srv), srv.Seed(12), t.TempDir()}
	s.write("users.txt", "101="+s.company.Users[0].Name+"\n102="+string(s.company.Users[1].ID)+"\n")
	return s
}

// write writes a file and returns its path.
func (s *site) write(name, text string) string {
	path := filepath.Join(s.dir, name)
	require.NoError(s.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func (s *site) journal() string { return filepath.Join(s.dir, "pbx.journal") }

// args are those of a usual run, the first one or a later one, then more.
func (s *site) args(more ...string) []string {
	args := []string{"calls", "--yes", "--users", filepath.Join(s.dir, "users.txt"), "--tz", "UTC", "--journal", s.journal()}
	if _, err := os.Stat(s.journal()); err != nil {
		args = append(args, "--since", "all")
	}
	return append(args, more...)
}

// aPhone is longer than the numbers in the names of temporary directories.
var aPhone = regexp.MustCompile(`380\d{9}|\b0\d{9}\b`)

// result is what a run has written, and the reasons of its report by line.
type result struct {
	apptest.Result
	reasons map[string]string
}

func (s *site) run(ctx context.Context, file string, more ...string) result {
	s.t.Helper()
	s.shell.In = file
	return s.runArgs(ctx, s.args(more...)...)
}

func (s *site) runArgs(ctx context.Context, args ...string) result {
	s.t.Helper()
	r := result{s.shell.Run(ctx, args...), map[string]string{}}
	assert.NotRegexp(s.t, aPhone, r.Out+r.Err)
	if strings.HasPrefix(r.Out, "{") {
		return r
	}
	rows, err := csv.NewReader(strings.NewReader(r.Out)).ReadAll()
	require.NoError(s.t, err)
	for i, row := range rows {
		if i == 0 {
			assert.Equal(s.t, []string{"line", "uniqueid", "time", "person", "reason", "explanation"}, row)
			continue
		}
		assert.NotEmpty(s.t, row[5])
		r.reasons[row[0]] = row[4]
	}
	return r
}

// ran runs the command, and checks the exit code.
func (s *site) ran(code int, file string, more ...string) result {
	s.t.Helper()
	r := s.run(s.t.Context(), file, more...)
	require.Equal(s.t, code, r.Code, r.Err)
	return r
}

// calls is how many calls are on the card of the n-th person, from 0.
func (s *site) calls(n int) int { return len(s.Calls(s.company.People[n].ID)) }

// onCards are the calls on the cards of the first two people.
func (s *site) onCards() []int { return []int{s.calls(0), s.calls(1)} }

// sent are the calls that were sent, whatever became of them.
func (s *site) sent() (bodies []map[string]any) {
	for _, request := range s.Requests() {
		if request.Op == "People.AddCall" {
			bodies = append(bodies, request.Body)
		}
	}
	return bodies
}

func (s *site) wroteNothing() {
	s.t.Helper()
	for _, request := range s.Requests() {
		assert.Equal(s.t, http.MethodGet, request.Method, request.Op)
	}
}

// open opens the journal beside the command, as leeloo journal does.
func (s *site) open() *store.File {
	file, err := store.Open(s.t.Context(), s.journal(), "calls")
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = file.Close() })
	return file
}

// settle is the verdict of a human.
func (s *site) settle(id string, action durable.Action) {
	s.t.Helper()
	file := s.open()
	require.NoError(s.t, durable.Settle(s.t.Context(), file.Store, id, durable.Verdict{Action: action}))
	require.NoError(s.t, file.Close())
}

const second = "1772445600.8"

// two are calls of the first two people, with the ids calls.UniqueID and second.
var two = calls.File(calls.CDR{Billsec: 61}, calls.CDR{Src: "101", Dst: calls.Phone2, DstChannel: calls.Trunk, Disposition: "BUSY", More: []string{second, ""}})

const (
	done    = app.ExitDone
	failed  = app.ExitFailed
	usage   = app.ExitUsage
	stopped = app.ExitStopped
	human   = app.ExitHuman
)
