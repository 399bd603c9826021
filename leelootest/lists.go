package leelootest

import (
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// BeforeEach sets a function that is called before each request is executed, so that lists change while they are read.
// nil removes it. Paging by offset then repeats items and misses others:
//
//	srv.BeforeEach(func(lists *leelootest.Lists) { lists.People().Delete(0) })
//
// Requests are executed one at a time: change is never called concurrently, and its request sees exactly what it has
// changed. It is not called for a request that meets a fault and not executed.
//
// change may call the methods of Server except Close. Requests then ends with the request that change is called for,
// unless several are being served. change must not send requests: they would wait for it. If change panics, the
// connection is closed, and the test of New has failed.
func (s *Server) BeforeEach(change func(*Lists)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change = change
}

// changeLists calls the function of BeforeEach without holding s.mu, because it may call the methods of Server.
func (s *Server) changeLists() {
	s.mu.Lock()
	change := s.change
	s.mu.Unlock()
	if change != nil {
		defer s.reportPanic()
		change(&Lists{s})
	}
}

// reportPanic fails the test: net/http recovers panics of handlers, and a retry of the client may hide them.
func (s *Server) reportPanic() {
	if reason := recover(); reason != nil {
		if s.test != nil {
			s.test.Errorf("the function of BeforeEach panicked: %v", reason)
		}
		panic(reason)
	}
}

// Lists are the six paged lists of the API.
//
// An inserted item is dated by the server's clock, whatever its position, and works with every operation. A deleted
// item is removed with what belongs to it: its id is refused with NOT_FOUND, and no response mentions it.
type Lists struct{ server *Server }

// People returns the list of people, newest first. An inserted person has a channel, which is the newest. Deleting a
// person deletes the person's channels and orders.
func (l *Lists) People() List { return l.list("People", (*fake.Store).PeopleList) }

// Channels returns the list of communication channels, newest first. An inserted channel belongs to a new person, who is
// the newest. Deleting a channel deletes its chat and its subscriptions; its person remains, even without a channel.
func (l *Lists) Channels() List { return l.list("Channels", (*fake.Store).ChannelList) }

// Messages returns the chat of an account, newest first. It panics if there is no such account.
func (l *Lists) Messages(account leeloo.AccountID) List {
	return l.list("Messages", func(s *fake.Store, now time.Time) fake.List {
		messages, ok := s.MessageList(string(account), now)
		if !ok {
			panic(fmt.Sprintf("leelootest: there is no account %q", account))
		}
		return messages
	})
}

// Orders returns the list of orders, newest first. An inserted order belongs to a new person, who is the newest and has
// the newest channel.
func (l *Lists) Orders() List { return l.list("Orders", (*fake.Store).OrderList) }

// Tunnels returns the list of tunnels, oldest first. Deleting a tunnel deletes its lead generation tools and the
// subscriptions to it. Its offer and the orders of the offer remain.
func (l *Lists) Tunnels() List { return l.list("Tunnels", (*fake.Store).TunnelList) }

// Users returns the list of users, oldest first.
func (l *Lists) Users() List { return l.list("Users", (*fake.Store).UserList) }

func (l *Lists) list(name string, of func(*fake.Store, time.Time) fake.List) (list List) {
	l.server.api.Use(func(s *fake.Store, now time.Time) { list = List{l.server, name, of(s, now)} })
	return list
}

// List is one list in the order of a response without filters. The first item is at position 0.
type List struct {
	server *Server
	name   string
	items  fake.List
}

// IDs returns the ids of the items in order.
func (l List) IDs() (ids []string) {
	l.server.api.Use(func(*fake.Store, time.Time) { ids = l.items.IDs() })
	return ids
}

// Len returns the number of items.
func (l List) Len() (n int) {
	l.server.api.Use(func(*fake.Store, time.Time) { n = l.items.Len() })
	return n
}

// Insert inserts a new item at a position from 0 to Len and returns its id. It panics if the position is outside.
func (l List) Insert(at int) (id string) {
	l.server.api.Use(func(*fake.Store, time.Time) {
		if n := l.items.Len(); at < 0 || at > n {
			panic(fmt.Sprintf("leelootest: cannot insert into %s at position %d: it has %d items", l.name, at, n))
		}
		id = l.items.Insert(at)
	})
	return id
}

// Delete deletes the item at a position from 0 to Len-1 and returns its id. It panics if the position is outside.
func (l List) Delete(at int) (id string) {
	l.server.api.Use(func(*fake.Store, time.Time) {
		if n := l.items.Len(); at < 0 || at >= n {
			panic(fmt.Sprintf("leelootest: cannot delete from %s at position %d: it has %d items", l.name, at, n))
		}
		id = l.items.Delete(at)
	})
	return id
}
