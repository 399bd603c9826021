package main

import (
	"errors"
	"slices"

	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

var errKnown = errors.New("the lead is in the journal already")

// take puts a lead into the journal, unless it is there: then it is not fresh.
func take(leads *journal.Journal[lead], l lead) (fresh bool, err error) {
	err = leads.Update(l.Number, func(_ lead, found bool) (lead, error) {
		if found {
			return lead{}, errKnown
		}
		return l, nil
	})
	if errors.Is(err, errKnown) {
		return false, nil
	}
	return err == nil, err
}

// pick returns the leads that are wanted, in the order they came in.
func pick(leads *journal.Journal[lead], wanted func(*lead) bool) ([]lead, error) {
	var picked []lead
	err := leads.Each(func(_ string, l lead) error {
		if wanted(&l) {
			picked = append(picked, l)
		}
		return nil
	})
	slices.SortFunc(picked, func(a, b lead) int { return a.Received.Compare(b.Received) })
	return picked, err
}

// reopen makes refused steps undone again, for another goal: a wrong id on the command line is refused for every lead.
// A lead that is still on its way keeps its goal.
func reopen(leads *journal.Journal[lead], g goal) error {
	open, err := pick(leads, func(l *lead) bool { return l.needsHuman() })
	if err != nil {
		return err
	}
	for _, l := range open {
		again := false
		for _, s := range l.steps() {
			if s.State == failed {
				*s, again = step{}, true
			}
		}
		if !again {
			continue
		}
		l.Goal = g
		if err := leads.Put(l.Number, l); err != nil {
			return err
		}
	}
	return nil
}
