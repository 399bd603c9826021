package export_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
	"github.com/leeloo-go/leeloo/leelootest"
)

// nights is a directory that exports are written to, each on another day: the clock of a test cannot be set, so the
// manifests are moved into the past instead.
type nights struct {
	dir string
	srv *leelootest.Server
	at  *clock
}

func newNights(t *testing.T) *nights {
	at := &clock{now: time.Now().UTC()}
	srv := leelootest.New(t, at.option())
	return &nights{t.TempDir(), srv, at}
}

func (n *nights) today() string { return time.Now().UTC().Format(time.DateOnly) }

// ago lets something happen a number of hours ago.
func (n *nights) ago(hours float64, do func()) {
	n.at.now = time.Now().UTC().Add(-time.Duration(hours * float64(time.Hour)))
	do()
	n.at.now = time.Now().UTC()
}

func (n *nights) path(name string) string { return filepath.Join(n.dir, name) }

// move dates an export of today back.
func (n *nights) move(t *testing.T, from, to string, hours int) {
	t.Helper()
	m := manifestOf(t, n.path(from))
	m.File = to
	m.Started, m.Finished = m.Started.Add(-time.Duration(hours)*time.Hour), m.Finished.Add(-time.Duration(hours)*time.Hour)
	n.write(t, to, m)
	require.NoError(t, os.Rename(n.path(from), n.path(to)))
	require.NoError(t, os.Remove(n.path(from+".manifest.json")))
}

func (n *nights) write(t *testing.T, file string, m target.Manifest) {
	t.Helper()
	text, err := json.Marshal(m)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(n.path(file+".manifest.json"), text, 0o600))
}

func (n *nights) add(hours float64, name string) (added leelootest.Person) {
	n.ago(hours, func() { added = n.srv.AddPerson(leelootest.Person{Name: name}) })
	return added
}

func TestSinceLastExportsWhatIsNew(t *testing.T) {
	n := newNights(t)
	n.add(100, "first")
	n.add(47.5, "second") // within the hour before the first export, so it comes twice
	n.add(46, "just after")
	args := []string{"people", "--since", "last", "-o", n.path("people-{date}.csv")}

	r := mustRun(t, n.srv, args...)
	assert.Contains(t, r.Err, "There is no complete export as "+n.path("people-{date}.csv")+" yet")
	first := "people-" + n.today() + ".csv"
	assert.Equal(t, []string{"just after", "second", "first"}, cellsOf(t, n.path(first), "name"))
	assert.Empty(t, manifestOf(t, n.path(first)).Since)

	n.move(t, first, "people-2020-01-01.csv", 47)
	n.add(2, "new")
	r = mustRun(t, n.srv, args...)
	assert.Contains(t, r.Err, "The last complete export is people-2020-01-01.csv")
	assert.Equal(t, []string{"new", "just after", "second"}, cellsOf(t, n.path(first), "name"))

	// Once more on the same day, after which nothing but the overlap is left.
	n.add(0, "newest")
	mustRun(t, n.srv, args...)
	second := "people-" + n.today() + "-2.csv"
	assert.Equal(t, []string{"newest"}, cellsOf(t, n.path(second), "name"))
	mustRun(t, n.srv, args...)
	assert.FileExists(t, n.path("people-"+n.today()+"-3.csv"))
}

// Whatever night an export fails, nothing is missing from the files together.
func TestSinceLastGoesOnFromTheLastCompleteOne(t *testing.T) {
	n := newNights(t)
	n.add(100, "a")
	args := []string{"people", "--since", "last", "-o", n.path("people.csv")} // as people-{date}.csv
	mustRun(t, n.srv, args...)
	name := "people-" + n.today() + ".csv"
	n.move(t, name, "people-2020-01-01.csv", 72)

	n.add(40, "b")
	stop(t, n.srv, 1, args...)
	assert.FileExists(t, n.path(name+".part"))
	n.add(10, "c")

	// Without --resume the next run covers it, under the next name.
	mustRun(t, n.srv, args...)
	assert.Equal(t, []string{"c", "b"}, cellsOf(t, n.path("people-"+n.today()+"-2.csv"), "name"))

	// A part that is older than the last complete export is not what --resume goes on with.
	mustRun(t, n.srv, append(args, "--resume")...)
	assert.FileExists(t, n.path("people-"+n.today()+"-3.csv"))
	assert.NoFileExists(t, n.path(name))
}

func TestSinceLastResumes(t *testing.T) {
	n := newNights(t)
	n.add(100, "a")
	args := []string{"people", "--since", "last", "-o", n.path("people-{date}.csv"), "--resume"}
	mustRun(t, n.srv, args...)
	name := "people-" + n.today() + ".csv"
	n.move(t, name, "people-2020-01-01.csv", 72)
	n.add(40, "b")
	r := stop(t, n.srv, 1, args...)
	assert.Contains(t, r.Err, "To go on: leeloo export people --output '"+n.path("people-{date}.csv")+"' --since=last --resume\n")
	begun, ok := target.PathsOf(n.path(name)).ReadExport()
	require.True(t, ok)
	n.add(1, "c")

	mustRun(t, n.srv, args...)
	assert.ElementsMatch(t, []string{"b", "c"}, cellsOf(t, n.path(name), "name"))
	m := manifestOf(t, n.path(name))
	assert.True(t, m.Resumed)
	assert.Equal(t, begun.Job.Since, m.Since)
	assert.WithinDuration(t, begun.Started, m.Started, 0, "the next export begins where this one has begun")
}

func TestSinceLastDeletesWhatAKillHasLeft(t *testing.T) {
	n := newNights(t)
	n.add(100, "a")
	args := []string{"people", "--since", "last", "-o", n.path("people-{date}.csv"), "--resume"}
	mustRun(t, n.srv, args...)
	name := "people-" + n.today() + ".csv"
	m := manifestOf(t, n.path(name))
	state, err := json.Marshal(map[string]any{"export": target.Export{Job: m.Job, Company: m.Company, Started: m.Started}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(n.path(name+".part.state"), append(state, '\n'), 0o600))
	require.NoError(t, os.WriteFile(n.path(name+".part"), []byte("{}\n"), 0o600))

	mustRun(t, n.srv, args...)
	assert.NoFileExists(t, n.path(name+".part.state"))
	assert.NoFileExists(t, n.path(name+".part"))
	assert.Equal(t, m, manifestOf(t, n.path(name)))
	assert.FileExists(t, n.path("people-"+n.today()+"-2.csv"), "and the next export is made")
}

// A plain export is the beginning of a series.
func TestSinceLastOfAPlainExport(t *testing.T) {
	n := newNights(t)
	n.add(100, "a")
	mustRun(t, n.srv, "people", "-o", n.path("people.csv"))
	n.add(0, "b")
	mustRun(t, n.srv, "people", "--since", "last", "-o", n.path("people.csv"))
	assert.Equal(t, []string{"b"}, cellsOf(t, n.path("people-"+n.today()+".csv"), "name"))
}

// What does not say that everything up to its start is exported does not count.
func TestSinceLastIgnoresOtherExports(t *testing.T) {
	n := newNights(t)
	n.add(100, "a")
	good := target.Manifest{Complete: true, Job: target.Job{What: "people"}, Started: time.Now().Add(-time.Hour)}
	for name, change := range map[string]func(m *target.Manifest){
		"of another kind":     func(m *target.Manifest) { m.What = "orders" },
		"of a tag":            func(m *target.Manifest) { m.Tags = target.TagsOf([]string{"vip"}) },
		"of a demo":           func(m *target.Manifest) { m.Demo = true },
		"with an end":         func(m *target.Manifest) { m.To = "2019-01-01" },
		"not complete":        func(m *target.Manifest) { m.Complete = false },
		"from the future":     func(m *target.Manifest) { m.Started = time.Now().Add(48 * time.Hour) },
		"with another name":   nil,
		"that cannot be read": nil,
	} {
		t.Run(name, func(t *testing.T) {
			n.dir = t.TempDir()
			m, file := good, "people-2020-01-01.csv"
			switch {
			case change != nil:
				change(&m)
			case name == "with another name":
				file = "people-2020-01-01-old.csv"
			}
			n.write(t, file, m)
			if name == "that cannot be read" {
				require.NoError(t, os.WriteFile(n.path(file+".manifest.json"), []byte("garbage"), 0o600))
			}
			mustRun(t, n.srv, "people", "--since", "last", "-o", n.path("people-{date}.csv"))
			assert.Equal(t, []string{"a"}, cellsOf(t, n.path("people-"+n.today()+".csv"), "name"))
		})
	}
	n.dir = t.TempDir()
	n.write(t, "people-2020-01-01.csv", good) // and without any of that it does
	mustRun(t, n.srv, "people", "--since", "last", "-o", n.path("people-{date}.csv"))
	assert.Empty(t, cellsOf(t, n.path("people-"+n.today()+".csv"), "name"))
}

func TestSinceLastOfAnotherCompanyIsRefused(t *testing.T) {
	n := newNights(t)
	n.add(100, "a")
	args := []string{"people", "--since", "last", "-o", n.path("people-{date}.csv")}
	mustRun(t, n.srv, args...)
	before := contents(t, n.dir)
	r := run(t.Context(), t, otherCompany(t, 3), args...)
	assert.Equal(t, app.ExitUsage, r.Code)
	assert.Contains(t, r.Err, "people-"+n.today()+".csv is of another company than LEELOO_TOKEN")
	assert.Equal(t, before, contents(t, n.dir))
}

// An order that was paid is news, a card on which nothing was written is not.
func TestSinceLastOfOrdersIncludesChanges(t *testing.T) {
	n := newNights(t)
	company := n.srv.Seed(0)
	olena := n.add(100, "Olena")
	var ids []string
	for range 2 {
		n.ago(100, func() {
			order, err := n.srv.Client().Orders.Create(t.Context(), leeloo.OrderCreateParams{
				PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID, PersonID: olena.ID, TransactionDate: time.Now(),
			})
			require.NoError(t, err)
			ids = append(ids, string(order.ID))
		})
	}
	args := []string{"orders", "--since", "last", "-o", n.path("orders-{date}.csv")}
	mustRun(t, n.srv, args...)
	name := "orders-" + n.today() + ".csv"
	assert.ElementsMatch(t, ids, cellsOf(t, n.path(name), "id"))
	n.move(t, name, "orders-2020-01-01.csv", 48)
	require.NoError(t, n.srv.Client().Orders.Update(t.Context(), leeloo.OrderID(ids[0]), leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved}))
	mustRun(t, n.srv, args...)
	assert.Equal(t, ids[:1], cellsOf(t, n.path(name), "id"))
}

// It is not known whether the API's filter by the last message lists who has none.
func TestSinceLastDoesNotFilterByTheLastMessage(t *testing.T) {
	for _, what := range []string{"people", "channels"} {
		n := newNights(t)
		n.add(100, "a")
		for range 2 {
			mustRun(t, n.srv, what, "--since", "last", "-o", n.path(what+".csv"))
		}
		for _, request := range n.srv.Requests() {
			assert.Empty(t, request.Query.Get("filter[last_message][from]"), what)
		}
	}
}

func TestSinceLastOfChats(t *testing.T) {
	n := newNights(t)
	olena, ivan := n.add(100, "Olena"), n.add(99, "Ivan")
	n.ago(98, func() { n.srv.AddMessage(olena.AccountID, leelootest.Inbound, "old") })
	n.ago(97, func() { n.srv.AddMessage(ivan.AccountID, leelootest.Inbound, "old, too") })
	args := []string{"chats", "--since", "last", "-o", n.path("chats-{date}.csv")}
	mustRun(t, n.srv, args...)
	name := "chats-" + n.today() + ".csv"
	texts := cellsOf(t, n.path(name), "text")
	slices.Sort(texts)
	assert.Equal(t, []string{"old", "old, too"}, texts)
	n.move(t, name, "chats-2020-01-01.csv", 48)
	n.ago(3, func() { n.srv.AddMessage(ivan.AccountID, leelootest.Inbound, "new") })
	mustRun(t, n.srv, args...)
	assert.Equal(t, []string{"new"}, cellsOf(t, n.path(name), "text"))
}
