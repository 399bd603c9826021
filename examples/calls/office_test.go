package main

import (
	"context"
	"encoding/csv"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/leelootest"
)

// site is a company with an exchange. 101 and 102 have users; phone1 and phone2 are of the first two people.
type site struct {
	*leelootest.Server
	t       *testing.T
	company leelootest.Dataset
	dir     string
}

func newSite(t *testing.T) *site {
	srv := leelootest.New(t)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	return &site{srv, t, srv.Seed(demoPeople), t.TempDir()}
}

func (s *site) journal() string { return filepath.Join(s.dir, "journal") }

// flags are those of a usual run, the first one or a later one, then more.
func (s *site) flags(more ...string) []string {
	users := "101=" + string(s.company.Users[0].ID) + ",102=" + string(s.company.Users[1].ID)
	flags := []string{"-yes", "-users", users, "-tz", "UTC", "-journal", s.journal()}
	if _, err := os.Stat(s.journal()); err != nil {
		flags = append(flags, "-new")
	}
	return append(flags, more...)
}

// result is what a run has shown.
type result struct {
	stdout  string
	reasons map[string]reason // by line
	err     error
}

func (s *site) run(ctx context.Context, file string, more ...string) result {
	s.t.Helper()
	var stdout, stderr strings.Builder
	err := run(ctx, s.flags(more...), strings.NewReader(file), &stdout, &stderr)
	assert.NotContains(s.t, stderr.String(), "3805", "the report has no phones")
	assert.NotContains(s.t, stdout.String(), "3805")
	r := result{stdout.String(), map[string]reason{}, err}
	rows, failed := csv.NewReader(strings.NewReader(stderr.String())).ReadAll()
	require.NoError(s.t, failed)
	for i, row := range rows {
		if i == 0 {
			assert.Equal(s.t, []string{"line", "uniqueid", "reason", "explanation"}, row)
			continue
		}
		assert.Len(s.t, row, 4)
		assert.NotEmpty(s.t, row[3])
		r.reasons[row[0]] = reason(row[2])
	}
	return r
}

// calls is how many calls are on the card of the n-th person, from 0.
func (s *site) calls(n int) int { return len(s.Calls(s.company.People[n].ID)) }

// sent are the calls that were sent, whatever became of them.
func (s *site) sent() []map[string]any {
	var bodies []map[string]any
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

// two are calls of the first two people.
var two = file(cdr{billsec: 61}, cdr{src: "101", dst: phone2, dstChannel: trunk, disposition: "BUSY", more: []string{"1772445600.8", ""}})
