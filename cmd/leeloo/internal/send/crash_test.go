//go:build !windows

package send_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/send"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/leelootest"
)

const crashTag = "crash"

// crash is a broadcast to people of a fake Leeloo that fails now and then.
type crash struct {
	*leelootest.Server
	t                  *testing.T
	url, dir, journal  string
	people             []leelootest.Person
	kills, stops, hups int
}

func newCrash(t *testing.T, people int) *crash {
	c := &crash{Server: leelootest.New(t), t: t, dir: t.TempDir()}
	c.journal = filepath.Join(c.dir, "journal")
	c.Seed(0)
	for i := range people {
		c.people = append(c.people, c.AddPerson(leelootest.Person{Name: fmt.Sprintf("Person %d", i), Tags: []string{crashTag}}))
	}
	faulty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/send-template") && rand.IntN(20) == 0:
			c.Fail(randomFault().On(sendOp))
		case strings.HasSuffix(r.URL.Path, "/chat-messages") && rand.IntN(50) == 0:
			c.Fail(leelootest.HTMLPage(502).On(listOp))
		}
		c.ServeHTTP(w, r)
	}))
	t.Cleanup(faulty.Close)
	c.url = faulty.URL + "/api/v2"
	return c
}

func randomFault() leelootest.Fault {
	late := leelootest.Slow(2 * send.HurriedTimeout)
	faults := []leelootest.Fault{
		leelootest.Dropped(), leelootest.Dropped().AfterApplying(), leelootest.HTMLPage(502), leelootest.HTMLPage(502).AfterApplying(),
		leelootest.ServerError().AfterApplying(), leelootest.Truncated(), leelootest.RateLimited(0), late, late.AfterApplying(),
		leelootest.Rejected("FORMAT_ERROR", nil),
	}
	return faults[rand.IntN(len(faults))]
}

// start starts the program: a new broadcast, or the one of the journal.
func (c *crash) start() *process {
	args := []string{"send", "--yes", "--timeout", "500ms", "--journal", c.journal}
	if _, err := os.Stat(c.journal); err == nil {
		args = append(args, "--resume")
	} else {
		args = append(args, "--tag", crashTag, "--template", "Welcome/Greeting", "--var", "name=Broadcast")
	}
	return start(c.t, c.Server, c.url, c.dir, "hurry", args...)
}

// disturb kills, stops or ends a process at random, or leaves it.
func (c *crash) disturb(p *process) {
	switch rand.IntN(5) {
	case 0, 1, 2:
		c.kills++
		p.signal(syscall.SIGKILL)
	case 3:
		c.stops++
		p.signal(syscall.SIGSTOP)
		time.Sleep(rand.N(1200 * time.Millisecond)) // longer than the lease, and than the request may take
		p.signal(syscall.SIGCONT)
	case 4:
		c.hups++
		p.signal(syscall.SIGHUP)
	}
}

// forgetTheRateLimit lets the processes send faster than the API would allow.
func (c *crash) forgetTheRateLimit() (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
			files, _ := filepath.Glob(filepath.Join(c.dir, "rate-limit-*"))
			for _, path := range files {
				if !strings.HasSuffix(path, ".lock") {
					_ = os.Truncate(path, 0)
				}
			}
		}
	}()
	return func() { close(done) }
}

// The program is killed, stopped and hung up at random, and resumed until it is done, while 5 % of the requests fail before
// or after they are applied. Nobody gets two messages, and nobody misses one who is not reported.
func TestNobodyGetsTwoMessagesAndNobodyIsForgottenInACrash(t *testing.T) {
	t.Parallel()
	people := 300
	if testing.Short() {
		people = 50
	}
	c := newCrash(t, people)
	defer c.forgetTheRateLimit()()
	last := c.runToTheEnd()
	t.Logf("kills %d, stops %d, hang-ups %d, messages %d", c.kills, c.stops, c.hups, c.Count(sendOp))

	f, err := store.Snapshot(t.Context(), c.journal, "send")
	require.NoError(t, err)
	defer f.Close()
	counts, err := f.Counts(t.Context())
	require.NoError(t, err)
	t.Logf("of %d: %s", counts.Total, counts)
	assert.Equal(t, people, counts.Total)
	assert.Zero(t, counts.Waiting+counts.LookedFor)
	assert.Greater(t, counts.Sent, people*9/10)
	assert.Equal(t, counts.ForHuman() > 0, last == app.ExitHuman)
	for _, person := range c.people {
		task, err := f.Store.Get(t.Context(), string(person.ID))
		require.NoError(t, err)
		received := c.messages(person)
		switch state := store.StateOf(task); state {
		case store.Sent:
			assert.Equal(t, 1, received)
		case store.Refused:
			assert.Zero(t, received)
		case store.Unknown:
			assert.LessOrEqual(t, received, 1)
		default:
			assert.Fail(t, "not done", state)
		}
	}
}

func (c *crash) messages(person leelootest.Person) (n int) {
	messages, err := leeloo.Collect(c.Client().Messages.All(c.t.Context(), person.AccountID, leeloo.ListParams{}))
	require.NoError(c.t, err)
	for _, m := range messages {
		if m.Text == text {
			n++
		}
	}
	return n
}

// runToTheEnd returns the exit code of the last process.
func (c *crash) runToTheEnd() int {
	calm := time.Now().Add(8 * time.Second) // from then on, the program may end
	for {
		p := c.start()
		ended := make(chan int, 1)
		go func() { ended <- p.end() }()
		for {
			select {
			case code := <-ended:
				switch code {
				case app.ExitDone, app.ExitHuman:
					return code
				case app.ExitUsage: // killed before the list was on disk
					require.Regexp(c.t, "nothing was sent|is not a journal", p.err.String())
					require.NoError(c.t, os.Remove(c.journal))
				case app.ExitFailed:
					require.Contains(c.t, p.err.String(), "20 messages in a row")
				}
			case <-time.After(100*time.Millisecond + rand.N(500*time.Millisecond)):
				if time.Now().Before(calm) {
					c.disturb(p)
				}
				c.look()
				continue
			}
			break
		}
	}
}

// look reads the journal beside the program.
func (c *crash) look() {
	if _, err := os.Stat(c.journal); err != nil {
		return
	}
	f, err := store.Snapshot(c.t.Context(), c.journal, "")
	if err != nil {
		assert.ErrorContains(c.t, err, "not a journal") // it is about to be made
		return
	}
	assert.NoError(c.t, f.Close())
}

// A program that is started again and again does not send more than the API allows.
func TestACrashLoopKeepsTheRateLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	c := newCrash(t, 300)
	began := time.Now()
	for !c.killAfter(5+rand.IntN(20), 2*time.Second) {
		require.Less(t, time.Since(began), 50*time.Second)
	}
	for range 5 {
		c.killAfter(20, 500*time.Millisecond)
	}
	require.Less(t, time.Since(began), 55*time.Second)
	assert.Greater(t, c.Count(""), 200, "a process that is killed between its turn and its request has had its turn")
	assert.LessOrEqual(t, c.Count(""), 300)
}

// killAfter starts the program, kills it after a number of requests or a time, and reports whether it has waited for the
// rate limit.
func (c *crash) killAfter(requests int, atMost time.Duration) (limited bool) {
	before, began := c.Count(""), time.Now()
	p := c.start()
	for c.Count("") < before+requests && time.Since(began) < atMost {
		time.Sleep(time.Millisecond)
	}
	p.signal(syscall.SIGKILL)
	p.end()
	if p.ProcessState.ExitCode() == app.ExitUsage { // an earlier one was killed before the list was on disk
		_ = os.Remove(c.journal)
	}
	return strings.Contains(strings.ToLower(p.err.String()), "waiting for the api's limit")
}
