package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestWhatLeelooGets(t *testing.T) {
	s := newSite(t)
	r := s.run(t.Context(), two, "-record-url", "https://pbx.example.com/{uniqueid}.wav")
	require.NoError(t, r.err)
	assert.Empty(t, r.reasons)
	assert.Contains(t, r.stdout, "Calls: 2 logged now, 0 before.")
	assert.Equal(t, []map[string]any{
		{
			"user_id": string(s.company.Users[0].ID), "account_id": string(s.company.Accounts[0].ID), "from": phone1, "to": "101",
			"date": "2026-03-02T10:00:00.000Z", "status": "SUCCESS", "duration": "61", "type": "INBOUND",
			"record_link": "https://pbx.example.com/" + uniqueID + ".wav",
		},
		{
			"user_id": string(s.company.Users[0].ID), "account_id": string(s.company.Accounts[1].ID), "from": "101", "to": phone2,
			"date": "2026-03-02T10:00:00.000Z", "status": "NO_ANSWER", "duration": "0", "type": "OUTBOUND",
			"record_link": "NOT_DEFINED",
		},
	}, s.sent())
}

func TestTheSameFileTwice(t *testing.T) {
	s := newSite(t)
	withoutID := file(cdr{more: []string{}})
	for range 2 {
		require.NoError(t, s.run(t.Context(), two+withoutID).err)
	}
	r := s.run(t.Context(), two+withoutID+file(cdr{src: phone2, more: []string{"1772445600.9", ""}}))
	require.NoError(t, r.err)
	assert.Contains(t, r.stdout, "Calls: 1 logged now, 3 before.")
	assert.Equal(t, []int{2, 2}, []int{s.calls(0), s.calls(1)})
}

// The records of a call may come in two files, the talk in the second one.
func TestAPartThatComesLate(t *testing.T) {
	s := newSite(t)
	missed, talk := file(cdr{disposition: "NO ANSWER"}), file(cdr{dstChannel: "PJSIP/102-1", billsec: 9})
	require.NoError(t, s.run(t.Context(), missed).err)
	r := s.run(t.Context(), missed+talk)
	require.NoError(t, r.err)
	assert.Equal(t, map[string]reason{"2": changed}, r.reasons)
	assert.Equal(t, 1, s.calls(0))

	other := newSite(t)
	require.NoError(t, other.run(t.Context(), talk).err)
	assert.Empty(t, other.run(t.Context(), missed).reasons, "what tells less is nothing new")
}

func TestTheReport(t *testing.T) {
	s := newSite(t)
	_, err := s.Client().People.Create(t.Context(), leeloo.PersonCreateParams{Name: "Olena", Phone: phone2})
	require.NoError(t, err)
	path := filepath.Join(s.dir, "report.csv")
	text := file(
		cdr{}, cdr{src: phone2, more: []string{"1772445600.8", ""}}, cdr{src: "+380670000000", more: []string{"1772445600.9", ""}},
		cdr{src: "102", more: []string{}},
	) + "\x00\n" + cdr{}.String()
	r := s.run(t.Context(), text, "-report", path)
	require.NoError(t, r.err)
	assert.Contains(t, r.stdout, "Calls: 1 logged now")
	assert.Contains(t, r.stdout, "In the report: 1 ambiguous, 1 internal, 1 malformed, 1 nobody, 1 unfinished.")
	report, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Regexp(t, `^line,uniqueid,reason,explanation
2,1772445600\.8,ambiguous,.+
3,1772445600\.9,nobody,.+
4,line-[0-9a-f]{32},internal,.+
5,,malformed,.+
6,,unfinished,.+
$`, string(report))
}

// A slip must not cost the journal, or the exchange's own file.
func TestTheReportOverwritesNothingButAReport(t *testing.T) {
	s := newSite(t)
	master := filepath.Join(s.dir, "Master.csv")
	require.NoError(t, os.WriteFile(master, []byte(two), 0o600))
	for _, path := range []string{s.journal(), master, s.dir} {
		r := s.run(t.Context(), two, "-report", path)
		require.ErrorContains(t, r.err, "-report")
		assert.Equal(t, 2, command.ExitCode(r.err))
	}
	s.wroteNothing()
	text, err := os.ReadFile(master)
	require.NoError(t, err)
	assert.Equal(t, two, string(text))

	path := filepath.Join(s.dir, "report.csv")
	for _, text := range []string{two + "\x00\n", two} {
		require.NoError(t, s.run(t.Context(), text, "-report", path).err)
	}
	text, err = os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, reportHeader, string(text))
}

func TestAReportThatCanNotBeWrittenIsOnStderr(t *testing.T) {
	s := newSite(t)
	r := s.run(t.Context(), two+"\x00\n", "-report", filepath.Join(s.dir, "none", "report.csv"))
	require.Error(t, r.err)
	assert.Equal(t, map[string]reason{"3": malformed}, r.reasons)
}

func TestAPersonWithoutAnAccount(t *testing.T) {
	s := newSite(t)
	channels := 0
	s.BeforeEach(func(lists *leelootest.Lists) { channels = lists.Channels().Len() })
	_, err := s.Client().Tags.List(t.Context())
	require.NoError(t, err)
	s.BeforeEach(func(lists *leelootest.Lists) {
		for ; channels > 0; channels-- {
			lists.Channels().Delete(0)
		}
	})
	r := s.run(t.Context(), two)
	require.NoError(t, r.err)
	assert.Equal(t, map[string]reason{"1": noAccount, "2": noAccount}, r.reasons)
	s.wroteNothing()
}

func TestADryRunChangesNothing(t *testing.T) {
	s := newSite(t)
	r := s.run(t.Context(), two, "-dry-run", "-yes=false")
	require.NoError(t, r.err)
	assert.Contains(t, r.stdout, "Calls: 2 would be logged, 0 are logged already.")
	assert.Regexp(t, `(?m)^ +1  INBOUND    SUCCESS +1m1s  2026-03-02T10:00:00Z  `+string(s.company.Accounts[0].ID)+`$`, r.stdout)
	assert.Regexp(t, `(?m)^ +2  OUTBOUND   NO_ANSWER +0s  2026-03-02T10:00:00Z  `+string(s.company.Accounts[1].ID)+`$`, r.stdout)
	s.wroteNothing()
	assert.NoFileExists(t, s.journal())

	require.NoError(t, s.run(t.Context(), file(cdr{})).err)
	r = s.run(t.Context(), two, "-dry-run")
	require.NoError(t, r.err)
	assert.Contains(t, r.stdout, "Calls: 1 would be logged, 1 are logged already.")
	assert.Len(t, s.sent(), 1)
	require.NoError(t, s.run(t.Context(), two).err)
	assert.Len(t, s.sent(), 2, "the dry run has told the journal nothing")
}

func TestWhatARealCompanyNeeds(t *testing.T) {
	s := newSite(t)
	users := "101=" + string(s.company.Users[0].ID)
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"users":            {[]string{"-yes", "-tz", "UTC", "-journal", s.journal()}, "-users is missing"},
		"a zone":           {[]string{"-yes", "-users", users, "-journal", s.journal()}, "-tz is missing"},
		"a journal":        {[]string{"-yes", "-users", users, "-tz", "UTC"}, "-journal is missing"},
		"a yes":            {[]string{"-users", users, "-tz", "UTC", "-journal", s.journal()}, "-yes is missing"},
		"users who exist":  {s.flags("-users", "103="+string(s.company.People[0].ID)), "extension 103"},
		"a known uniqueid": {s.flags("-again", uniqueID), "-again"},
	} {
		t.Run(name, func(t *testing.T) {
			err := run(t.Context(), test.args, strings.NewReader(two), new(strings.Builder), new(strings.Builder))
			require.ErrorContains(t, err, test.want)
			assert.Equal(t, 2, command.ExitCode(err))
			s.wroteNothing()
		})
	}
}

func TestAnEmptyFileIsNoError(t *testing.T) {
	s := newSite(t)
	r := s.run(t.Context(), "")
	require.NoError(t, r.err)
	assert.Contains(t, r.stdout, "Calls: 0 logged now, 0 before.\nIn the report: nothing.")
}

func TestWithoutAToken(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	journal := filepath.Join(t.TempDir(), "journal")
	for name, stdin := range map[string]string{"nothing": "", "the sample": sample} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			require.NoError(t, run(t.Context(), []string{"-journal", journal}, strings.NewReader(stdin), &stdout, &stderr))
			assert.Contains(t, stdout.String(), "fake Leeloo")
			assert.Contains(t, stdout.String(), "Calls: 4 logged now, 0 before.")
			assert.Contains(t, stdout.String(), "In the report: 1 internal, 1 malformed, 1 no-phone, 1 no-user, 1 nobody.")
			assert.NoFileExists(t, journal, "what only the fake has must not count as logged")
		})
	}
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), []string{"-sample"}, nil, &stdout, nil))
	assert.Equal(t, sample, stdout.String())
}
