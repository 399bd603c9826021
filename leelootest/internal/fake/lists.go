package fake

import (
	"slices"
	"time"
)

// List is one paged list, in the order of its response without filters.
type List interface {
	Len() int
	IDs() []string
	Insert(at int) (id string)
	Delete(at int) (id string)
}

// list is a List of records of one type. They are stored in the order of their creation.
type list[T any] struct {
	rows        *[]T
	newestFirst bool
	id          func(T) string
	add         func()  // appends a new record
	remove      func(T) // removes a record with what belongs to it
}

func (l list[T]) Len() int { return len(*l.rows) }

func (l list[T]) IDs() []string {
	ids := mapped(*l.rows, l.id)
	if l.newestFirst {
		slices.Reverse(ids)
	}
	return ids
}

func (l list[T]) Insert(at int) string {
	l.add()
	last := l.Len() - 1
	row := (*l.rows)[last]
	if l.newestFirst {
		at = last - at
	}
	*l.rows = slices.Insert((*l.rows)[:last], at, row)
	return l.id(row)
}

func (l list[T]) Delete(at int) string {
	if l.newestFirst {
		at = l.Len() - 1 - at
	}
	row := (*l.rows)[at]
	l.remove(row)
	return l.id(row)
}

// PeopleList returns the list of people. The time is that of insertions, here and below.
func (s *Store) PeopleList(now time.Time) List {
	return list[*Person]{
		rows: &s.People.Rows, newestFirst: true,
		id:     func(p *Person) string { return p.ID },
		add:    func() { s.newUnknown(now) },
		remove: s.removePerson,
	}
}

// ChannelList returns the list of channels.
func (s *Store) ChannelList(now time.Time) List {
	return list[*Channel]{
		rows: &s.Channels.Rows, newestFirst: true,
		id:     func(ch *Channel) string { return ch.ID },
		add:    func() { s.newUnknown(now) },
		remove: s.removeChannel,
	}
}

// MessageList returns the chat of an account. It returns false if there is no such account.
func (s *Store) MessageList(account string, now time.Time) (List, bool) {
	ch, ok := s.Channels.Get(account)
	if !ok {
		return nil, false
	}
	return list[message]{
		rows: &ch.chat, newestFirst: true,
		id: func(m message) string { return m.id },
		add: func() {
			ch.addMessage(message{id: s.ids.next(), text: "A new message", read: true, created: newTimestamp(now)})
		},
		remove: ch.removeMessage,
	}, true
}

// OrderList returns the list of orders.
func (s *Store) OrderList(now time.Time) List {
	return list[*Order]{
		rows: &s.Orders.Rows, newestFirst: true,
		id:     func(o *Order) string { return o.ID },
		add:    func() { s.newOrder(s.newUnknown(now).Person, s.Offers.Rows[0], newTimestamp(now)) },
		remove: s.removeOrder,
	}
}

// TunnelList returns the list of tunnels.
func (s *Store) TunnelList(now time.Time) List {
	return list[*Tunnel]{
		rows:   &s.Tunnels.Rows,
		id:     func(t *Tunnel) string { return t.ID },
		add:    func() { s.AddTunnel("A new tunnel", now) },
		remove: s.removeTunnel,
	}
}

// UserList returns the list of users.
func (s *Store) UserList(now time.Time) List {
	return list[*User]{
		rows:   &s.Users.Rows,
		id:     func(u *User) string { return u.ID },
		add:    func() { s.AddUser("A new user", now) },
		remove: s.removeUser,
	}
}

func (s *Store) newUnknown(now time.Time) *Channel {
	return s.newManualChannel("A new person", "", "", newTimestamp(now))
}
