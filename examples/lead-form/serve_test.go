package main

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestDoubleClick(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.service(w.journal(w.path()))
	form, stop := w.serve(s)
	number := open(t, form)
	var clicks sync.WaitGroup
	for range 5 {
		clicks.Go(func() { assert.Equal(t, http.StatusOK, post(t, form, number, olena)) })
	}
	clicks.Wait()
	w.settled(s.leads)
	assert.Equal(t, http.StatusOK, post(t, form, number, olena), "long after")
	w.settled(s.leads)
	require.NoError(t, stop())
	assert.Equal(t, once, w.outcome())

	form, stop = w.serve(s)
	assert.Equal(t, http.StatusOK, post(t, form, number, olena), "after a restart")
	w.settled(s.leads)
	require.NoError(t, stop())
	assert.Equal(t, once, w.outcome())
}

// Two visitors who got one page from a cache, or one who went back and asks for something else: none is lost.
func TestOtherWordsFromTheSamePageAreAnotherLead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.service(w.journal(w.path()))
	form, stop := w.serve(s)
	number, other := open(t, form), olena
	other.Message = "And send the price list"
	post(t, form, number, olena)
	post(t, form, number, other)
	w.settled(s.leads)
	require.NoError(t, stop())
	assert.Equal(t, outcome{People: 1, Comments: 2, Tags: 1, Subscriptions: 2}, w.outcome())
}

func TestLeadsWithOnePhoneMakeOnePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.service(w.journal(w.path()))
	form, stop := w.serve(s)
	var visitors sync.WaitGroup
	for range 8 {
		visitors.Go(func() { post(t, form, open(t, form), olena) })
	}
	visitors.Wait()
	w.settled(s.leads)
	require.NoError(t, stop())
	assert.Equal(t, outcome{People: 1, Comments: 8, Tags: 1, Subscriptions: 8}, w.outcome())
}

func TestTheEndLeavesLeadsForTheNextStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	leads := w.journal(w.path())
	looking := make(chan struct{}, 10)
	form, stop := w.serve(w.service(leads, through(func(_ string, request *http.Request) (*http.Response, error) {
		looking <- struct{}{}
		<-request.Context().Done()
		return nil, request.Context().Err()
	})))
	for range 3 {
		assert.Equal(t, http.StatusOK, post(t, form, open(t, form), olena))
	}
	<-looking
	require.NoError(t, stop())
	assert.Equal(t, outcome{}, w.outcome())

	_, stop = w.serve(w.service(leads))
	w.settled(leads)
	require.NoError(t, stop())
	assert.Equal(t, outcome{People: 1, Comments: 3, Tags: 1, Subscriptions: 3}, w.outcome())
}

// A call that writes is not cut off by Ctrl-C: a comment would be unclear for ever.
func TestTheEndWaitsForTheCallUnderWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	leads := w.journal(w.path())
	writing, goOn := make(chan struct{}), make(chan struct{})
	form, stop := w.serve(w.service(leads, through(func(op string, request *http.Request) (*http.Response, error) {
		if op == "People.AddComment" {
			close(writing)
			select {
			case <-goOn:
			case <-request.Context().Done():
				return nil, request.Context().Err()
			}
		}
		return send(request)
	})))
	post(t, form, open(t, form), olena)
	<-writing
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	require.Eventually(t, func() bool {
		answer, err := http.Get(form)
		if err == nil {
			answer.Body.Close()
		}
		return err != nil
	}, wait, tick, "the form is closed first")
	close(goOn)
	require.NoError(t, <-ended)
	assert.Equal(t, outcome{People: 1, Comments: 1}, w.outcome())

	_, stop = w.serve(w.service(leads))
	w.settled(leads)
	require.NoError(t, stop())
	assert.Equal(t, once, w.outcome())
}

// Two servers have looked, and both have found nobody. Both create, and both go on with the same person.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var both sync.WaitGroup
	both.Add(2)
	race := through(func(op string, request *http.Request) (*http.Response, error) {
		if op == "People.Create" {
			both.Done()
			both.Wait()
		}
		return send(request)
	})
	one, two := w.service(w.journal(w.path()), race), w.service(w.journal(w.path()), race)
	oneForm, stopOne := w.serve(one)
	twoForm, stopTwo := w.serve(two)
	post(t, oneForm, open(t, oneForm), olena)
	post(t, twoForm, open(t, twoForm), olena)
	w.settled(one.leads)
	w.settled(two.leads)
	require.NoError(t, stopOne())
	require.NoError(t, stopTwo())

	// The second card can't be prevented: see the package comment.
	assert.Equal(t, outcome{People: 2, Comments: 2, Tags: 1, Subscriptions: 2}, w.outcome())
	var people []leeloo.PersonID
	for person, err := range w.srv.Client().People.All(t.Context(), leeloo.PeopleListParams{Phone: phone}) {
		require.NoError(t, err)
		people = append(people, person.ID)
	}
	oldest := min(people[0], people[1])
	assert.Len(t, w.srv.Comments(oldest), 2, "both leads are on the oldest card")
	card, err := w.srv.Client().People.Get(t.Context(), oldest, leeloo.PersonGetParams{})
	require.NoError(t, err)
	assert.Len(t, card.History, 2)
	assert.Contains(t, w.logs.String(), "merge them by hand")
}

// Without such bad luck, two servers make one person.
func TestTwoServersOneAfterTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.carry(w.service(w.journal(w.path())), olena)
	w.carry(w.service(w.journal(w.path())), olena)
	assert.Equal(t, outcome{People: 1, Comments: 2, Tags: 1, Subscriptions: 2}, w.outcome())
}
