package calls_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/calls"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
)

func TestWrongFlags(t *testing.T) {
	s := newSite(t)
	users := filepath.Join(s.dir, "users.txt")
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no users":                  {[]string{"--tz", "UTC"}, "--users is missing"},
		"no zone":                   {[]string{"--users", users}, "--tz is missing"},
		"a country":                 {[]string{"--users", users, "--tz", "UTC", "--region", "Ukraine"}, "--region"},
		"a zone":                    {[]string{"--users", users, "--tz", "Kyiv"}, "Europe/Kyiv"},
		"an empty zone":             {[]string{"--users", users, "--tz", ""}, "Europe/Kyiv"},
		"a link without an id":      {[]string{"--users", users, "--tz", "UTC", "--record-url", "https://pbx.example.com/"}, "{uniqueid}"},
		"a link to nowhere":         {[]string{"--users", users, "--tz", "UTC", "--record-url", "{uniqueid}.wav"}, "{uniqueid}"},
		"a link that is not http":   {[]string{"--users", users, "--tz", "UTC", "--record-url", "ftp://pbx.example.com/{uniqueid}"}, "https://"},
		"a date":                    {[]string{"--users", users, "--tz", "UTC", "--since", "01.03.2026"}, "--since"},
		"two files":                 {[]string{"--users", users, "--tz", "UTC", "Master.csv", "Master.csv.1"}, "arg"},
		"a file that does not exit": {[]string{"--users", users, "--tz", "UTC", filepath.Join(s.dir, "none.csv")}, "none.csv"},
		"no such flag":              {[]string{"--file"}, "--file"},
		"flags of before":           {[]string{"--users", users, "--tz", "UTC", "--again", calls.UniqueID}, "--again"},
	} {
		t.Run(name, func(t *testing.T) {
			s.shell.In = two
			r := s.shell.Run(t.Context(), append([]string{"calls", "--yes"}, test.args...)...)
			assert.Equal(t, usage, r.Code)
			assert.Contains(t, r.Err, test.want)
			assert.Empty(t, r.Out)
			assert.Empty(t, s.Requests())
		})
	}
}

// withUsers runs the command for the first time with other users.
func (s *site) withUsers(file string, users ...string) result {
	s.t.Helper()
	args := []string{"calls", "--yes", "--tz", "UTC", "--journal", s.journal(), "--since", "all"}
	for _, value := range users {
		args = append(args, "--users", value)
	}
	s.shell.In = file
	return s.runArgs(s.t.Context(), args...)
}

// Who is who is written as people write it.
func TestUsers(t *testing.T) {
	const name = "Olena#2 Kovalenko"
	for text, lines := range map[string]string{
		"a name":                 "101=" + name,
		"a name in another case": "101 = " + strings.ToUpper(name) + " ",
		"an id":                  "101=ID",
		"a comment":              "101=" + name + " # sales",
		"blank lines, comments":  "# who is who\n\n101=" + name + "\n  # the end",
		"from Windows":           "\ufeff# sales\r\n101=" + name + "\r\n\r\n",
	} {
		t.Run(text, func(t *testing.T) {
			s := newSite(t)
			olena := s.AddUser(name)
			path := s.write("users.txt", strings.ReplaceAll(lines, "ID", string(olena.ID)))
			r := s.withUsers(two, path)
			require.Equal(t, done, r.Code, r.Err)
			assert.Equal(t, string(olena.ID), s.sent()[0]["user_id"])
		})
	}
}

func TestUsersOnTheCommandLine(t *testing.T) {
	s := newSite(t)
	r := s.withUsers(two, "101="+s.company.Users[1].Name, "102="+s.company.Users[0].Name)
	require.Equal(t, done, r.Code, r.Err)
	assert.Equal(t, string(s.company.Users[1].ID), s.sent()[0]["user_id"])
}

// All mistakes of the file are reported at once.
func TestMistakesOfTheUsers(t *testing.T) {
	s := newSite(t)
	name := s.company.Users[0].Name
	path := s.write("users.txt", strings.Join([]string{
		"# who is who", "101=" + name, "102", "=" + name, "103=", "", "104=" + name + "x", "101=" + name, "105=62594a8e1f0c1b2f4c9d0001", "106=\xee\xeb\xe5\xed\xe0",
	}, "\n"))
	r := s.withUsers(two, path)
	require.Equal(t, usage, r.Code)
	var numbers []string
	for line := range strings.SplitSeq(strings.TrimSpace(r.Err), "\n") {
		_, rest, found := strings.Cut(line, path+", line ")
		require.True(t, found, line)
		number, _, _ := strings.Cut(rest, ":")
		numbers = append(numbers, number)
	}
	assert.Equal(t, []string{"3", "4", "5", "7", "8", "9", "10"}, numbers)
	assert.Contains(t, r.Err, `did you mean "`+name+`"?`)
	assert.Contains(t, r.Err, "leeloo ids users")
	assert.Contains(t, r.Err, "UTF-8")
	assert.NoFileExists(t, s.journal())
	s.wroteNothing()

	for name, path := range map[string]string{
		"an empty file": s.write("empty.txt", "# nobody\n"), "no such file": filepath.Join(s.dir, "none.txt"), "a directory": s.dir,
	} {
		t.Run(name, func(t *testing.T) {
			r := s.withUsers(two, path)
			assert.Equal(t, usage, r.Code)
			assert.Contains(t, r.Err, "--users")
		})
	}
}

func TestCallsAreLoggedOnlyIfConfirmed(t *testing.T) {
	for name, test := range map[string]struct {
		terminal bool
		answer   string
		more     []string
		code     int
		want     string
	}{
		"yes":                           {true, "yes\n", nil, done, "2 calls are to be logged on people's cards. Go on? [y/N]"},
		"no":                            {true, "\n", nil, failed, "nothing was changed"},
		"no terminal":                   {false, "", nil, usage, "--yes"},
		"--yes":                         {false, "", []string{"--yes"}, done, "2 logged now"},
		"a dry run":                     {false, "", []string{"--dry-run"}, done, "2 would be logged"},
		"no terminal, nothing to log":   {false, "", []string{"empty"}, usage, "--yes"},
		"a terminal and nothing to log": {true, "", []string{"empty"}, done, "0 logged now"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			args := []string{"calls", "--users", filepath.Join(s.dir, "users.txt"), "--tz", "UTC", "--journal", s.journal(), "--since", "all"}
			switch {
			case len(test.more) > 0 && test.more[0] == "empty":
				args = append(args, s.write("Master.csv", ""))
			default:
				args = append(append(args, test.more...), s.write("Master.csv", two))
			}
			s.shell.Terminal, s.shell.In = test.terminal, test.answer
			r := s.runArgs(t.Context(), args...)
			assert.Equal(t, test.code, r.Code, r.Err)
			assert.Contains(t, r.Err, test.want)
			if test.code != done {
				s.wroteNothing()
				assert.NoFileExists(t, s.journal())
			}
		})
	}
}

// A cron job has /dev/null for standard input: if it does not name the file, it must not find nothing to log each night.
func TestStandardInputWithoutRecords(t *testing.T) {
	for _, args := range [][]string{nil, {"-"}} {
		s := newSite(t)
		null, err := os.Open(os.DevNull)
		require.NoError(t, err)
		defer null.Close()
		var text strings.Builder
		a := &app.App{In: null, Out: &text, Err: &text, Getenv: func(name string) string { return s.shell.Env[name] }}
		assert.Equal(t, usage, root.Run(t.Context(), a, s.args(args...)))
		assert.Contains(t, text.String(), "name the file")
		assert.Empty(t, s.Requests())
	}
}

// A setting may be an environment variable or a line of the config file.
func TestSettingsOfTheEnvironment(t *testing.T) {
	s := newSite(t)
	s.shell.Env["LEELOO_USERS"] = filepath.Join(s.dir, "users.txt")
	s.shell.Env["LEELOO_CONFIG"] = s.write("config.toml", "tz = \"Europe/Kyiv\"\nregion = \"pl\"\n")
	s.shell.In = calls.File(calls.CDR{Start: "2026-03-02 12:00:00"})
	r := s.runArgs(t.Context(), "calls", "--yes", "--since", "all")
	require.Equal(t, done, r.Code, r.Err)
	assert.Equal(t, "2026-03-02T10:00:00.000Z", s.sent()[0]["date"])
}

func TestAnUnusableStateDirectory(t *testing.T) {
	s := newSite(t)
	s.shell.Env["LEELOO_STATE_DIR"] = s.write("file", "")
	s.shell.In = two
	r := s.runArgs(t.Context(), s.byDefault("--since", "all")...)
	assert.Equal(t, usage, r.Code, r.Err)
	assert.Contains(t, r.Err, "--state-dir")
	_, err := os.Stat(s.journal())
	assert.Error(t, err)
}
