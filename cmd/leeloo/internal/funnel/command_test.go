package funnel_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/leelootest"
)

func shellOf(t *testing.T, opts ...leelootest.Option) (*apptest.Shell, *leelootest.Server) {
	t.Helper()
	fake := leelootest.New(t, opts...)
	fake.Seed(200)
	shell := apptest.New(t, fake)
	shell.Env["LC_ALL"] = "C"
	return shell, fake
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func TestTheDemoNeedsTheFlag(t *testing.T) {
	shell, fake := shellOf(t)
	delete(shell.Env, "LEELOO_TOKEN")
	run := shell.Run(t.Context(), "funnel")
	assert.Equal(t, app.ExitUsage, run.Code)
	assert.Empty(t, run.Out)

	run = shell.Run(t.Context(), "funnel", "--demo")
	assert.Equal(t, app.ExitDone, run.Code)
	assert.Contains(t, run.Out, "made-up company (--demo)")
	assert.Regexp(t, `(?m)^Free webinar\n  Visits  +\d+ +\S+\n  Subscribers +\d+ +33\.3%  \S+\n  Orders `, run.Out)
	assert.Contains(t, run.Out, "\nTotal\n")
	assert.Empty(t, fake.Requests())
}

func TestADemoPageNeverReplacesARealOne(t *testing.T) {
	shell, _ := shellOf(t)
	path := filepath.Join(t.TempDir(), "funnel.html")
	require.Equal(t, app.ExitDone, shell.Run(t.Context(), "funnel", "-o", path).Code)
	real := read(t, path)
	assert.NotContains(t, real, "made-up")

	run := shell.Run(t.Context(), "funnel", "--demo", "-o", path)
	assert.Equal(t, app.ExitUsage, run.Code)
	assert.Contains(t, run.Err, "--demo does not replace it")
	assert.Equal(t, real, read(t, path))

	demo := filepath.Join(t.TempDir(), "demo.html")
	require.Equal(t, app.ExitDone, shell.Run(t.Context(), "funnel", "--demo", "-o", demo).Code)
	assert.Contains(t, read(t, demo), "Demo: these are statistics of a made-up company.")
	require.Equal(t, app.ExitDone, shell.Run(t.Context(), "funnel", "--demo", "-o", demo).Code, "the mark is read back")
	require.Equal(t, app.ExitDone, shell.Run(t.Context(), "funnel", "-o", demo).Code)
	assert.NotContains(t, read(t, demo), "made-up")
}

func TestThePageIsWrittenAndOnlyReadsFromLeeloo(t *testing.T) {
	shell, fake := shellOf(t)
	path := filepath.Join(t.TempDir(), "funnel.html")
	run := shell.Run(t.Context(), "funnel", "--output", path)
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Empty(t, run.Out)
	assert.Contains(t, run.Err, "The page is in "+path+".\n")
	if os.PathSeparator == '/' {
		assert.Contains(t, run.Err, "Only you can read it. If others may: chmod 644 "+path+"\n")
	}
	assert.NotContains(t, read(t, path), fake.Token)
	var ops []string
	for _, request := range fake.Requests() {
		assert.Equal(t, http.MethodGet, request.Method)
		ops = append(ops, request.Op)
	}
	assert.Equal(t, []string{"Tunnels.GetStats", "Tunnels.GetStats", "Tunnels.GetStats"}, ops[len(ops)-3:])

	require.NoError(t, os.Chmod(path, 0o644))
	run = shell.Run(t.Context(), "funnel", "--output", path)
	assert.Equal(t, "The page is in "+path+".\n", run.Err, "the mode is the old one")
}

func TestThePageOnStandardOutput(t *testing.T) {
	shell, _ := shellOf(t)
	run := shell.Run(t.Context(), "funnel", "-o", "-")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.True(t, strings.HasPrefix(run.Out, "<!DOCTYPE html>"))
	assert.True(t, strings.HasSuffix(run.Out, "</html>\n"))
	assert.Empty(t, run.Err)
}

func TestTunnelsAreChosenByNameOrIDInTheirOrder(t *testing.T) {
	shell, fake := shellOf(t, leelootest.WithMaxLimit(2))
	third := fake.Seed(0).Tunnels[2].ID
	run := shell.Run(t.Context(), "funnel", "--tunnel", strings.ToUpper(string(third)), "--tunnel", "FREE webinar")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Regexp(t, `(?s)\nConsultation\n.*\nFree webinar\n.*\nTotal\n`, run.Out)
	assert.NotContains(t, run.Out, "Mini course")
	assert.Equal(t, 2, fake.Count("Tunnels.GetStats"))
}

func TestAllTunnelsOfALongListAreShown(t *testing.T) {
	shell, fake := shellOf(t, leelootest.WithMaxLimit(7))
	fake.BeforeEach(func(lists *leelootest.Lists) {
		for lists.Tunnels().Len() < 30 {
			lists.Tunnels().Insert(lists.Tunnels().Len())
		}
	})
	run := shell.Run(t.Context(), "funnel")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Equal(t, 30+1, strings.Count(run.Out, "\n  Visits "))
	assert.Equal(t, 30, fake.Count("Tunnels.GetStats"))
}

func TestACompanyWithoutTunnels(t *testing.T) {
	shell, fake := shellOf(t)
	fake.BeforeEach(func(lists *leelootest.Lists) {
		for lists.Tunnels().Len() > 0 {
			lists.Tunnels().Delete(0)
		}
	})
	run := shell.Run(t.Context(), "funnel")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Contains(t, run.Out, "There are no tunnels.")
	run = shell.Run(t.Context(), "funnel", "--json")
	assert.Contains(t, run.Out, `"tunnels": []`)
}

// odd makes the only tunnel one without a name, and its money is not there.
func odd(fake *leelootest.Server) {
	fake.Fail(
		leelootest.Fault{Op: "Tunnels.List", Times: 2, Body: `{"status":1,"data":[{"id":"62594a8e1f0c1b2f4c9d0001","name":"\u001b\u202e"}]}`},
		leelootest.Fault{Op: "Tunnels.List", Body: `{"status":1,"data":[]}`},
		leelootest.Fault{Op: "Tunnels.GetStats", Body: `{"status":1,"data":[{"visits":"7","subscribers":3,"totalSale":"NO_DATA","totalExpenses":1490.5}]}`},
	)
}

func TestATunnelWithoutANameIsShownByItsID(t *testing.T) {
	shell, fake := shellOf(t)
	odd(fake)
	run := shell.Run(t.Context(), "funnel")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Contains(t, run.Out, "\n62594a8e1f0c1b2f4c9d0001\n  Visits       7 ")
	assert.Contains(t, run.Out, "Revenue - USD, expenses 1,490.50 USD, return -\n", "what is not known is a dash")
}

func TestJSON(t *testing.T) {
	shell, fake := shellOf(t)
	odd(fake)
	run := shell.Run(t.Context(), "funnel", "--json")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	var out struct {
		AsOf    time.Time `json:"as_of"`
		Tunnels []map[string]any
		Total   map[string]any
		Demo    *bool
	}
	require.NoError(t, json.Unmarshal([]byte(run.Out), &out))
	assert.WithinDuration(t, time.Now(), out.AsOf, time.Minute)
	assert.False(t, *out.Demo)
	require.Len(t, out.Tunnels, 1)
	assert.Equal(t, "62594a8e1f0c1b2f4c9d0001", out.Tunnels[0]["id"])
	step := func(count float64, unique, conversion any) any {
		return map[string]any{"count": count, "unique": unique, "conversion": conversion}
	}
	assert.Equal(t, map[string]any{
		"visits": step(7, 0.0, nil), "subscribers": step(3, 0.0, 0.4286), "orders": step(0, nil, 0.0), "sales": step(0, 0.0, nil),
		"revenue": nil, "expenses": "1490.50", "cost_per_subscriber": "496.83", "cost_per_sale": nil, "return": nil,
	}, out.Tunnels[0]["stats"])
	assert.Equal(t, "1490.50", out.Total["expenses"])
	assert.Contains(t, run.Out, `"expenses": "1490.50"`)

	run = shell.Run(t.Context(), "funnel", "--json", "--demo", "-o", filepath.Join(t.TempDir(), "page.html"))
	assert.Contains(t, run.Out, `"demo": true`)
	assert.Contains(t, run.Err, "The page is in ")
}

func TestOneFailureLeavesTheOtherTunnels(t *testing.T) {
	refusal := leelootest.Rejected("FORMAT_ERROR", map[string]string{"tunnel_id": "NOT_ALLOWED_VALUE"})
	for name, fault := range map[string]leelootest.Fault{
		"refused": refusal, "not found": {Status: 404, Body: "{}"}, "forbidden": {Status: 403, Body: "{}"},
		"an HTML page": leelootest.HTMLPage(501),
		"no item":      {Body: `{"status":1,"data":[]}`}, "two items": {Body: `{"status":1,"data":[{},{}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			shell, fake := shellOf(t)
			fault.Op, fault.Skip = "Tunnels.GetStats", 1
			fake.Fail(fault)
			path := filepath.Join(t.TempDir(), "funnel.html")
			run := shell.Run(t.Context(), "funnel", "-o", path)
			assert.Equal(t, app.ExitFailed, run.Code)
			assert.Contains(t, run.Err, "1 of 3 tunnels without statistics")
			assert.Contains(t, read(t, path), "<strong>No statistics.</strong> Tunnels.GetStats: ")
			assert.Contains(t, read(t, path), "Free webinar")

			fake.Fail(fault)
			run = shell.Run(t.Context(), "funnel")
			assert.Equal(t, app.ExitFailed, run.Code)
			assert.Regexp(t, `(?m)^Mini course\n  No statistics\. (.+\n)+\nConsultation\n  Visits `, run.Out)
			assert.Contains(t, run.Out, "\nTotal of 2 of 3 tunnels\n")
			if name == "refused" {
				assert.Contains(t, strings.Join(strings.Fields(run.Out), " "), "FORMAT_ERROR (tunnel_id: NOT_ALLOWED_VALUE)")
			}

			fake.Fail(fault)
			run = shell.Run(t.Context(), "funnel", "--json")
			assert.Equal(t, app.ExitFailed, run.Code)
			assert.Regexp(t, `"stats": null,\n +"failure": "Tunnels.GetStats: `, run.Out)
		})
	}
}

func TestFailuresThatLeaveTheOldPage(t *testing.T) {
	limited := leelootest.RateLimited(100 * time.Second).On("Tunnels.GetStats")
	limited.Skip = 1
	for name, test := range map[string]struct {
		fault leelootest.Fault
		token string
		says  string
		sent  int // requests for statistics
	}{
		"the token is not accepted":  {token: "another", says: "check LEELOO_TOKEN"},
		"the list fails":             {fault: leelootest.HTMLPage(501).On("Tunnels.List"), says: "Tunnels.List"},
		"the list fails later":       {fault: leelootest.Fault{Op: "Tunnels.List", Skip: 1, Status: 501}, says: "Tunnels.List"},
		"all statistics are refused": {fault: leelootest.Rejected("X", nil).On("Tunnels.GetStats").Repeat(3), says: "no statistics of any tunnel", sent: 3},
		"the rate limit is reached":  {fault: limited, says: "rate limited", sent: 2},
	} {
		t.Run(name, func(t *testing.T) {
			shell, fake := shellOf(t, leelootest.WithMaxLimit(2))
			dir := t.TempDir()
			path := filepath.Join(dir, "funnel.html")
			require.Equal(t, app.ExitDone, shell.Run(t.Context(), "funnel", "-o", path).Code)
			old, before := read(t, path), fake.Count("Tunnels.GetStats")
			if test.token != "" {
				shell.Env["LEELOO_TOKEN"] = test.token
			} else {
				fake.Fail(test.fault)
			}
			run := shell.Run(t.Context(), "funnel", "-o", path)
			assert.Equal(t, app.ExitFailed, run.Code)
			assert.Contains(t, run.Err, test.says)
			assert.Equal(t, old, read(t, path))
			assert.Equal(t, test.sent, fake.Count("Tunnels.GetStats")-before)
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, entries, 1, "no temporary file is left")
		})
	}
}

func TestCtrlCLeavesTheOldPage(t *testing.T) {
	shell, fake := shellOf(t)
	path := filepath.Join(t.TempDir(), "funnel.html")
	require.Equal(t, app.ExitDone, shell.Run(t.Context(), "funnel", "-o", path).Code)
	old := read(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	before := fake.Count("Tunnels.GetStats")
	fake.BeforeEach(func(*leelootest.Lists) {
		if fake.Count("Tunnels.GetStats") == before+2 {
			cancel()
		}
	})
	run := shell.Run(ctx, "funnel", "-o", path)
	assert.Equal(t, app.ExitFailed, run.Code)
	assert.Equal(t, "leeloo: stopped\n", run.Err)
	assert.Equal(t, old, read(t, path))
}

func TestWrongUsageSendsNothing(t *testing.T) {
	shell, fake := shellOf(t)
	table := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(table, []byte("name\n"), 0o600))
	for says, args := range map[string][]string{
		"is not a page of leeloo funnel": {"-o", table},
		"no such file":                   {"-o", filepath.Join(t.TempDir(), "missing", "funnel.html")},
		"is not a regular file":          {"-o", t.TempDir()},
		"both write to standard output":  {"-o", "-", "--json"},
		"unknown command":                {"funnel.html"},
		"unknown flag":                   {"--open"},
		"needs an argument":              {"-o"},
	} {
		run := shell.Run(t.Context(), append([]string{"funnel"}, args...)...)
		assert.Equal(t, app.ExitUsage, run.Code, says)
		assert.Contains(t, run.Err, says)
	}
	assert.Empty(t, fake.Requests())
	assert.Equal(t, "name\n", read(t, table))
}

func TestWrongTunnels(t *testing.T) {
	shell, fake := shellOf(t)
	id := string(fake.Seed(0).Tunnels[0].ID)
	for says, args := range map[string][]string{
		`"Free webinar" is named twice`:        {"--tunnel", id, "--tunnel", "free webinar"},
		`did you mean "Free webinar"?`:         {"--tunnel", "Free webnar"},
		"leeloo ids tunnels lists them":        {"--tunnel", ""},
		`no tunnel is called "62594a8e1f0c1b2`: {"--tunnel", "62594a8e1f0c1b2f4c9d00aA"},
	} {
		run := shell.Run(t.Context(), append([]string{"funnel"}, args...)...)
		assert.Equal(t, app.ExitUsage, run.Code, says)
		assert.Contains(t, run.Err, says)
	}
	assert.Zero(t, fake.Count("Tunnels.GetStats"))
}

func TestTheHelpIsAResult(t *testing.T) {
	shell, _ := shellOf(t)
	run := shell.Run(t.Context(), "funnel", "-h")
	assert.Equal(t, app.ExitDone, run.Code)
	for _, part := range []string{"only\nreads", "leeloo funnel --demo -o demo.html", "--tunnel name", "LC_ALL=C"} {
		assert.Contains(t, run.Out, part)
	}
}
