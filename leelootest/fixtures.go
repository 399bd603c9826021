package leelootest

import (
	"fmt"
	"slices"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// AddPerson adds a person with a MANUAL account and returns it with its ids. Tags that do not exist are added. It
// panics if the phone is anything but "+" and digits, or the e-mail address is invalid.
//
//	olena := srv.AddPerson(leelootest.Person{Name: "Олена", Phone: "+380500000001", Tags: []string{"vip"}})
func (s *Server) AddPerson(p Person) (added Person) {
	s.api.Use(func(store *fake.Store, now time.Time) {
		person, err := store.AddPerson(p.Name, p.Email, p.Phone, p.Tags, now)
		if err != nil {
			panic("leelootest: AddPerson: " + err.Error())
		}
		added = newPerson(person)
	})
	return added
}

// AddTag adds a tag. Several tags may have one name.
func (s *Server) AddTag(name string) (added Tag) {
	s.api.Use(func(store *fake.Store, _ time.Time) { added = newTag(store.AddTag(name)) })
	return added
}

// AddTemplate adds a template to a category, which is added if it does not exist. {{name}} in the text stands for the
// variable of that name.
//
//	reminder := srv.AddTemplate("Reminders", "Payment", "{{name}}, {{price}} is due tomorrow.")
func (s *Server) AddTemplate(category, name, text string) (added Template) {
	s.api.Use(func(store *fake.Store, _ time.Time) { added = newTemplate(store.AddTemplate(category, name, text)) })
	return added
}

// AddOffer adds an offer that belongs to no tunnel. It panics if the price is not a decimal number or the currency is
// not three capital letters.
//
//	course := srv.AddOffer("Course", "1490.50", "UAH")
func (s *Server) AddOffer(name, price, currency string) (added Offer) {
	s.api.Use(func(store *fake.Store, _ time.Time) {
		offer, err := store.AddOffer(name, price, currency)
		if err != nil {
			panic("leelootest: AddOffer: " + err.Error())
		}
		added = newOffer(offer)
	})
	return added
}

// AddUser adds a user.
func (s *Server) AddUser(name string) (added User) {
	s.api.Use(func(store *fake.Store, now time.Time) { added = newUser(store.AddUser(name, now)) })
	return added
}

// AddTunnel adds a tunnel with three blocks and a default lead generation tool.
func (s *Server) AddTunnel(name string) (added Tunnel) {
	s.api.Use(func(store *fake.Store, now time.Time) { added = newTunnel(store.AddTunnel(name, now)) })
	return added
}

// Direction is the direction of a message.
type Direction int

// The directions.
const (
	Outbound Direction = iota // from the company to the person
	Inbound                   // from the person to the company
)

// AddMessage adds a message to the chat of an account, as its newest one. It panics if there is no such account.
//
//	srv.AddMessage(olena.AccountID, leelootest.Inbound, "How much is it?")
func (s *Server) AddMessage(account leeloo.AccountID, direction Direction, text string) (id leeloo.MessageID) {
	s.api.Use(func(store *fake.Store, now time.Time) {
		added, ok := store.AddMessage(string(account), text, direction == Inbound, now)
		if !ok {
			panic(fmt.Sprintf("leelootest: AddMessage: there is no account %q", account))
		}
		id = leeloo.MessageID(added)
	})
	return id
}

// Comments returns the texts of the comments on a person, oldest first. The API itself cannot read them.
func (s *Server) Comments(id leeloo.PersonID) (texts []string) {
	s.api.Use(func(store *fake.Store, _ time.Time) {
		if p, ok := store.People.Get(string(id)); ok {
			texts = slices.Clone(p.Comments)
		}
	})
	return texts
}

// Calls returns the ids of the calls with a person, oldest first. The API itself cannot read them.
func (s *Server) Calls(id leeloo.PersonID) (ids []leeloo.CallID) {
	s.api.Use(func(store *fake.Store, _ time.Time) {
		if p, ok := store.People.Get(string(id)); ok {
			ids = mapped(p.Calls, func(id string) leeloo.CallID { return leeloo.CallID(id) })
		}
	})
	return ids
}
