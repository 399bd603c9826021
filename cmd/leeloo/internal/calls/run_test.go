package calls_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/calls"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestWhatLeelooGets(t *testing.T) {
	s := newSite(t)
	r := s.ran(done, two, "--record-url", "https://pbx.example.com/{uniqueid}.wav")
	assert.Empty(t, r.reasons)
	assert.Contains(t, r.Err, "Calls: 2 logged now, 0 logged before.\nIn the report: nothing.")
	assert.Equal(t, []map[string]any{
		{
			"user_id": string(s.company.Users[0].ID), "account_id": string(s.company.Accounts[0].ID), "from": calls.Phone1, "to": "101",
			"date": "2026-03-02T10:00:00.000Z", "status": "SUCCESS", "duration": "61", "type": "INBOUND",
			"record_link": "https://pbx.example.com/" + calls.UniqueID + ".wav",
		},
		{
			"user_id": string(s.company.Users[0].ID), "account_id": string(s.company.Accounts[1].ID), "from": "101", "to": calls.Phone2,
			"date": "2026-03-02T10:00:00.000Z", "status": "NO_ANSWER", "duration": "0", "type": "OUTBOUND",
			"record_link": "NOT_DEFINED",
		},
	}, s.sent())
}

func TestTheFileAsAnArgument(t *testing.T) {
	s := newSite(t)
	r := s.ran(done, "not read", s.write("Master.csv", two))
	assert.Contains(t, r.Err, "Calls: 2 logged now")
	assert.Equal(t, []int{1, 1}, s.onCards())

	s.ran(usage, two, filepath.Join(s.dir, "Mastre.csv"))
	s.ran(failed, two, s.dir)
}

// The same file may come again, and grown.
func TestACallIsLoggedOnce(t *testing.T) {
	s := newSite(t)
	withoutID := calls.File(calls.CDR{More: []string{}})
	for range 2 {
		s.ran(done, two+withoutID)
	}
	r := s.ran(done, two+withoutID+calls.File(calls.CDR{Src: calls.Phone2, More: []string{"1772445600.9", ""}}))
	assert.Contains(t, r.Err, "Calls: 1 logged now, 3 logged before.")
	assert.Equal(t, []int{2, 2}, s.onCards())
}

// The line that the exchange is still writing is logged when it is complete, under its complete uniqueid.
func TestAFileThatGrowsInTheMiddleOfALine(t *testing.T) {
	s := newSite(t)
	half := len(two) - len("8\",\"\"\n") // of the uniqueid
	path := s.write("Master.csv", two[:half])
	r := s.ran(done, "", path)
	assert.Equal(t, map[string]string{"2": "unfinished"}, r.reasons)
	assert.Equal(t, []int{1, 0}, s.onCards())

	s.write("Master.csv", two)
	assert.Empty(t, s.ran(done, "", path).reasons)
	assert.Equal(t, []int{1, 1}, s.onCards())
}

// With a wrong --tz each call contradicts its uniqueid: that must not end as a run that found nothing to log.
func TestAWrongZone(t *testing.T) {
	s := newSite(t)
	kyiv := calls.File(calls.CDR{Start: "2026-03-02 12:00:00"})
	r := s.ran(usage, kyiv)
	assert.Contains(t, r.Err, "--tz")
	assert.NoFileExists(t, s.journal())
	r = s.ran(done, kyiv+calls.File(calls.CDR{Src: calls.Phone2, More: []string{second, ""}}))
	assert.Equal(t, map[string]string{"1": "wrong-time"}, r.reasons, "a clock that jumped")
	assert.Equal(t, []int{0, 1}, s.onCards())
}

// After a rotation the file begins anew, and the old one is run once more.
func TestARotation(t *testing.T) {
	s := newSite(t)
	third := calls.File(calls.CDR{Src: calls.Phone2, More: []string{"1772445600.9", ""}})
	s.ran(done, two)
	s.ran(done, calls.File(calls.CDR{More: []string{"1772445600.10", ""}}))
	r := s.ran(done, two+third)
	assert.Contains(t, r.Err, "Calls: 1 logged now, 2 logged before.")
	assert.Equal(t, []int{2, 2}, s.onCards())
}

// The records of a call may come in two files, the talk in the second one.
func TestAPartThatComesLate(t *testing.T) {
	s := newSite(t)
	missed, talk := calls.File(calls.CDR{Disposition: "NO ANSWER"}), calls.File(calls.CDR{DstChannel: "PJSIP/102-1", Billsec: 9})
	s.ran(done, missed)
	r := s.ran(done, missed+talk)
	assert.Equal(t, map[string]string{"2": "changed"}, r.reasons)
	assert.Contains(t, r.Out, "\n2,"+calls.UniqueID+",2026-03-02T10:00:00Z,"+string(s.company.People[0].ID)+",changed,", "the card to correct")
	assert.Equal(t, 1, s.calls(0))

	other := newSite(t)
	other.ran(done, talk)
	assert.Empty(t, other.ran(done, missed).reasons, "what says less is nothing new")
}

func TestTheReport(t *testing.T) {
	s := newSite(t)
	twin, err := s.Client().People.Create(t.Context(), leeloo.PersonCreateParams{Name: "Olena", Phone: calls.Phone2})
	require.NoError(t, err)
	path := filepath.Join(s.dir, "report.csv")
	text := calls.File(
		calls.CDR{}, calls.CDR{Src: calls.Phone2, More: []string{second, ""}}, calls.CDR{Src: "+380670000000", More: []string{"1772445600.9", ""}},
		calls.CDR{Src: "102", More: []string{}},
	) + "\x00\n" + calls.CDR{}.String()
	r := s.ran(done, text, "--report", path)
	assert.Empty(t, r.Out, "it is in the file")
	assert.Contains(t, r.Err, "Calls: 1 logged now")
	assert.Contains(t, r.Err, "In the report: 1 ambiguous, 1 internal, 1 malformed, 1 nobody, 1 unfinished.")
	report, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Regexp(t, `^line,uniqueid,time,person,reason,explanation
2,1772445600\.8,2026-03-02T10:00:00Z,`+string(s.company.People[1].ID)+` `+string(twin.PersonID)+`,ambiguous,.+
3,1772445600\.9,2026-03-02T10:00:00Z,,nobody,.+
4,line-[0-9a-f]{32},2026-03-02T10:00:00Z,,internal,.+
5,,,,malformed,.+
6,,,,unfinished,.+
$`, string(report))
	assert.Equal(t, string(report), s.ran(done, text).Out, "without --report it is on standard output")
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o644), info.Mode().Perm(), "others may read it")
}

func TestTheReportAsJSON(t *testing.T) {
	s := newSite(t)
	path := filepath.Join(s.dir, "report.json")
	var want string
	for range 2 { // it replaces the one before
		r := s.ran(done, two+"\x00\n", "--json", "--report", path)
		assert.Empty(t, r.Out)
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var report map[string]any
	require.NoError(t, json.Unmarshal(text, &report))
	assert.Equal(t, map[string]any{
		"dry_run": false, "logged": 0., "logged_before": 2., "given_up": 0., "before_since": 0., "not_tried": 0.,
		"report": []any{map[string]any{
			"line": 3., "uniqueid": "", "time": "", "person": "", "reason": "malformed",
			"explanation": "not a call record as Asterisk's cdr_csv writes it",
		}},
	}, report)
	want = string(text)
	assert.Equal(t, want, s.ran(done, two+"\x00\n", "--json").Out)
}

// A mistyped name must not cost the journal, or the exchange's own file.
func TestTheReportReplacesNothingButAReport(t *testing.T) {
	s := newSite(t)
	s.ran(done, "")
	master := s.write("Master.csv", two)
	for _, path := range []string{s.journal(), master, s.dir} {
		r := s.ran(usage, two, "--report", path)
		assert.Contains(t, r.Err, "--report")
	}
	s.wroteNothing()
	text, err := os.ReadFile(master)
	require.NoError(t, err)
	assert.Equal(t, two, string(text))

	path := s.write("report.csv", "")
	require.NoError(t, os.Chmod(path, 0o640))
	for _, text := range []string{two + "\x00\n", two} {
		s.ran(done, text, "--report", path)
	}
	text, err = os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "line,uniqueid,time,person,reason,explanation\n", string(text))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode().Perm())
}

func TestAReportThatCannotBeWrittenIsOnStandardOutput(t *testing.T) {
	s := newSite(t)
	r := s.ran(failed, two+"\x00\n", "--report", filepath.Join(s.dir, "none", "report.csv"))
	assert.Equal(t, map[string]string{"3": "malformed"}, r.reasons)
	assert.Contains(t, r.Err, "--report")
}

func TestAPersonWithoutAnAccount(t *testing.T) {
	s := newSite(t)
	s.BeforeEach(func(lists *leelootest.Lists) {
		for lists.Channels().Len() > 0 {
			lists.Channels().Delete(0)
		}
	})
	r := s.ran(done, two)
	assert.Equal(t, map[string]string{"1": "no-account", "2": "no-account"}, r.reasons)
	assert.Contains(t, r.Out, string(s.company.People[0].ID)+",no-account")
	s.wroteNothing()
}

func TestADryRunChangesNothing(t *testing.T) {
	s := newSite(t)
	dry := []string{"calls", "--dry-run", "--users", filepath.Join(s.dir, "users.txt"), "--tz", "UTC", "--journal", s.journal()}
	s.shell.In = two
	r := s.runArgs(t.Context(), dry...)
	require.Equal(t, done, r.Code, r.Err)
	assert.Contains(t, r.Err, "Calls: 2 would be logged, 0 logged before.")
	assert.Equal(t, `line,uniqueid,time,person,reason,explanation
1,1772445600.7,2026-03-02T10:00:00Z,`+string(s.company.People[0].ID)+`,would-log,"INBOUND, SUCCESS, 1m1s"
2,1772445600.8,2026-03-02T10:00:00Z,`+string(s.company.People[1].ID)+`,would-log,"OUTBOUND, NO_ANSWER, 0s"
`, r.Out)
	s.wroteNothing()
	assert.NoFileExists(t, s.journal())
	assert.NoFileExists(t, s.journal()+".lock")

	s.ran(done, calls.File(calls.CDR{}))
	s.shell.In = two
	r = s.runArgs(t.Context(), dry...)
	require.Equal(t, done, r.Code, r.Err)
	assert.Contains(t, r.Err, "Calls: 1 would be logged, 1 logged before.")
	assert.Len(t, s.sent(), 1)
	s.ran(done, two)
	assert.Len(t, s.sent(), 2, "the journal has learned nothing from the dry run")
}

func TestAnEmptyFileIsNoError(t *testing.T) {
	s := newSite(t)
	r := s.ran(done, "")
	assert.Contains(t, r.Err, "Calls: 0 logged now, 0 logged before.\nIn the report: nothing.")
}

func TestDemo(t *testing.T) {
	s := newSite(t)
	sample := s.shell.Run(t.Context(), "calls", "--sample")
	for name, test := range map[string]struct {
		stdin string
		args  []string
	}{
		"without standard input": {"", nil},
		"the sample as a file":   {"", []string{s.write("Master.csv", sample.Out)}},
		"standard input":         {sample.Out, []string{"-"}},
		"a real journal":         {"", []string{"--journal", s.journal()}},
		"users by name":          {"", []string{"--users", "101=" + s.company.Users[0].Name, "--users", "102=" + s.company.Users[1].Name}},
	} {
		t.Run(name, func(t *testing.T) {
			s.shell.In = test.stdin
			for range 2 { // nothing of a demo is kept
				r := s.runArgs(t.Context(), append([]string{"calls", "--demo"}, test.args...)...)
				require.Equal(t, done, r.Code, r.Err)
				assert.Contains(t, r.Err, "fake Leeloo")
				assert.Contains(t, r.Err, "Calls: 4 logged now, 0 logged before.")
				assert.Contains(t, r.Err, "In the report: 1 internal, 1 malformed, 1 no-phone, 1 no-user, 1 nobody.")
			}
			assert.NoFileExists(t, s.journal(), "what only the fake has must not count as logged")
		})
	}
	assert.Empty(t, s.Requests())
}

func TestTheSampleIsWrittenWithoutAToken(t *testing.T) {
	s := newSite(t)
	s.shell.Env["LEELOO_TOKEN"] = ""
	s.shell.In = two
	r := s.shell.Run(t.Context(), "calls", "--sample")
	assert.Equal(t, done, r.Code)
	assert.Equal(t, 10, strings.Count(r.Out, "\n"))
	assert.Empty(t, r.Err)
}
