package check_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/leelootest"
)

// values are what the fake has, and what no text may show.
func values(fake *leelootest.Server) []string {
	company := fake.Seed(25)
	added := fake.AddPerson(leelootest.Person{
		Name: "Olena Canary", Phone: "+380500000777", Email: "canary@example.com", Tags: []string{"canary-tag"},
	})
	fake.AddMessage(added.AccountID, leelootest.Inbound, "canary-text")
	all := []string{"Canary", "canary", "380500000777", fake.Token, string(added.ID)}
	for _, p := range company.People {
		all = append(all, p.Name, string(p.ID))
	}
	for _, t := range company.Tunnels {
		all = append(all, t.Name)
	}
	return all
}

func TestCheckOfAnAPIAsDocumented(t *testing.T) {
	fake := leelootest.New(t)
	secret := values(fake)
	report := filepath.Join(t.TempDir(), "check.md")
	shell := apptest.New(t, fake)
	run := shell.Run(t.Context(), "check", "--report", report)
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Contains(t, run.Out, "Users.Get             fits\n")
	assert.NotContains(t, run.Out, "not tried")
	for _, finding := range []string{"obey the offset? yes", "order is the list of people? newest first", "name of a tag? yes", "with + and digits? yes"} {
		assert.Contains(t, run.Out, finding)
	}
	written, err := os.ReadFile(report)
	require.NoError(t, err)
	assert.Contains(t, string(written), "data[].person_id: id\n")

	asJSON := shell.Run(t.Context(), "check", "--json")
	require.Equal(t, app.ExitDone, asJSON.Code, asJSON.Err)
	assert.True(t, json.Valid([]byte(asJSON.Out)))
	for _, value := range secret {
		for _, text := range []string{run.Out, run.Err, string(written), asJSON.Out} {
			assert.False(t, strings.Contains(text, value), "a text shows %q", value)
		}
	}
	for _, request := range fake.Requests() {
		assert.Equal(t, http.MethodGet, request.Method)
	}
}

func TestCheckOfAnEmptyCompany(t *testing.T) {
	run := apptest.New(t, leelootest.New(t)).Run(t.Context(), "check")
	assert.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Contains(t, run.Out, "People.Get            not tried: the company has no person\n")
}

// changing is an API that differs from the documentation.
func changing(t *testing.T, fake *leelootest.Server, replace ...string) string {
	t.Helper()
	target, err := url.Parse(fake.URL)
	require.NoError(t, err)
	fakeHandler := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: target.Scheme, Host: target.Host})
		r.Out.Header.Del("Accept-Encoding")
	}}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		fakeHandler.ServeHTTP(recorder, r)
		w.Header().Set("Content-Type", recorder.Header().Get("Content-Type"))
		w.WriteHeader(recorder.Code)
		_, _ = strings.NewReplacer(replace...).WriteString(w, recorder.Body.String())
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL + target.Path
}

func TestCheckFindsWhereTheAPIDiffers(t *testing.T) {
	for name, tt := range map[string]struct {
		replace []string
		code    int
		want    string
	}{
		"an id that is a number": {[]string{`"person_id":"`, `"person_id":4,"x":"`}, app.ExitFailed, "Channels.List: data[].person_id is integer; documented: id\n"},
		"a member that is new":   {[]string{`"botStatus":`, `"mood":"good","botStatus":`}, app.ExitDone, "Channels.List: data[].mood (string) is not documented\n"},
		"a response that the SDK cannot read": {[]string{`"connections":[`, `"links":[`}, app.ExitFailed,
			"Channels.Connections  failed\n"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := leelootest.New(t)
			fake.Seed(5)
			shell := apptest.New(t, fake)
			shell.Env["LEELOO_BASE_URL"] = changing(t, fake, tt.replace...)
			run := shell.Run(t.Context(), "check")
			assert.Equal(t, tt.code, run.Code, run.Err)
			assert.Contains(t, run.Out, tt.want)
		})
	}
}

func TestCheckWithAWrongTokenLeavesNoReport(t *testing.T) {
	fake := leelootest.New(t)
	report := filepath.Join(t.TempDir(), "check.md")
	shell := apptest.New(t, fake)
	shell.Env["LEELOO_TOKEN"] = "wrong"
	run := shell.Run(t.Context(), "check", "--report", report)
	assert.Equal(t, app.ExitFailed, run.Code)
	assert.Contains(t, run.Err, "LEELOO_TOKEN")
	assert.NoFileExists(t, report)
	assert.Len(t, fake.Requests(), 1)
}

func TestCheckReplacesNoReport(t *testing.T) {
	fake := leelootest.New(t)
	report := filepath.Join(t.TempDir(), "check.md")
	require.NoError(t, os.WriteFile(report, []byte("mine"), 0o600))
	run := apptest.New(t, fake).Run(t.Context(), "check", "--report", report)
	assert.Equal(t, app.ExitUsage, run.Code)
	kept, err := os.ReadFile(report)
	require.NoError(t, err)
	assert.Equal(t, "mine", string(kept))
	assert.Empty(t, fake.Requests())
}

func TestWithoutATokenThereIsNoProgress(t *testing.T) {
	shell := apptest.New(t, leelootest.New(t))
	delete(shell.Env, "LEELOO_TOKEN")
	run := shell.Run(t.Context(), "check")
	assert.Equal(t, app.ExitUsage, run.Code)
	assert.Regexp(t, "^leeloo: LEELOO_TOKEN is not set", run.Err)
}

// Before the last request, which is one of those about the behavior of the API.
func TestACheckThatIsStoppedReportsNothing(t *testing.T) {
	fake := leelootest.New(t)
	fake.Seed(3)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	fake.BeforeEach(func(*leelootest.Lists) {
		if fake.Count("Orders.Get") == 2 {
			cancel()
		}
	})
	report := filepath.Join(t.TempDir(), "check.md")
	run := apptest.New(t, fake).Run(ctx, "check", "--report", report)
	assert.Equal(t, app.ExitFailed, run.Code)
	assert.Contains(t, run.Err, "17 of 17")
	assert.Contains(t, run.Err, "leeloo: stopped")
	assert.Empty(t, run.Out)
	assert.NoFileExists(t, report)
}
