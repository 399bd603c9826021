package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// TestMain lets a test start the program itself: see process.
func TestMain(m *testing.M) {
	if os.Getenv("BROADCAST_TEST_PROGRAM") != "" {
		main()
	}
	os.Exit(m.Run())
}

const (
	sendOp = "Templates.Send"
	text   = "Hello, Broadcast! You are in." // no seeded chat has it
)

// company is a company on a fake Leeloo, with a broadcast to be sent to those with the tag "webinar".
type company struct {
	*leelootest.Server
	t         *testing.T
	ids       leelootest.Dataset
	crm       *leeloo.Client
	journal   string
	everybody []*leeloo.Person // at the beginning
}

func newCompany(t *testing.T, people int, opts ...leelootest.Option) *company {
	srv := leelootest.New(t, opts...)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	c := &company{Server: srv, t: t, ids: srv.Seed(people), crm: srv.Client(), journal: filepath.Join(t.TempDir(), "journal")}
	if people == 40 { // 7 of them have the tag, however many the fake gives it to
		for _, person := range c.invited()[7:] {
			require.NoError(t, c.crm.Tags.Remove(t.Context(), person, c.ids.Tags[2].ID))
		}
	}
	c.everybody = c.people()
	return c
}

// args are those of a new broadcast.
func (c *company) args(more ...string) []string {
	return append([]string{
		"-tag", "webinar", "-template", string(c.ids.Templates[0].ID), "-var", "name=Broadcast", "-journal", c.journal, "-yes",
	}, more...)
}

func (c *company) begin(more ...string) (string, error) {
	return c.run(c.t.Context(), c.args(more...)...)
}

func (c *company) resume(more ...string) (string, error) {
	return c.run(c.t.Context(), append([]string{"-resume", "-yes", "-journal", c.journal}, more...)...)
}

// run runs the program until stop ends, as by one Ctrl-C.
func (c *company) run(stop context.Context, args ...string) (string, error) {
	var out strings.Builder
	err := run(stop, context.WithoutCancel(stop), args, strings.NewReader(""), &out)
	c.assertPrivate(out.String())
	if err != nil {
		c.assertPrivate(err.Error())
	}
	return out.String(), err
}

// assertPrivate checks that a text names nobody, and does not have the token.
func (c *company) assertPrivate(text string) {
	c.t.Helper()
	assert.NotContains(c.t, text, c.Token)
	for _, person := range c.everybody {
		for _, private := range []string{person.Name, person.Phone, person.Email} {
			if private != "" {
				assert.NotContains(c.t, text, private)
			}
		}
	}
}

// people are all people as they are now.
func (c *company) people() []*leeloo.Person {
	c.t.Helper()
	var all []*leeloo.Person
	for person, err := range c.crm.People.All(c.t.Context(), leeloo.PeopleListParams{}) {
		require.NoError(c.t, err)
		all = append(all, person)
	}
	return all
}

// received counts the messages that came to each person. That nobody has two is checked here, whatever the test is about.
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

// requests counts the requests of an operation.
func (c *company) requests(op string) (n int) {
	for _, request := range c.Requests() {
		if request.Op == op {
			n++
		}
	}
	return n
}

// atRequest calls do when the n-th request of an operation is about to be carried out.
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

// tally reads the journal.
func (c *company) tally() tally {
	c.t.Helper()
	l, err := resumeLedger(c.journal)
	require.NoError(c.t, err)
	defer l.Close()
	return l.tally()
}

// stopping is an output that stops the program when it has shown a text.
type stopping struct {
	strings.Builder
	at   string
	stop func()
}

func (s *stopping) Write(p []byte) (int, error) {
	defer func() {
		if strings.Contains(s.String(), s.at) {
			s.stop()
		}
	}()
	return s.Builder.Write(p)
}
