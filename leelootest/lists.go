package leelootest

import (
	"fmt"

	"github.com/leeloo-go/leeloo"
)

// BeforeEach has change called before each request is carried out, so that the lists change while they are read; nil
// ends that. Paging by offset then repeats rows and skips others:
//
//	srv.BeforeEach(func(lists *leelootest.Lists) { lists.People().Delete(0) })
//
// Requests wait for their turn: change is never called twice at once, and what it has changed is what its request
// finds. A request that is answered by a fault, and not carried out, changes nothing.
//
// change may call the methods of Server except Close; Requests ends with the request that it is called for, unless
// several are under way. It must not send requests itself: they would wait for it. If it panics, the test of New has
// failed, and the connection breaks off.
func (s *Server) BeforeEach(change func(*Lists)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change = change
}

// changeLists runs the change that is due before a request. Not under s.mu: the callback may want the Server.
func (s *Server) changeLists(now stamp) {
	s.mu.Lock()
	change := s.change
	s.mu.Unlock()
	if change != nil {
		defer s.reportPanic()
		change(&Lists{s, now})
	}
}

// reportPanic fails the test: net/http catches what panics here, and a client that tries again may hide it.
func (s *Server) reportPanic() {
	if reason := recover(); reason != nil {
		if s.test != nil {
			s.test.Errorf("the function of BeforeEach panicked: %v", reason)
		}
		panic(reason)
	}
}

// Lists are the six lists of the API that come in pages.
//
// An inserted row is dated by the server's clock, wherever it is put, and works with every operation. A deleted one is
// gone: its id is answered with NOT_FOUND, and what belongs to it goes along. No answer names it any more.
type Lists struct {
	server *Server
	now    stamp
}

// People lists the people, newest first. One who is inserted has a channel, the newest one. One who is deleted takes
// all channels and orders along.
func (l *Lists) People() List {
	c := l.server.company
	return List{l.server, "People", rows[*person]{
		list: &c.people.rows, newestFirst: true,
		id:     func(p *person) string { return p.id },
		add:    func() { c.newcomer(l.now) },
		remove: c.removePerson,
	}}
}

// Channels lists the communication channels, newest first. One that is inserted is that of a new person, the newest
// one. One that is deleted takes its chat and its subscriptions along; its person stays, even without a channel.
func (l *Lists) Channels() List {
	c := l.server.company
	return List{l.server, "Channels", rows[*channel]{
		list: &c.channels.rows, newestFirst: true,
		id:     func(ch *channel) string { return ch.id },
		add:    func() { c.newcomer(l.now) },
		remove: c.removeChannel,
	}}
}

// Messages lists the chat of an account, newest first. It panics if there is no such account.
func (l *Lists) Messages(of leeloo.AccountID) List {
	c := l.server.company
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	ch, ok := c.channels.byID[string(of)]
	if !ok {
		panic(fmt.Sprintf("leelootest: there is no account %q, and no messages of it", of))
	}
	return List{l.server, "Messages", rows[message]{
		list: &ch.chat, newestFirst: true,
		id:     func(m message) string { return m.id },
		add:    func() { ch.say(c.ids.next(), "A new message", true, l.now) },
		remove: ch.removeMessage,
	}}
}

// Orders lists the orders, newest first. One that is inserted is that of a new person, who is the newest and has the
// newest channel.
func (l *Lists) Orders() List {
	c := l.server.company
	return List{l.server, "Orders", rows[*order]{
		list: &c.orders.rows, newestFirst: true,
		id:     func(o *order) string { return o.id },
		add:    func() { c.order(c.newcomer(l.now), c.offers.rows[0], l.now) },
		remove: c.removeOrder,
	}}
}

// Tunnels lists the tunnels, oldest first. One that is deleted takes its lead generation tools and the subscriptions
// to it along. Its offer and the orders of it stay.
func (l *Lists) Tunnels() List {
	c := l.server.company
	return List{l.server, "Tunnels", rows[*tunnel]{
		list:   &c.tunnels.rows,
		id:     func(t *tunnel) string { return t.id },
		add:    func() { c.addTunnel(newTunnel, newOffer, l.now) },
		remove: c.removeTunnel,
	}}
}

// Users lists the users, oldest first.
func (l *Lists) Users() List {
	c := l.server.company
	return List{l.server, "Users", rows[*user]{
		list:   &c.users.rows,
		id:     func(u *user) string { return u.id },
		add:    func() { c.addUser("A new user", l.now) },
		remove: c.removeUser,
	}}
}

var (
	newTunnel = tunnel{name: "A new tunnel", leadGenTools: []*leadGenTool{{name: "A new tunnel, default", kind: "DEFAULT"}}}
	newOffer  = offer{title: "A new offer", description: "That of a new tunnel", price: "10", currency: "USD"}
)

func (c *company) newcomer(at stamp) *person {
	p := c.person("A new person", "", "", at)
	c.join(p, "MANUAL", c.manualConnection, at)
	return p
}
