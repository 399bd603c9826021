package root_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/leelootest"
)

// completions returns what a shell gets for the last argument, without descriptions.
func completions(t *testing.T, shell *apptest.Shell, args ...string) []string {
	t.Helper()
	run := shell.Run(t.Context(), append([]string{"__completeNoDesc"}, args...)...)
	assert.Equal(t, app.ExitDone, run.Code, run.Err)
	lines := strings.Split(strings.TrimSpace(run.Out), "\n")
	require.True(t, strings.HasPrefix(lines[len(lines)-1], ":"), run.Out)
	return lines[:len(lines)-1]
}

func TestNamesAreCompleted(t *testing.T) {
	fake := leelootest.New(t)
	fake.AddTunnel("Вебінар «Осінь»")
	fake.AddTunnel("a\x1b[2Jb") // a shell would get another name
	shell := apptest.New(t, fake)
	assert.Equal(t, []string{"Consultation", "Free webinar", "Mini course", "Вебінар «Осінь»"}, completions(t, shell, "funnel", "--tunnel", ""))

	run := shell.Run(t.Context(), "__complete", "funnel", "--tunnel", "Free")
	assert.Contains(t, run.Out, "Free webinar\t"+string(fake.Seed(0).Tunnel("Free webinar").ID)+"\n")
	assert.Contains(t, run.Out, ":4\n", "no names of files")
}

func TestEachFlagThatTakesANameIsCompleted(t *testing.T) {
	shell := apptest.New(t, leelootest.New(t))
	flag := regexp.MustCompile(`--(tag|template|tunnel|user|connection) `)
	found := 0
	helps(t, func(t *testing.T, command []string, help string) {
		for _, match := range flag.FindAllStringSubmatch(help, -1) {
			found++
			assert.NotEmpty(t, completions(t, shell, append(command, "--"+match[1], "")...), "%v --%s", command, match[1])
		}
	})
	assert.NotZero(t, found)
}

func TestFlagsWithFewValuesAreCompleted(t *testing.T) {
	shell := apptest.New(t, leelootest.New(t))
	for want, command := range map[string]string{
		"csv excel-csv xlsx ndjson":  "export people --format",
		"last":                       "export people --since",
		"applied give-up send-again": "journal settle a.journal --verdict",
		"":                           "export people --from", // no day is the name of a file
	} {
		run := shell.Run(t.Context(), append([]string{"__completeNoDesc"}, append(strings.Fields(command), "")...)...)
		values, directive, _ := strings.Cut(run.Out, ":")
		assert.Equal(t, want, strings.Join(strings.Fields(values), " "), command)
		assert.Equal(t, "4\n", directive, "%s: no names of files", command)
	}
	run := shell.Run(t.Context(), "__completeNoDesc", "export", "people", "--output", "")
	assert.Equal(t, ":0\n", run.Out, "names of files")
}

func TestArgumentsAreCompleted(t *testing.T) {
	shell := apptest.New(t, leelootest.New(t))
	assert.Equal(t, []string{"tags", "templates", "tunnels", "users", "connections", "offers-of-orders"}, completions(t, shell, "ids", ""))
	assert.Contains(t, completions(t, shell, "get", ""), "/people/{person_id}")
}

func TestCompletionWorksOnTheCompanyOfTheCommandLine(t *testing.T) {
	fake := leelootest.New(t)
	shell := apptest.New(t, fake)
	delete(shell.Env, "LEELOO_TOKEN")
	assert.Len(t, completions(t, shell, "funnel", "--demo", "--tunnel", ""), 3)
	assert.Empty(t, fake.Requests())

	config := filepath.Join(t.TempDir(), "config.toml")
	require.NoError(t, os.WriteFile(config, []byte(`token = "`+fake.Token+`"`), 0o600))
	assert.Len(t, completions(t, shell, "--config", config, "funnel", "--tunnel", ""), 3)
	assert.NotEmpty(t, fake.Requests())
}

func TestCompletionThatFailsIsEmpty(t *testing.T) {
	for name, prepare := range map[string]func(*apptest.Shell, *leelootest.Server){
		"no token":        func(s *apptest.Shell, _ *leelootest.Server) { delete(s.Env, "LEELOO_TOKEN") },
		"a wrong token":   func(s *apptest.Shell, _ *leelootest.Server) { s.Env["LEELOO_TOKEN"] = "another" },
		"a wrong address": func(s *apptest.Shell, _ *leelootest.Server) { s.Env["LEELOO_BASE_URL"] = "ftp://x" },
		"a refusal":       func(_ *apptest.Shell, f *leelootest.Server) { f.Fail(leelootest.Rejected("X", nil)) },
		"an HTML page":    func(_ *apptest.Shell, f *leelootest.Server) { f.Fail(leelootest.HTMLPage(404)) },
	} {
		t.Run(name, func(t *testing.T) {
			fake := leelootest.New(t)
			shell := apptest.New(t, fake)
			prepare(shell, fake)
			assert.Empty(t, completions(t, shell, "funnel", "--tunnel", ""))
			run := shell.Run(t.Context(), "__complete", "funnel", "--tunnel", "")
			assert.NotContains(t, run.Err, "leeloo:")
		})
	}
}

func TestCompletionDoesNotWaitLong(t *testing.T) {
	fake := leelootest.New(t)
	fake.Fail(leelootest.Slow(time.Minute))
	shell := apptest.New(t, fake)
	began := time.Now()
	assert.Empty(t, completions(t, shell, "funnel", "--tunnel", ""))
	assert.Less(t, time.Since(began), 20*time.Second)
}
