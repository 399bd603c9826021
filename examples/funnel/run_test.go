package main

import (
	"context"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

type output struct{ out, err strings.Builder }

func company(t *testing.T, opts ...leelootest.Option) (*leelootest.Server, leelootest.Dataset) {
	t.Helper()
	srv := leelootest.New(t, opts...)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	t.Setenv("LC_ALL", "C")
	return srv, srv.Seed(200)
}

func runs(t *testing.T, args ...string) (output, error) {
	t.Helper()
	var o output
	err := run(t.Context(), args, &o.out, &o.err)
	return o, err
}

func TestRunWithoutToken(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	o, err := runs(t)
	require.NoError(t, err)
	assert.Contains(t, o.err.String(), "fake Leeloo")
	assert.Regexp(t, `(?m)^Free webinar\n  Visits  +\d+ +\S+\n  Subscribers +\d+ +33\.3%  \S+\n  Orders `, o.out.String())
	assert.Contains(t, o.out.String(), "\nTotal\n")
}

func TestRunWithTokenOnlyReads(t *testing.T) {
	srv, _ := company(t)
	page := filepath.Join(t.TempDir(), "funnel.html")
	o, err := runs(t, "-o", page)
	require.NoError(t, err)
	assert.Empty(t, o.out.String())
	assert.Equal(t, "The page is in "+page+".\n", o.err.String())
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "made-up")
	assert.NotContains(t, string(text), srv.Token)
	var ops []string
	for _, request := range srv.Requests() {
		assert.Equal(t, http.MethodGet, request.Method)
		ops = append(ops, request.Op)
	}
	assert.Equal(t, []string{"Tunnels.GetStats", "Tunnels.GetStats", "Tunnels.GetStats"}, ops[len(ops)-3:])
}

func TestRunWritesThePageToStandardOutput(t *testing.T) {
	company(t)
	o, err := runs(t, "-o", "-")
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(o.out.String(), "<!DOCTYPE html>"))
	assert.True(t, strings.HasSuffix(o.out.String(), "</html>\n"))
	assert.Empty(t, o.err.String())
}

func TestRunShowsTheChosenTunnelsInTheirOrder(t *testing.T) {
	srv, ids := company(t, leelootest.WithMaxLimit(2))
	third, first := ids.Tunnels[2].ID, ids.Tunnels[0].ID
	o, err := runs(t, "-tunnel", strings.ToUpper(string(third)), "-tunnel", string(first))
	require.NoError(t, err)
	out := o.out.String()
	assert.Less(t, strings.Index(out, "\nConsultation\n"), strings.Index(out, "\nFree webinar\n"))
	assert.Contains(t, out, "\nConsultation\n")
	assert.NotContains(t, out, "Mini course")
	assert.Equal(t, 2, asked(srv))
}

func asked(srv *leelootest.Server) (times int) {
	for _, request := range srv.Requests() {
		if request.Op == "Tunnels.GetStats" {
			times++
		}
	}
	return times
}

func TestRunShowsAllTunnelsOfALongList(t *testing.T) {
	srv, _ := company(t, leelootest.WithMaxLimit(7))
	grow := func(lists *leelootest.Lists) {
		for lists.Tunnels().Len() < 30 {
			lists.Tunnels().Insert(lists.Tunnels().Len())
		}
	}
	srv.BeforeEach(grow)
	o, err := runs(t)
	require.NoError(t, err)
	assert.Equal(t, 30+1, strings.Count(o.out.String(), "\n  Visits "))
	assert.Equal(t, 30, asked(srv))
}

func TestRunOfAnEmptyCompany(t *testing.T) {
	srv, _ := company(t)
	srv.BeforeEach(func(lists *leelootest.Lists) {
		for lists.Tunnels().Len() > 0 {
			lists.Tunnels().Delete(0)
		}
	})
	o, err := runs(t)
	require.NoError(t, err)
	assert.Contains(t, o.out.String(), "There are none.")
}

// A tunnel without a name is shown by its id, and money that is not there by a dash.
func TestRunTakesWhatIsThere(t *testing.T) {
	srv, _ := company(t)
	srv.Fail(
		leelootest.Fault{Op: "Tunnels.List", Times: 2, Body: `{"status":1,"data":[{"id":"62594a8e1f0c1b2f4c9d0001","name":"\u001b\u202e"}]}`},
		leelootest.Fault{Op: "Tunnels.List", Body: `{"status":1,"data":[]}`},
		leelootest.Fault{Op: "Tunnels.GetStats", Body: `{"status":1,"data":[{"visits":"7","totalSale":"NO_DATA","totalExpenses":null}]}`},
	)
	o, err := runs(t)
	require.NoError(t, err)
	assert.Contains(t, o.out.String(), "\n62594a8e1f0c1b2f4c9d0001\n  Visits       7 ")
	assert.Contains(t, o.out.String(), "Revenue - USD, expenses - USD, return -\n")
}

func TestOneFailureLeavesTheRest(t *testing.T) {
	refusal := leelootest.Rejected("FORMAT_ERROR", map[string]string{"tunnel_id": "NOT_ALLOWED_VALUE"})
	for name, fault := range map[string]leelootest.Fault{
		"refused": refusal, "not found": {Status: 404, Body: "{}"}, "forbidden": {Status: 403, Body: "{}"},
		"not its answer": leelootest.HTMLPage(501),
		"no row":         {Body: `{"status":1,"data":[]}`}, "two rows": {Body: `{"status":1,"data":[{},{}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			srv, _ := company(t)
			fault.Op, fault.Skip = "Tunnels.GetStats", 1
			srv.Fail(fault)
			o, err := runs(t)
			require.ErrorContains(t, err, "1 of 3 tunnels without figures")
			assert.Equal(t, 1, report(err, &o.err))
			assert.Regexp(t, `(?m)^Mini course\n  No figures\. .+\n\nConsultation\n  Visits `, o.out.String())
			assert.Contains(t, o.out.String(), "\nTotal of 2 of 3 tunnels\n")
			if name == "refused" {
				assert.Contains(t, o.out.String(), "FORMAT_ERROR (tunnel_id: NOT_ALLOWED_VALUE)")
			}
		})
	}
}

func TestOneFailureLeavesThePage(t *testing.T) {
	srv, ids := company(t)
	page := filepath.Join(t.TempDir(), "funnel.html")
	_, err := runs(t, "-o", page, "-tunnel", string(ids.Tunnels[0].ID), "-tunnel", "62594a8e1f0c1b2f4c9d0001")
	require.ErrorContains(t, err, "1 of 2 tunnels without figures")
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.Contains(t, string(text), "Free webinar")
	assert.Contains(t, string(text), "No figures.</strong> leeloo: Tunnels.GetStats: rejected: NOT_FOUND")
	assert.Contains(t, string(text), "<bdi>62594a8e1f0c1b2f4c9d0001</bdi>", "an id that is not listed is asked for all the same")
	assert.Equal(t, 2, asked(srv))
}

func TestFailuresThatLeaveTheOldPage(t *testing.T) {
	limited := leelootest.RateLimited(100 * time.Second).On("Tunnels.GetStats")
	limited.Skip = 1
	tests := map[string]struct {
		fault leelootest.Fault
		token string
		want  error
		asked int
	}{
		"the token is not accepted": {token: "another", want: leeloo.ErrUnauthorized},
		"the list is down":          {fault: leelootest.HTMLPage(501).On("Tunnels.List"), want: leeloo.ErrServer},
		"the list breaks off":       {fault: leelootest.Fault{Op: "Tunnels.List", Skip: 1, Status: 501}, want: leeloo.ErrServer},
		"all figures are refused":   {fault: leelootest.Rejected("X", nil).On("Tunnels.GetStats").Repeat(3), want: leeloo.ErrRejected, asked: 3},
		"the limit is reached":      {fault: limited, want: leeloo.ErrRateLimited, asked: 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			srv, _ := company(t, leelootest.WithMaxLimit(2))
			if test.token != "" {
				t.Setenv("LEELOO_TOKEN", test.token)
			}
			if test.want != leeloo.ErrUnauthorized {
				srv.Fail(test.fault)
			}
			page := filepath.Join(t.TempDir(), "funnel.html")
			require.NoError(t, os.WriteFile(page, []byte("old"), 0o600))
			o, err := runs(t, "-o", page)
			require.ErrorIs(t, err, test.want)
			assert.Equal(t, 1, report(err, &o.err))
			holds(t, page, "old")
			alone(t, page)
			assert.Equal(t, test.asked, asked(srv))
		})
	}
}

func TestPageThatCannotBeWritten(t *testing.T) {
	company(t)
	_, err := runs(t, "-o", filepath.Join(t.TempDir(), "missing", "funnel.html"))
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "-o: ")
}

func TestCtrlC(t *testing.T) {
	srv, _ := company(t)
	ctx, cancel := context.WithCancel(t.Context())
	srv.BeforeEach(func(*leelootest.Lists) {
		if asked(srv) == 2 {
			cancel()
		}
	})
	page := filepath.Join(t.TempDir(), "funnel.html")
	require.NoError(t, os.WriteFile(page, []byte("old"), 0o600))
	var o output
	err := run(ctx, []string{"-o", page}, &o.out, &o.err)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, report(err, &o.err))
	assert.Equal(t, "funnel: stopped\n", o.err.String())
	holds(t, page, "old")
}

func TestWrongUsage(t *testing.T) {
	srv, _ := company(t)
	const id = "62594a8e1f0c1b2f4c9d00aA"
	for want, args := range map[string][]string{
		"-tunnel: an id is 24 hexadecimal": {"-tunnel", "https://app.leeloo.ai/tunnels/" + id + "/tree"},
		"24 hexadecimal digits":            {"-tunnel", ""},
		"there already":                    {"-tunnel", id, "-tunnel", strings.ToLower(id)},
		`"funnel.html" is no flag`:         {"funnel.html"},
		"-open":                            {"-open"},
		"-o":                               {"-o"},
	} {
		o, err := runs(t, args...)
		require.ErrorContains(t, err, want)
		assert.Equal(t, 2, report(err, &o.err))
	}
	assert.Empty(t, srv.Requests())
}

func TestHelp(t *testing.T) {
	o, err := runs(t, "-h")
	require.ErrorIs(t, err, flag.ErrHelp)
	assert.Zero(t, report(err, &o.err))
	for _, part := range []string{"only reads", "go run ./examples/funnel -o funnel.html", "LEELOO_TOKEN", "-tunnel ID", "-o file"} {
		assert.Contains(t, o.err.String(), part)
	}
}
