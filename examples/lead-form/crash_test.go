package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

// A crash is a copy of the journal, made while a call is on its way: all that a program finds that starts after it.
func TestCrash(t *testing.T) {
	noComment := once
	noComment.Comments = 0
	tests := map[string]struct {
		op      string // the call that the crash cuts short
		arrives bool   // whether Leeloo carried it out
		want    outcome
		human   bool
	}{
		"before the first call":   {"People.List", false, once, false},
		"before the creation":     {"People.Create", false, once, false},
		"after the creation":      {"People.Create", true, once, false},
		"before the comment":      {"People.AddComment", false, noComment, true},
		"after the comment":       {"People.AddComment", true, once, true},
		"before the tag":          {"Tags.Add", false, once, false},
		"after the tag":           {"Tags.Add", true, once, false},
		"before the last card":    {"People.Get", false, once, false},
		"before the subscription": {"Tunnels.Subscribe", false, once, false},
		"after the subscription":  {"Tunnels.Subscribe", true, once, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			before, after := w.path(), w.path()
			ctx, crash := context.WithCancel(t.Context())
			s := w.service(w.journal(before), through(func(op string, request *http.Request) (*http.Response, error) {
				if ctx.Err() != nil {
					return nil, assert.AnError
				}
				if op != test.op {
					return send(request)
				}
				disk, err := os.ReadFile(before)
				assert.NoError(t, err)
				assert.NoError(t, os.WriteFile(after, disk, 0o600))
				if test.arrives {
					answer, err := send(request)
					assert.NoError(t, err)
					answer.Body.Close()
				}
				crash()
				return nil, assert.AnError
			}))
			number := w.submit(s.leads, olena).Number
			s.carrier().carry(ctx, number)
			require.Error(t, ctx.Err(), "the crash has come")

			s = w.service(w.journal(after))
			_, stop := w.serve(s)
			w.settled(s.leads)
			require.NoError(t, stop())
			assert.Equal(t, test.want, w.outcome())
			l := w.read(s.leads, number)
			assert.Equal(t, test.human, l.needsHuman())
		})
	}
}

// The program ends before it has looked whether another server has created the same person.
func TestTheEndAfterTheCreation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, end := context.WithCancel(t.Context())
	s := w.service(w.journal(w.path()), through(func(op string, request *http.Request) (*http.Response, error) {
		if op == "People.Create" {
			end()
		}
		return send(request)
	}))
	s.waits.created = time.Hour
	number := w.submit(s.leads, olena).Number
	s.carrier().carry(ctx, number)
	require.Equal(t, created, w.read(s.leads, number).Person.State)
	s.waits.created = 0
	s.carrier().carry(t.Context(), number)
	assert.Equal(t, once, w.outcome())
}

// The crash comes between the last step and the erasing of the data.
func TestCrashBeforeTheEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.service(w.journal(w.path()))
	l := w.submit(s.leads, olena)
	for _, step := range l.steps() {
		step.State = done
	}
	require.NoError(t, s.leads.Put(l.Number, l))
	_, stop := w.serve(s)
	w.settled(s.leads)
	require.NoError(t, stop())
	assert.Empty(t, w.read(s.leads, l.Number).Input)
	assert.Empty(t, w.srv.Requests())
}

// The disk is full for a moment, and the end of a call is not on it: the next attempt begins with what is.
func TestAJournalThatFailsForAMoment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path, leads := w.path(), &journal.Journal[lead]{}
	*leads = *w.journal(path)
	s := w.service(leads, through(func(op string, request *http.Request) (*http.Response, error) {
		if op == "People.AddComment" {
			assert.NoError(t, leads.Close())
		}
		return send(request)
	}))
	s.log = slog.New(slog.NewTextHandler(writerFunc(func(line []byte) (int, error) {
		if strings.Contains(string(line), "database not open") {
			*leads = *w.journal(path)
		}
		return w.logs.Write(line)
	}), nil))
	l := w.carry(s, olena)
	assert.Equal(t, once, w.outcome())
	assert.Equal(t, unclear, l.Comment.State)
	assert.Equal(t, done, l.Subscription.State)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
