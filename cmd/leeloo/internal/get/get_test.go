package get_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestPathAndQuery(t *testing.T) {
	tunnel := string(leelootest.New(t).Seed(0).Tunnels[0].ID) // the ids are the same in each fake
	for name, test := range map[string]struct {
		args  []string
		path  string
		query url.Values
	}{
		"a path":                 {[]string{"/tags"}, "/tags", url.Values{}},
		"without its slash":      {[]string{"tags/"}, "/tags", url.Values{}},
		"an id":                  {[]string{"/tunnels/" + tunnel + "/stats"}, "/tunnels/" + tunnel + "/stats", url.Values{}},
		"a query":                {[]string{"/people?limit=2&offset=1"}, "/people", url.Values{"limit": {"2"}, "offset": {"1"}}},
		"the plus of a phone":    {[]string{"/people?filter[phone]=+380500000001"}, "/people", url.Values{"filter[phone]": {"+380500000001"}}},
		"an escaped plus":        {[]string{"/people?filter[phone]=%2B380500000001"}, "/people", url.Values{"filter[phone]": {"+380500000001"}}},
		"escaped brackets":       {[]string{"/people?filter%5Btags%5D=a%20b"}, "/people", url.Values{"filter[tags]": {"a b"}}},
		"a blank, a value twice": {[]string{"/people?filter[tags]=a b&filter[tags]=Вебінар"}, "/people", url.Values{"filter[tags]": {"a b", "Вебінар"}}},
		"an equals sign":         {[]string{"/people?filter[tags]=a=b"}, "/people", url.Values{"filter[tags]": {"a=b"}}},
		"no pairs":               {[]string{"/people?&"}, "/people", url.Values{}},
		"flags":                  {[]string{"/people", "--query", "limit=2", "-q", "filter[tags]=a%20+b=&c,d"}, "/people", url.Values{"limit": {"2"}, "filter[tags]": {"a%20+b=&c,d"}}},
		"both":                   {[]string{"/people?limit=2", "--query", "offset=1"}, "/people", url.Values{"limit": {"2"}, "offset": {"1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			fake := leelootest.New(t)
			run := apptest.New(t, fake).Run(t.Context(), append([]string{"get"}, test.args...)...)
			require.Equal(t, app.ExitDone, run.Code, run.Err)
			requests := fake.Requests()
			require.Len(t, requests, 1)
			assert.Equal(t, "GET", requests[0].Method)
			assert.Equal(t, test.path, requests[0].Path)
			assert.Equal(t, test.query, requests[0].Query)
		})
	}
}

func TestAnAddressBelowTheBaseURL(t *testing.T) {
	fake := leelootest.New(t)
	run := apptest.New(t, fake).Run(t.Context(), "get", fake.URL+"/people?limit=1")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Equal(t, "People.List", fake.Requests()[0].Op)
}

func TestDataAndEnvelope(t *testing.T) {
	fake := leelootest.New(t)
	vip := fake.Seed(3).Tag("vip")
	shell := apptest.New(t, fake)

	run := shell.Run(t.Context(), "get", "/tags")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	var tags []map[string]string
	require.NoError(t, json.Unmarshal([]byte(run.Out), &tags))
	assert.Contains(t, tags, map[string]string{"id": string(vip.ID), "name": vip.Name})
	assert.Contains(t, run.Out, "[\n  {\n    \"id\": ")

	run = shell.Run(t.Context(), "get", "/people?limit=1", "--envelope")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	var envelope struct {
		Status int
		Data   []any
		Meta   map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(run.Out), &envelope))
	assert.Equal(t, 1, envelope.Status)
	assert.Len(t, envelope.Data, 1)
	assert.EqualValues(t, 3, envelope.Meta["totalCount"])
}

func TestTheOutputIsExactAndSafeOnATerminal(t *testing.T) {
	for _, envelope := range []bool{false, true} {
		fake := leelootest.New(t)
		fake.Fail(leelootest.Fault{Body: "{\"status\":1,\"data\":{\"z\":1490.50,\"a\":90071992547409931,\"text\":\"<b>\\u001b[2J\u009b\u202e\xff\"}}"})
		args := []string{"get", "/tags"}
		if envelope {
			args = append(args, "--envelope")
		}
		run := apptest.New(t, fake).Run(t.Context(), args...)
		require.Equal(t, app.ExitDone, run.Code, run.Err)
		assert.Regexp(t, `(?s)"z": 1490\.50,.*"a": 90071992547409931,.*"text": "<b>\\u001b\[2J\\u009b\\u202e`+"\ufffd"+`"`, run.Out, "envelope %t", envelope)
	}
}

func TestMistakesInThePathAreExplainedAndNothingIsSent(t *testing.T) {
	for says, args := range map[string][]string{
		"put an id in the place of {order_id}; leeloo get /orders lists some":                   {"/orders/{order_id}"},
		"put an id in the place of {account_id}; leeloo get /communication-channels lists some": {"/communication-channels/{account_id}/person"},
		"put an id in the place of {category_id}; leeloo get /categories/templates lists some":  {"categories/templates/{category_id}?x=1"},
		"put an id in the place of <id>; leeloo get /people lists some":                         {"/people/<id>"},
		"PATH begins after /api/v2":             {"/api/v2/people"},
		"PATH is the part of the address after": {"https://example.com/api/v2/people"},
		"PATH is empty":                         {"/"},
		"neither a word nor an id":              {"/people/+380500000001"},
		"only letters, digits":                  {"/people/.."},
		"% without two hexadecimal digits":      {"/people?filter[tags]=100%"},
		"--query: want name=value":              {"/people", "--query", "limit"},
		"accepts 1 arg":                         {},
		"unknown flag":                          {"/people", "--method", "POST"},
	} {
		t.Run(says, func(t *testing.T) {
			fake := leelootest.New(t)
			run := apptest.New(t, fake).Run(t.Context(), append([]string{"get"}, args...)...)
			assert.Equal(t, app.ExitUsage, run.Code)
			assert.Contains(t, run.Err, says)
			assert.NotContains(t, run.Err, "380500000001")
			assert.Empty(t, run.Out)
			assert.Empty(t, fake.Requests())
		})
	}
}

func TestFailuresAreErrorsAndWriteNothing(t *testing.T) {
	for name, fault := range map[string]leelootest.Fault{
		"refused":      leelootest.Rejected("FORMAT_ERROR", map[string]string{"limit": "NOT_INTEGER"}),
		"an HTML page": leelootest.HTMLPage(200),
		"no data":      {Body: `{"status":1}`},
		"a redirect":   leelootest.Redirect(302, "https://example.com/"),
		"not found":    {Status: 404, Body: "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := leelootest.New(t)
			fake.Fail(fault)
			run := apptest.New(t, fake).Run(t.Context(), "get", "/people?filter[phone]=+380500000001")
			assert.Equal(t, app.ExitFailed, run.Code)
			assert.Empty(t, run.Out)
			assert.NotEmpty(t, run.Err)
			assert.NotContains(t, run.Err, "380500000001", "no phone in an error")
			assert.NotRegexp(t, `\b(With[A-Z]|Err[A-Z]|nil\b|Do:)`, run.Err)
		})
	}
	shell := apptest.New(t, leelootest.New(t))
	shell.Env["LEELOO_TOKEN"] = "another"
	run := shell.Run(t.Context(), "get", "/tags")
	assert.Equal(t, app.ExitFailed, run.Code)
	assert.Contains(t, run.Err, "check LEELOO_TOKEN")
}

// The list in the help is checked against the fake, which serves all documented operations.
func TestThePathsOfTheHelpExist(t *testing.T) {
	fake := leelootest.New(t)
	shell := apptest.New(t, fake)
	run := shell.Run(t.Context(), "__completeNoDesc", "get", "")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	help := shell.Run(t.Context(), "get", "--help").Out
	paths, _, _ := strings.Cut(run.Out, "\n:")
	for path := range strings.SplitSeq(paths, "\n") {
		assert.Contains(t, help, path)
		before := len(fake.Requests())
		shell.Run(t.Context(), "get", strings.NewReplacer("{", "", "}", "").Replace(path))
		requests := fake.Requests()
		require.Len(t, requests, before+1, path)
		assert.NotEmpty(t, requests[before].Op, "no operation serves %s", path)
	}
}
