package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/leeloo-go/leeloo/leelootest"
)

// command is the program in a process of its own, with the token of the world.
func (w *world) command(args ...string) *exec.Cmd {
	w.t.Helper()
	executable, err := os.Executable()
	require.NoError(w.t, err)
	ctx, cancel := context.WithTimeout(w.t.Context(), wait) // a program that serves although it should not
	w.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, executable, args...)
	cmd.Env = append(os.Environ(), programEnv+"=1", "LEELOO_TOKEN="+w.srv.Token, "LEELOO_BASE_URL="+w.srv.URL)
	return cmd
}

// flags are those of the program on this world.
func (w *world) flags(database string) []string {
	flags := []string{"-db", database, "-tag", w.p.tag, "-tunnel", w.p.tunnel, "-block", string(w.p.block), "-template", w.p.template,
		"-credits", string(w.p.credits)}
	for _, o := range w.p.offers {
		flags = append(flags, "-offer", o.Title+"="+string(o.ID))
	}
	return flags
}

// process is a server.
type process struct {
	*exec.Cmd
	t     *testing.T
	page  string
	state chan error
}

func (w *world) start(args ...string) *process {
	w.t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	require.NoError(w.t, err)
	addr := listener.Addr().String()
	require.NoError(w.t, listener.Close())
	p := &process{Cmd: w.command(append(args, "-addr", addr)...), t: w.t, page: "http://" + addr + "/", state: make(chan error, 1)}
	p.Stderr = w.log
	out, err := p.StdoutPipe()
	require.NoError(w.t, err)
	require.NoError(w.t, p.Start())
	line, _ := bufio.NewReader(out).ReadString('\n')
	assert.Equal(w.t, "The form is at http://"+addr+"\n", line)
	go func() {
		_, _ = io.Copy(io.Discard, out)
		p.state <- p.Wait()
	}()
	require.Eventually(w.t, func() bool {
		response, err := http.Get(p.page)
		if err == nil {
			response.Body.Close()
		}
		return err == nil
	}, wait, 10*time.Millisecond)
	return p
}

// end sends a signal, and waits for the end of the process.
func (p *process) end(signal os.Signal) error {
	p.t.Helper()
	require.NoError(p.t, p.Process.Signal(signal))
	return <-p.state
}

// post sends a form with two offers.
func (p *process) post(w *world) {
	w.t.Helper()
	response, err := http.Get(p.page)
	require.NoError(w.t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	form := fields(numberOf(w.t, string(body)))
	form["offer"] = []string{string(w.p.offers[0].ID), string(w.p.offers[1].ID)}
	response, err = http.PostForm(p.page, form)
	require.NoError(w.t, err)
	response.Body.Close()
	require.Equal(w.t, http.StatusOK, response.StatusCode)
}

// output runs the program to its end.
func (w *world) output(args ...string) (out string, code int) {
	w.t.Helper()
	cmd := w.command(args...)
	var both bytes.Buffer
	cmd.Stdout, cmd.Stderr = &both, &both
	_ = cmd.Run()
	return both.String(), cmd.ProcessState.ExitCode()
}

// A server is killed while a write is on its way, and the next one finishes the lead, or a human does.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	without := func(change func(*outcome)) outcome { o := once; change(&o); return o }
	for op, tt := range map[string]struct {
		unapplied outcome // what is reached without a human if the write was not applied
		held      bool    // also if it was applied
	}{
		"People.Create":     {once, false},
		"People.AddComment": {without(func(o *outcome) { o.Comments = 0 }), true},
		"Tags.Add":          {once, false},
		"Tunnels.Subscribe": {without(func(o *outcome) { o.Subscriptions = 0 }), false},
		"Orders.Create":     {without(func(o *outcome) { o.Orders = 1 }), false},
		"Templates.Send":    {without(func(o *outcome) { o.Templates = 0 }), true},
	} {
		for _, applied := range []bool{true, false} {
			if op == "People.Create" && !applied {
				continue // TestLostResponses has it: the second look comes 45 seconds after the first
			}
			t.Run(fmt.Sprintf("%s, applied %v", op, applied), func(t *testing.T) {
				t.Parallel()
				w, database := newWorld(t), file(t)
				fault, want, held := leelootest.Slow(time.Hour), tt.unapplied, tt.unapplied != once
				if applied {
					fault, want, held = fault.AfterApplying(), once, tt.held
				}
				w.srv.Fail(fault.On(op))
				server := w.start(w.flags(database)...)
				server.post(w)
				require.Eventually(t, func() bool { return w.srv.Count(op) > 0 }, wait, 5*time.Millisecond)
				require.Error(t, server.end(os.Kill))

				hoursLater(t, database)
				server = w.start(w.flags(database)...)
				end := "job ended"
				if held {
					end = "job needs a human"
				}
				require.Eventually(t, func() bool { return strings.Contains(w.log.String(), end) }, wait, 10*time.Millisecond)
				assert.Equal(t, want, w.outcome())
				if held {
					verdict := "send again"
					if applied {
						verdict = "applied"
					}
					out, code := w.output("-db", database, "-held")
					assert.Zero(t, code)
					assert.Contains(t, out, phone1)
					id := regexp.MustCompile(`\w{32}`).FindString(out)
					out, code = w.output("-db", database, "-settle", id+"="+verdict)
					assert.Zero(t, code, out)
					require.Eventually(t, func() bool { return strings.Contains(w.log.String(), "job ended") }, wait, 10*time.Millisecond)
					assert.Equal(t, once, w.outcome())
				}
				require.NoError(t, server.end(os.Interrupt))
			})
		}
	}
}

var (
	begun  = regexp.MustCompile(`"begun":"[^"]*"`)
	longed = `"begun":"2020-01-01T00:00:00Z"`
)

// hoursLater makes what a killed process has left old: the lease has ended, the job is rescued (package jobs tests that), and
// Leeloo has had the time to show what was applied.
func hoursLater(t *testing.T, database string) {
	t.Helper()
	db, err := sql.Open("sqlite", database)
	require.NoError(t, err)
	defer db.Close()
	var content string
	require.NoError(t, db.QueryRow("SELECT content FROM leeloo_durable_tasks").Scan(&content))
	_, err = db.Exec("UPDATE leeloo_durable_tasks SET lease_end = 0, content = ?", begun.ReplaceAllString(content, longed))
	require.NoError(t, err)
	_, err = db.Exec("UPDATE river_job SET state = 'available' WHERE state = 'running'")
	require.NoError(t, err)
}

// Two servers share the leads. Each phone is one person, whichever server works on its leads.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		twoServers(t, file(t))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		dsn := os.Getenv("DURABLE_POSTGRES_DSN") // durable/scripts/test-postgres.sh sets it
		if dsn == "" {
			t.Skip("DURABLE_POSTGRES_DSN is not set")
		}
		db, err := sql.Open("pgx", dsn)
		require.NoError(t, err)
		defer db.Close()
		schema := "test_" + strings.ToLower(rand.Text())
		_, err = db.Exec("CREATE SCHEMA " + schema)
		require.NoError(t, err)
		defer func() {
			_, err := db.Exec("DROP SCHEMA " + schema + " CASCADE")
			require.NoError(t, err)
		}()
		twoServers(t, dsn+"&search_path="+schema)
	})
}

func twoServers(t *testing.T, database string) {
	w := newWorld(t)
	w.srv.Fail(leelootest.Slow(300 * time.Millisecond).On("People.Create")) // for the other server to look meanwhile
	one, two := w.start(w.flags(database)...), w.start(w.flags(database)...)
	one.post(w)
	two.post(w)
	w.ended(2)
	require.NoError(t, one.end(os.Interrupt))
	require.NoError(t, two.end(os.Interrupt))
	assert.Equal(t, outcome{People: 1, Comments: 2, Tags: 1, Subscriptions: 2, Orders: 4, Templates: 2}, w.outcome())
}

// A write that has begun is not canceled: nobody could tell whether a comment was applied.
func TestCtrlCWaitsForTheWrite(t *testing.T) {
	t.Parallel()
	w, database := newWorld(t), file(t)
	w.srv.Fail(leelootest.Slow(time.Second).On("People.AddComment"))
	server := w.start(w.flags(database)...)
	server.post(w)
	require.Eventually(t, func() bool { return w.srv.Count("People.AddComment") > 0 }, wait, 5*time.Millisecond)
	require.NoError(t, server.end(syscall.SIGTERM))
	assert.Equal(t, outcome{People: 1, Comments: 1}, w.outcome())

	server = w.start(w.flags(database)...)
	w.ended(1)
	require.NoError(t, server.end(os.Interrupt))
	assert.Equal(t, once, w.outcome())
}

func TestTheFormOpensWhileLeelooIsDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.srv.Fail(leelootest.Redirect(307, "https://example.com/").Repeat(4)) // the first check, two names, the first try
	server := w.start(w.flags(file(t))...)
	server.post(w)
	w.ended(1)
	require.NoError(t, server.end(os.Interrupt))
	assert.Equal(t, once, w.outcome())
	assert.Contains(t, w.log.String(), "cannot be read now")
}

func TestBadUsage(t *testing.T) {
	w := newWorld(t)
	for name, tt := range map[string]struct {
		change []string
		want   string
	}{
		"an unknown flag":            {[]string{"-nope"}, "-nope"},
		"no flag":                    {[]string{"leads.db"}, "leads.db"},
		"no tag":                     {[]string{"-tag", ""}, "-tag, -tunnel and -block are required"},
		"no tunnel":                  {[]string{"-tunnel", ""}, "-tag, -tunnel and -block are required"},
		"no block":                   {[]string{"-block", ""}, "-tag, -tunnel and -block are required"},
		"the address of a block":     {[]string{"-block", "https://app.leeloo.ai/tunnels/1/tree/2"}, "an id has 24 hexadecimal digits"},
		"a tag that is not there":    {[]string{"-tag", "webinars"}, `similar names: ["webinar"`},
		"a tunnel that is not there": {[]string{"-tunnel", "Nowhere"}, "-tunnel: leeloo: Tunnels.ByName: not found"},
		"a template of no category":  {[]string{"-template", "Greeting"}, "-template"},
		"an offer without an id":     {[]string{"-offer", "Course"}, "TITLE=OFFER_ID"},
		"an offer without a title":   {[]string{"-offer", "=0123456789abcdef01234567"}, "TITLE=OFFER_ID"},
		"two offers of one title":    {[]string{"-offer", w.p.offers[0].Title + "=0123456789abcdef01234567"}, "differ"},
		"two titles of one offer":    {[]string{"-offer", "Course=" + string(w.p.offers[0].ID)}, "differ"},
		"offers without credits":     {[]string{"-credits", ""}, "-credits"},
	} {
		t.Run(name, func(t *testing.T) {
			database := file(t)
			out, code := w.output(append(w.flags(database), tt.change...)...)
			assert.Equal(t, 2, code, out)
			assert.Contains(t, out, tt.want)
			assert.Equal(t, 1, strings.Count(out, "\n"), "the mistake without the flags")
			assert.NoFileExists(t, database)
		})
	}
	t.Run("no token", func(t *testing.T) {
		database := file(t)
		cmd := w.command(w.flags(database)...)
		cmd.Env = append(os.Environ(), programEnv+"=1")
		out, _ := cmd.CombinedOutput()
		assert.Equal(t, 2, cmd.ProcessState.ExitCode())
		assert.Contains(t, string(out), "LEELOO_TOKEN is not set")
		assert.NoFileExists(t, database)
	})
	t.Run("nothing to look into", func(t *testing.T) {
		database := file(t)
		_, code := w.output("-db", database, "-held")
		assert.Equal(t, 1, code)
		assert.NoFileExists(t, database)
	})
}

func TestHelp(t *testing.T) {
	out, code := newWorld(t).output("-h")
	assert.Zero(t, code)
	for _, flag := range []string{"-db", "-tag", "-tunnel", "-block", "-template", "-offer", "-country", "-held", "-settle", "-demo"} {
		assert.Regexp(t, `(?m)^  `+flag+`\b`, out)
	}
}

// The demo prints what the README says, and takes a lead without an account.
func TestDemo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	database := filepath.Join(t.TempDir(), "real.db")
	server := w.start("-demo", "-db", database)
	submit(t, server.page)
	w.ended(1)
	require.NoError(t, server.end(os.Interrupt))
	assert.Empty(t, w.srv.Requests(), "the demo does not use the token")
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	assert.Contains(t, string(readme), "```text\nThe form is at http://localhost:8080\n```", "the default of -addr")
	assert.NoFileExists(t, database)
}
