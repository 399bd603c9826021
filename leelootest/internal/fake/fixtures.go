package fake

import (
	"errors"
	"slices"
	"time"
)

// AddTag adds a tag. Several tags may have one name.
func (s *Store) AddTag(name string) *Tag {
	t := &Tag{s.ids.next(), name}
	s.Tags.add(t.ID, t)
	return t
}

// AddUser adds a user.
func (s *Store) AddUser(name string, now time.Time) *User { return s.addUser(name, newTimestamp(now)) }

func (s *Store) addUser(name string, at timestamp) *User {
	u := &User{s.ids.next(), name, at, at}
	s.Users.add(u.ID, u)
	return u
}

// AddTemplate adds a template to a category, which it creates if there is none with that name.
func (s *Store) AddTemplate(category, name, text string) *Template {
	i := slices.IndexFunc(s.Categories.Rows, func(c *Category) bool { return c.Name == category })
	if i < 0 {
		i = len(s.Categories.Rows)
		c := &Category{ID: s.ids.next(), Name: category}
		s.Categories.add(c.ID, c)
	}
	c := s.Categories.Rows[i]
	t := &Template{s.ids.next(), name, text, c}
	c.templates = append(c.templates, t)
	s.Templates.add(t.ID, t)
	return t
}

// AddTunnel adds a tunnel with a default lead generation tool and three blocks.
func (s *Store) AddTunnel(name string, now time.Time) *Tunnel {
	return s.addTunnel(name, []LeadGenTool{{Name: name + ", default", kind: "DEFAULT"}}, newTimestamp(now))
}

func (s *Store) addTunnel(name string, tools []LeadGenTool, at timestamp) *Tunnel {
	t := &Tunnel{ID: s.ids.next(), Name: name, created: at, updated: at}
	s.Tunnels.add(t.ID, t)
	for _, block := range defaultBlocks {
		t.Blocks = append(t.Blocks, Block{s.ids.next(), block})
	}
	for _, g := range tools {
		g.ID, g.tunnel, g.source = s.ids.next(), t, s.ids.next()
		t.LeadGenTools = append(t.LeadGenTools, &g)
		s.leadGenTools.add(g.ID, &g)
	}
	return t
}

// AddOffer adds an offer that belongs to no tunnel.
func (s *Store) AddOffer(name, price, currency string) (*Offer, error) {
	switch {
	case !pricePattern.MatchString(price):
		return nil, errors.New(`the price must be a decimal number such as "1490.50"`)
	case !currencyPattern.MatchString(currency):
		return nil, errors.New(`the currency must be three capital letters such as "UAH"`)
	}
	return s.addOffer(Offer{Name: name, Price: price, Currency: currency}), nil
}

func (s *Store) addOffer(o Offer) *Offer {
	o.ID = s.ids.next()
	s.Offers.add(o.ID, &o)
	return &o
}

// AddPerson adds a person with a MANUAL channel. Tags that do not exist are created.
func (s *Store) AddPerson(name, email, phone string, tags []string, now time.Time) (*Person, error) {
	switch {
	case phone != "" && !phonePattern.MatchString(phone):
		return nil, errors.New(`the phone must be "+" and digits`)
	case email != "" && !validEmail(email):
		return nil, errors.New("the e-mail address is invalid")
	}
	at := newTimestamp(now)
	p := s.newManualChannel(name, email, phone, at).Person
	for _, name := range tags {
		i := slices.IndexFunc(s.Tags.Rows, func(t *Tag) bool { return t.Name == name })
		if i < 0 {
			i = len(s.Tags.Rows)
			s.AddTag(name)
		}
		p.addTag(s.Tags.Rows[i], at)
	}
	return p, nil
}

// AddMessage adds a message to a chat and returns its id. It returns false if there is no such account.
func (s *Store) AddMessage(account, text string, inbound bool, now time.Time) (id string, ok bool) {
	ch, ok := s.Channels.Get(account)
	if !ok {
		return "", false
	}
	m := message{id: s.ids.next(), text: text, inbound: inbound, created: newTimestamp(now)}
	ch.addMessage(m)
	return m.id, true
}
