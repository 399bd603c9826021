package main

import (
	"context"
	"slices"

	"github.com/leeloo-go/leeloo"
)

// person finds or creates the person.
func (c *carrier) person(ctx context.Context, l *lead, s *step) error {
	people, err := c.withPhone(ctx, l.Input.Phone)
	if err != nil {
		return c.unlessRefused(l, s, err)
	}
	if l.PersonID != "" { // just created, and perhaps not in the list yet
		people = append(people, l.PersonID)
	}
	switch {
	case len(people) > 0:
		return c.choose(l, s, people)
	case s.State == unclear:
		if err := c.missing(l, s, true); err != nil || s.closed() {
			return err
		}
	}
	return c.create(ctx, l, s)
}

// withPhone returns the people who have the phone. How tolerant the API's filter is, is not documented: the phones of
// the cards are compared.
func (c *carrier) withPhone(ctx context.Context, phone string) ([]leeloo.PersonID, error) {
	var people []leeloo.PersonID
	for person, err := range c.crm.People.All(ctx, leeloo.PeopleListParams{Phone: phone}) {
		if err != nil {
			return nil, err
		}
		if onCard(person.Phone, c.region) == phone {
			people = append(people, person.ID)
		}
	}
	return people, nil
}

// choose takes the oldest of the people, so that all servers take the same. An id begins with the time of its creation.
func (c *carrier) choose(l *lead, s *step, people []leeloo.PersonID) error {
	slices.Sort(people)
	people = slices.Compact(people)
	if len(people) > 1 {
		c.log.Warn("several people have one phone: merge them by hand", "lead", l.Number, "people", people)
	}
	if l.PersonID != people[0] {
		l.PersonID, l.AccountID = people[0], ""
	}
	return c.finish(l, s)
}

// create does not trust its own success: another server may have looked at the same moment, and found nobody either.
func (c *carrier) create(ctx context.Context, l *lead, s *step) error {
	params := leeloo.PersonCreateParams{Name: l.Input.Name, Phone: l.Input.Phone, Email: l.Input.Email}
	err := c.write(ctx, l, s, created, func(ctx context.Context) error {
		person, err := c.crm.People.Create(ctx, params)
		if err == nil {
			l.PersonID, l.AccountID = person.PersonID, person.AccountID
		}
		return err
	})
	if err != nil || s.closed() {
		return err
	}
	if err := sleep(ctx, c.waits.created); err != nil {
		return err
	}
	return c.person(ctx, l, s)
}
