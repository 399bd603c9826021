package send_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/leelootest"
)

const (
	sendOp = "Templates.Send"
	listOp = "Messages.List"
	text   = "Hello, Broadcast! You are in." // no seeded chat has it
)

// company is a company on a fake Leeloo, with a broadcast to be sent to those with the tag "webinar".
type company struct {
	*leelootest.Server
	t         *testing.T
	ids       leelootest.Dataset
	crm       *leeloo.Client
	shell     *apptest.Shell
	journal   string
	everybody []*leeloo.Person // at the beginning
}

// test runs a test in a bubble of testing/synctest, in which no wait takes time. Of 40 people, 7 have the tag.
func test(t *testing.T, people int, do func(t *testing.T, c *company), opts ...leelootest.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { do(t, newCompany(t, people, opts...)) })
}

func newCompany(t *testing.T, people int, opts ...leelootest.Option) *company {
	srv := leelootest.New(t, opts...)
	c := &company{
		Server: srv, t: t, ids: srv.Seed(people), crm: srv.Client(), shell: apptest.New(t, srv),
		journal: filepath.Join(t.TempDir(), "my journal"),
	}
	c.shell.Transport = srv.Transport()
	if people == 40 { // 7 of them have the tag, however many the fake gives it to
		for _, person := range c.invited()[7:] {
			require.NoError(t, c.crm.Tags.Remove(t.Context(), person, c.ids.Tag("webinar").ID))
		}
	}
	c.everybody = c.people()
	return c
}

// args are those of a new broadcast.
func (c *company) args(more ...string) []string {
	return append([]string{
		"send", "--tag", "webinar", "--template", "Welcome/Greeting", "--var", "name=Broadcast", "--journal", c.journal, "--yes",
	}, more...)
}

func (c *company) begin(more ...string) apptest.Result {
	c.t.Helper()
	return c.run(c.t.Context(), c.args(more...)...)
}

func (c *company) resume(more ...string) apptest.Result {
	c.t.Helper()
	return c.run(c.t.Context(), append([]string{"send", "--resume", "--yes", "--journal", c.journal}, more...)...)
}

// run runs the program until ctx ends, as by one Ctrl-C.
func (c *company) run(ctx context.Context, args ...string) apptest.Result {
	c.t.Helper()
	result := c.shell.Run(ctx, args...)
	c.assertPrivate(result.Out + result.Err)
	return result
}

// assertPrivate checks that a text names nobody, and does not have the token or the message.
func (c *company) assertPrivate(output string) {
	c.t.Helper()
	assert.NotContains(c.t, output, c.Token)
	assert.NotContains(c.t, output, text)
	for _, person := range c.everybody {
		for _, private := range []string{person.Name, person.Phone, person.Email} {
			if private != "" {
				assert.NotContains(c.t, output, private)
			}
		}
	}
}

// people are all people as they are now.
func (c *company) people() []*leeloo.Person {
	c.t.Helper()
	all, err := leeloo.Collect(c.crm.People.All(c.t.Context(), leeloo.PeopleListParams{}))
	require.NoError(c.t, err)
	return all
}

// received counts the messages that each person has received. It also checks that nobody has two, whatever the test is about.
func (c *company) received() map[leeloo.PersonID]int {
	c.t.Helper()
	counts := map[leeloo.PersonID]int{}
	for _, person := range c.people() {
		for _, account := range person.Accounts {
			for message, err := range c.crm.Messages.All(c.t.Context(), account.AccountID, leeloo.ListParams{}) {
				require.NoError(c.t, err)
				if message.Text == text {
					counts[person.ID]++
				}
			}
		}
		assert.LessOrEqual(c.t, counts[person.ID], 1, "a second message to person %s", person.ID)
	}
	return counts
}

// invited are the people with the tag.
func (c *company) invited() []leeloo.PersonID {
	c.t.Helper()
	var ids []leeloo.PersonID
	for _, person := range c.people() {
		for _, tag := range person.Tags {
			if tag == "webinar" {
				ids = append(ids, person.ID)
			}
		}
	}
	return ids
}

// atRequest calls do when the n-th request of an operation is about to be executed.
func (c *company) atRequest(op string, n int, do func()) {
	seen := 0
	c.BeforeEach(func(*leelootest.Lists) {
		requests := c.Requests()
		if requests[len(requests)-1].Op != op {
			return
		}
		if seen++; seen == n {
			do()
		}
	})
}

// stopAt runs a new broadcast that gets Ctrl-C at the n-th request of an operation.
func (c *company) stopAt(op string, n int, more ...string) apptest.Result {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	c.atRequest(op, n, cancel)
	defer c.BeforeEach(nil)
	return c.run(ctx, c.args(more...)...)
}

// counts reads the journal.
func (c *company) counts() (counts store.Counts) {
	c.t.Helper()
	result := c.run(c.t.Context(), "journal", "status", c.journal, "--json")
	require.Equal(c.t, app.ExitDone, result.Code, result.Err)
	require.NoError(c.t, json.Unmarshal([]byte(result.Out), &counts))
	return counts
}

// fail scripts a fault for a request for an operation after skip others.
func (c *company) fail(fault leelootest.Fault, op string, skip int) {
	fault.Op, fault.Skip = op, skip
	c.Fail(fault)
}

// stopAfter runs the program with Ctrl-C after a time, and returns how long it ran.
func (c *company) stopAfter(after time.Duration, args ...string) (apptest.Result, time.Duration) {
	c.t.Helper()
	start := time.Now()
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	time.AfterFunc(after, cancel)
	result := c.run(ctx, args...)
	return result, time.Since(start)
}

// accountOf returns the account that a person's message goes to.
func (c *company) accountOf(id leeloo.PersonID) leeloo.AccountID {
	for _, person := range c.everybody {
		if person.ID == id {
			account, _ := person.MessageAccount()
			return account.AccountID
		}
	}
	c.t.Fatal("no such person")
	return ""
}

// failing is a network on which requests fail whose path has a part.
type failing struct {
	next http.RoundTripper
	part string
}

func (f failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Path, f.part) {
		return nil, errors.New("connection reset")
	}
	return f.next.RoundTrip(r)
}

// colleagues write to a person at the moment when the n-th message of the broadcast is sent.
type colleagues struct {
	*company
	write map[int]string
}

func (c colleagues) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/send-template") {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		var params leeloo.SendTemplateParams
		if err := json.NewDecoder(body).Decode(&params); err != nil {
			return nil, err
		}
		if text := c.write[c.Count(sendOp)+1]; text != "" {
			c.AddMessage(params.AccountID, leelootest.Outbound, text)
		}
	}
	return c.Transport().RoundTrip(r)
}

// personal is a company whose template has a text for each person.
type personal struct{ *company }

func (p personal) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/send-template") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		n := p.Count(sendOp)
		body = bytes.Replace(body, []byte("Broadcast"), []byte("Person "+strconv.Itoa(n)), 1)
		r = r.Clone(r.Context())
		r.Body, r.ContentLength, r.GetBody = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	}
	return p.Transport().RoundTrip(r)
}
