package fake

import "slices"

// The API deletes nothing, but users of Leeloo do. After a removal no response mentions what was removed.

func (s *Store) removePerson(p *Person) {
	for _, ch := range p.Channels {
		s.Channels.remove(ch.ID)
	}
	for _, o := range p.Orders {
		s.Orders.remove(o.ID)
	}
	s.People.remove(p.ID)
}

func (s *Store) removeChannel(ch *Channel) {
	p := ch.Person
	p.Channels = slices.DeleteFunc(p.Channels, func(other *Channel) bool { return other == ch })
	p.history = slices.DeleteFunc(p.history, func(s subscription) bool { return s.channel == ch })
	s.Channels.remove(ch.ID)
}

func (ch *Channel) removeMessage(removed message) {
	ch.chat = slices.DeleteFunc(ch.chat, func(m message) bool { return m.id == removed.id })
	ch.lastMessage = ch.created
	for _, m := range ch.chat {
		if m.created.at.After(ch.lastMessage.at) {
			ch.lastMessage = m.created
		}
	}
}

func (s *Store) removeOrder(o *Order) {
	o.Person.Orders = slices.DeleteFunc(o.Person.Orders, func(other *Order) bool { return other == o })
	s.Orders.remove(o.ID)
}

// removeTunnel keeps the tunnel's offer, because orders refer to it.
func (s *Store) removeTunnel(t *Tunnel) {
	for _, p := range s.People.Rows {
		p.history = slices.DeleteFunc(p.history, func(s subscription) bool { return s.leadGenTool.tunnel == t })
	}
	for _, g := range t.LeadGenTools {
		s.leadGenTools.remove(g.ID)
	}
	s.Tunnels.remove(t.ID)
}

func (s *Store) removeUser(u *User) {
	for _, p := range s.People.Rows {
		p.contactedUsers = slices.DeleteFunc(p.contactedUsers, func(other *User) bool { return other == u })
	}
	s.Users.remove(u.ID)
}
