package main

import (
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// lead is what the journal knows of a submission.
type lead struct {
	Number   string    `json:"number"`
	Received time.Time `json:"received"`
	Input    input     `json:"input,omitzero"` // erased when nobody needs it any more
	Goal     goal      `json:"goal"`

	Person       step `json:"person"`
	Comment      step `json:"comment"`
	Tag          step `json:"tag"`
	Subscription step `json:"subscription"`

	PersonID  leeloo.PersonID  `json:"person_id,omitzero"`
	AccountID leeloo.AccountID `json:"account_id,omitzero"`
	// Before is how often the account was in the tunnel when the subscription was begun.
	Before int `json:"before"`
	// Settled: a human has dealt with the lead.
	Settled bool `json:"settled,omitzero"`
}

// step is a part of the way to Leeloo.
type step struct {
	State state     `json:"state,omitzero"`
	Begun time.Time `json:"begun,omitzero"` // when it was sent
	Again bool      `json:"again,omitzero"` // it was sent a second time, after an unclear answer
	// Human is why a human has to look. The program does no more about the step.
	Human string `json:"human,omitzero"`
}

type state string

const (
	todo    state = ""
	begun   state = "begun"   // on its way
	created state = "created" // of the person: whether another server has created them too is still to be seen
	unclear state = "unclear" // it may have been carried out
	done    state = "done"
	failed  state = "failed" // it was refused, and not carried out
)

func (s step) closed() bool { return s.State == done || s.Human != "" }

func (l *lead) steps() []*step { return []*step{&l.Person, &l.Comment, &l.Tag, &l.Subscription} }

// finished reports whether the program can do no more for the lead: without a person, no step can be taken.
func (l *lead) finished() bool {
	if l.Settled || l.Person.Human != "" {
		return true
	}
	for _, s := range l.steps() {
		if !s.closed() {
			return false
		}
	}
	return true
}

func (l *lead) needsHuman() bool {
	if l.Settled || !l.finished() {
		return false
	}
	for _, s := range l.steps() {
		if s.Human != "" {
			return true
		}
	}
	return false
}

// open reports whether there is something left for the program: at least the visitor's data to erase.
func (l *lead) open() bool { return l.Input != (input{}) && !l.needsHuman() }

// comment is all that the visitor wrote: a card that was there before keeps its own name and e-mail. The number lets a
// human see which comment belongs to which lead.
func (l *lead) comment() string {
	lines := []string{"Lead " + l.Number, "Name: " + l.Input.Name}
	if l.Input.Email != "" {
		lines = append(lines, "E-mail: "+l.Input.Email)
	}
	if l.Input.Message != "" {
		lines = append(lines, "", l.Input.Message)
	}
	return strings.Join(lines, "\n")
}
