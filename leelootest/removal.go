package leelootest

import "slices"

// The API deletes nothing, but people do in Leeloo itself. What is removed leaves nothing behind that names it.

func (c *company) removePerson(p *person) {
	for _, ch := range p.channels {
		c.channels.remove(ch.id)
	}
	for _, o := range p.orders {
		c.orders.remove(o.id)
	}
	c.people.remove(p.id)
}

func (c *company) removeChannel(ch *channel) {
	p := ch.person
	p.channels = slices.DeleteFunc(p.channels, func(of *channel) bool { return of == ch })
	p.history = slices.DeleteFunc(p.history, func(s subscription) bool { return s.channel == ch })
	c.channels.remove(ch.id)
}

func (ch *channel) removeMessage(gone message) {
	ch.chat = slices.DeleteFunc(ch.chat, func(m message) bool { return m.id == gone.id })
	ch.lastMessage = ch.created
	for _, m := range ch.chat {
		if m.created.at.After(ch.lastMessage.at) {
			ch.lastMessage = m.created
		}
	}
}

func (c *company) removeOrder(o *order) {
	o.person.orders = slices.DeleteFunc(o.person.orders, func(of *order) bool { return of == o })
	c.orders.remove(o.id)
}

// removeTunnel leaves the offer: orders are of it.
func (c *company) removeTunnel(t *tunnel) {
	for _, p := range c.people.rows {
		p.history = slices.DeleteFunc(p.history, func(s subscription) bool { return s.leadGenTool.tunnel == t })
	}
	for _, g := range t.leadGenTools {
		c.leadGenTools.remove(g.id)
	}
	c.tunnels.remove(t.id)
}

func (c *company) removeUser(u *user) {
	for _, p := range c.people.rows {
		p.contactedUsers = slices.DeleteFunc(p.contactedUsers, func(of *user) bool { return of == u })
	}
	c.users.remove(u.id)
}
