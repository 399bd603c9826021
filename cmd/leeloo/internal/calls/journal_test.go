package calls_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/calls"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Under a wrong name every call looks new. A mistyped path, another state directory, or a first run that is repeated must not
// log the calls of the file a second time.
func TestAWrongJournalIsRefused(t *testing.T) {
	s := newSite(t)
	s.ran(done, two)
	for name, test := range map[string]struct{ args []string }{
		"a mistyped path":        {[]string{"--journal", filepath.Join(s.dir, "jurnal")}},
		"an empty file":          {[]string{"--journal", s.write("empty", "")}},
		"the exchange's file":    {[]string{"--journal", s.write("Master.csv", two)}},
		"a directory":            {[]string{"--journal", s.dir}},
		"no such directory":      {[]string{"--journal", filepath.Join(s.dir, "none", "journal"), "--since", "all"}},
		"a first run again":      {[]string{"--since", "all"}},
		"a bound for later runs": {[]string{"--since", "2026-03-01"}},
		"none by default":        {[]string{"--journal", ""}},
		"the same in a dry run":  {[]string{"--since", "all", "--dry-run"}},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(s.Requests())
			r := s.ran(usage, two, test.args...)
			assert.Regexp(t, "--(journal|since)", r.Err)
			assert.Less(t, len(s.Requests())-before, 10)
			assert.Equal(t, []int{1, 1}, s.onCards())
			assert.NoFileExists(t, filepath.Join(s.dir, "jurnal"))
			assert.NoFileExists(t, filepath.Join(s.dir, "jurnal.lock"))
		})
	}
	text, err := os.ReadFile(filepath.Join(s.dir, "Master.csv"))
	require.NoError(t, err)
	assert.Equal(t, two, string(text))
	s.ran(done, two)
	assert.Equal(t, []int{1, 1}, s.onCards())
}

func TestJournalsOfOthersAreRefused(t *testing.T) {
	s := newSite(t)
	s.ran(done, two)
	other, err := store.Create(t.Context(), filepath.Join(s.dir, "send"), "send")
	require.NoError(t, err)
	require.NoError(t, other.Close())
	assert.Contains(t, s.ran(usage, two, "--journal", other.Path).Err, "leeloo send")

	journal := s.open()
	require.NoError(t, journal.Put(t.Context(), "company", []string{"62594a8e1f0c1b2f4c9d0001"}))
	require.NoError(t, journal.Close())
	assert.Contains(t, s.ran(usage, two).Err, "another company")
	assert.Equal(t, []int{1, 1}, s.onCards())
}

// args without --journal
func (s *site) byDefault(more ...string) []string {
	return append([]string{"calls", "--yes", "--users", filepath.Join(s.dir, "users.txt"), "--tz", "UTC"}, more...)
}

// The first run has to say that it is the first; from then on the journal of the company is found.
func TestTheDefaultJournal(t *testing.T) {
	s := newSite(t)
	s.shell.In = two
	r := s.runArgs(t.Context(), s.byDefault()...)
	require.Equal(t, usage, r.Code, r.Err)
	assert.Contains(t, r.Err, "--since DATE makes it")
	s.wroteNothing()

	r = s.runArgs(t.Context(), s.byDefault("--since", "all")...)
	require.Equal(t, done, r.Code, r.Err)
	assert.Contains(t, r.Err, "The journal of this exchange is "+s.shell.Env["LEELOO_STATE_DIR"])
	assert.Equal(t, []int{1, 1}, s.onCards())

	s.AddUser("Olena Kovalenko") // the company changes
	r = s.runArgs(t.Context(), s.byDefault()...)
	require.Equal(t, done, r.Code, r.Err)
	assert.Contains(t, r.Err, "0 logged now, 2 logged before")
	r = s.runArgs(t.Context(), s.byDefault("--since", "all")...)
	require.Equal(t, usage, r.Code, r.Err)

	s.shell.Env["LEELOO_STATE_DIR"] = t.TempDir() // as for another user of the computer
	r = s.runArgs(t.Context(), s.byDefault()...)
	require.Equal(t, usage, r.Code, r.Err)
	assert.Equal(t, []int{1, 1}, s.onCards())
}

func TestTwoJournalsOfOneCompanyMustBeNamed(t *testing.T) {
	s := newSite(t)
	s.shell.In = two
	dir := filepath.Join(s.shell.Env["LEELOO_STATE_DIR"], "calls")
	require.Equal(t, done, s.runArgs(t.Context(), s.byDefault("--since", "all")...).Code)
	require.Equal(t, done, s.runArgs(t.Context(), s.byDefault("--since", "2030-01-01", "--journal", filepath.Join(dir, "second.journal"))...).Code)
	r := s.runArgs(t.Context(), s.byDefault()...)
	require.Equal(t, usage, r.Code, r.Err)
	assert.Contains(t, r.Err, "second.journal")
	require.Equal(t, done, s.runArgs(t.Context(), s.byDefault("--journal", filepath.Join(dir, "second.journal"))...).Code)
	assert.Equal(t, []int{1, 1}, s.onCards())
}

// What is older than --since of the first run is not logged later either, and not reported.
func TestSince(t *testing.T) {
	s := newSite(t)
	old := calls.File(
		calls.CDR{Start: "2026-03-01 21:59:59", More: []string{"1772402399.1", ""}},
		calls.CDR{Src: "102", Start: "2026-03-01 12:00:00", More: []string{"1772366400.2", ""}},
	)
	fresh := calls.File(calls.CDR{Start: "2026-03-01 22:00:00", More: []string{"1772402400.3", ""}})
	for range 2 {
		var more []string
		if _, err := os.Stat(s.journal()); err != nil {
			more = []string{"--since", "2026-03-02"}
		}
		s.shell.In = old + fresh
		args := append([]string{"calls", "--yes", "--users", filepath.Join(s.dir, "users.txt"), "--journal", s.journal()}, more...)
		r := s.runArgs(t.Context(), append(args, "--tz", "UTC")...)
		require.Equal(t, done, r.Code, r.Err)
		assert.Contains(t, r.Err, "2 older than --since of the first run")
		assert.Empty(t, r.reasons)
	}
	assert.Zero(t, s.calls(0), "midnight is that of --tz, which is UTC here")

	kyiv := newSite(t)
	kyiv.shell.In = strings.NewReplacer("21:59:59", "23:59:59", "2026-03-01 22:00:00", "2026-03-02 00:00:00", "12:00:00", "14:00:00").Replace(old + fresh)
	r := kyiv.runArgs(t.Context(), "calls", "--yes", "--users", filepath.Join(kyiv.dir, "users.txt"), "--journal", kyiv.journal(),
		"--since", "2026-03-02", "--tz", "Europe/Kyiv")
	require.Equal(t, done, r.Code, r.Err)
	assert.Contains(t, r.Err, "1 logged now, 0 logged before, 1 older than")
	assert.Equal(t, 1, kyiv.calls(0))
}

// A second run at the same time changes nothing, and does not wait.
func TestTwoRunsAtOnce(t *testing.T) {
	s := newSite(t)
	s.ran(done, "")
	lock := flock.New(s.journal() + ".lock")
	locked, err := lock.TryLock()
	require.NoError(t, err)
	require.True(t, locked)
	r := s.ran(stopped, two)
	assert.Contains(t, r.Err, "another run of leeloo calls")
	assert.Contains(t, r.Err, "To go on: leeloo calls --")
	s.wroteNothing()
	s.ran(done, two, "--dry-run") // only reads
	require.NoError(t, lock.Close())
	s.ran(done, two)
	assert.Equal(t, []int{1, 1}, s.onCards())
}

// A run that was killed while it made the journal leaves a part, which is not a journal.
func TestAJournalThatWasNotCompleted(t *testing.T) {
	s := newSite(t)
	s.write("pbx.journal.new", "half a journal")
	s.write("pbx.journal.new-wal", "half a journal")
	s.ran(done, two)
	assert.Equal(t, []int{1, 1}, s.onCards())
	assert.NoFileExists(t, s.journal()+".new")
	assert.NoFileExists(t, s.journal()+".new-wal")
	info, err := os.Stat(s.journal())
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// The journal has no phone, at any time.
func TestTheJournalHasNoPhone(t *testing.T) {
	s := newSite(t)
	s.Fail(leelootest.Dropped().On("People.AddCall"))
	s.ran(human, two)
	file := s.open()
	held, err := file.List(t.Context(), "held")
	require.NoError(t, err)
	require.Len(t, held, 1)
	assert.Equal(t, calls.UniqueID, held[0].ID)
	assert.Equal(t, string(s.company.People[0].ID), held[0].Key)
	assert.JSONEq(t, `{"person":"`+string(s.company.People[0].ID)+`","time":"2026-03-02T10:00:00Z","direction":"INBOUND","status":"SUCCESS","duration":"1m1s"}`,
		string(held[0].Note), "what a human needs to find the call")
	require.NoError(t, file.Close())
	content, err := os.ReadFile(s.journal())
	require.NoError(t, err)
	assert.NotRegexp(t, aPhone, string(content))
}
