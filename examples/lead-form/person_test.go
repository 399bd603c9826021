package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func (w *world) person(phone string) *leeloo.CreatedPerson {
	w.t.Helper()
	person, err := w.srv.Client().People.Create(w.t.Context(), leeloo.PersonCreateParams{Name: "Somebody", Phone: phone})
	require.NoError(w.t, err)
	return person
}

func TestWhoIsThereIsNotCreated(t *testing.T) {
	for _, spelling := range []string{phone, "380500000000", "0500000000"} {
		t.Run(spelling, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			somebody := w.person(phone)
			w.srv.Fail(leelootest.Fault{Op: "People.List", Times: 3, Body: `{"status":1,"data":[
				{"id":"` + string(somebody.PersonID) + `","phone":"` + spelling + `","accounts":[]}],"meta":{"totalCount":1}}`})
			l := w.carry(w.service(w.journal(w.path())), olena)
			assert.Equal(t, somebody.PersonID, l.PersonID)
			assert.Equal(t, 1, w.requests("People.Create"), "that of the test")
		})
	}
}

func TestTheFilterIsNotTrusted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.srv.Fail(leelootest.Fault{Op: "People.List", Times: 3,
		Body: `{"status":1,"data":[{"id":"0123456789abcdef01234567","phone":"+380500000777","accounts":[]}],"meta":{"totalCount":1}}`})
	w.carry(w.service(w.journal(w.path())), olena)
	assert.Equal(t, once, w.outcome())
}

// The answer to the creation is lost, and the list shows the person only after some looks.
func TestTheListLagsBehind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.srv.Fail(
		leelootest.ServerError().AfterApplying().On("People.Create"),
		leelootest.Fault{Op: "People.List", Skip: 1, Times: 2, Body: `{"status":1,"data":[],"meta":{"totalCount":0}}`},
	)
	s := w.service(w.journal(w.path()))
	s.waits.unclear = time.Hour
	w.carry(s, olena)
	assert.Equal(t, once, w.outcome())
	assert.Equal(t, 1, w.requests("People.Create"))
}

// A program that crashes and starts again and again asks often, and sends nothing again before its time.
func TestRestartsDoNotMakeTheUnclearClear(t *testing.T) {
	for op, of := range map[string]func(*lead) *step{
		"People.Create":     func(l *lead) *step { return &l.Person },
		"Tunnels.Subscribe": func(l *lead) *step { return &l.Subscription },
	} {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.srv.Fail(leelootest.Dropped().On(op))
			s := w.service(w.journal(w.path()))
			s.waits.unclear = time.Hour
			number := w.submit(s.leads, olena).Number
			require.ErrorIs(t, s.carrier().attempt(t.Context(), number), leeloo.ErrMaybeApplied)
			for range 10 {
				require.ErrorIs(t, s.carrier().attempt(t.Context(), number), errNotSeen)
			}
			assert.Equal(t, 1, w.requests(op))

			l := w.read(s.leads, number)
			of(&l).Begun = time.Now().Add(-2 * time.Hour)
			require.NoError(t, s.leads.Put(number, l))
			require.NoError(t, s.carrier().attempt(t.Context(), number))
			assert.Equal(t, once, w.outcome())
		})
	}
}

// The answer to the creation comes, and the list does not show the person at all.
func TestWhoWasCreatedNeedNotBeInTheList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.srv.Fail(leelootest.Fault{Op: "People.List", Times: 100, Body: `{"status":1,"data":[],"meta":{"totalCount":0}}`})
	l := w.carry(w.service(w.journal(w.path())), olena)
	assert.False(t, l.needsHuman())
	assert.Len(t, w.srv.Comments(l.PersonID), 1)
	assert.Equal(t, 1, w.requests("People.Create"))
}

func TestOfSeveralPeopleTheOldestIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	oldest, newest := w.person(phone), w.person(phone)
	l := w.carry(w.service(w.journal(w.path())), olena)
	assert.Equal(t, oldest.PersonID, l.PersonID)
	assert.Contains(t, w.logs.String(), "merge them by hand")
	assert.Contains(t, w.logs.String(), newest.PersonID)
}
