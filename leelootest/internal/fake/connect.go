package fake

import "slices"

type recipient struct{ name, email, phone string }

// connectSMS does at once what Leeloo puts into a queue. It finds people by their phone or creates them.
func (s *Store) connectSMS(in *params) (result, error) {
	connection := lookupField(in, s.Connections, "connection_id")
	tool := lookupField(in, s.leadGenTools, "leadgentool_id")
	tags := lookupList(in, s.Tags, "tags")
	var recipients []recipient
	for _, item := range in.requiredList("data") {
		item.required("phone")
		recipients = append(recipients, recipient{item.optional("name"), item.email("email"), item.phone("phone")})
	}
	if err := in.failure(); err != nil {
		return result{}, err
	}
	for _, r := range recipients {
		samePhone := func(p *Person) bool { return p.Phone == r.phone }
		if ch := s.connect(r, samePhone, "SMS", connection, tags, in.now); ch != nil {
			ch.subscribe(tool, in.now)
		}
	}
	return result{data: map[string]int{"count_to_process": len(recipients)}}, nil
}

// connectEmail is the twin of connectSMS by e-mail address. An invalid phone is dropped, the rest is stored.
func (s *Store) connectEmail(in *params) (result, error) {
	connection := lookupField(in, s.Connections, "connection_id")
	tags := lookupOneOrList(in, s.Tags, "tags")
	var recipients []recipient
	for _, item := range in.requiredList("data") {
		item.required("email")
		r := recipient{item.optional("name"), item.email("email"), item.optional("phone")}
		if !phonePattern.MatchString(r.phone) {
			r.phone = ""
		}
		recipients = append(recipients, r)
	}
	if err := in.failure(); err != nil {
		return result{}, err
	}
	for _, r := range recipients {
		sameEmail := func(p *Person) bool { return p.Email == r.email }
		s.connect(r, sameEmail, "EMAIL", connection, tags, in.now)
	}
	return result{data: map[string]int{"count_to_process": len(recipients)}}, nil
}

// connect gives a person who matches, or a new one, a channel on the connection. If there is one, connect does nothing
// and returns nil. The `from` of the new channel is our choice.
func (s *Store) connect(r recipient, match func(*Person) bool, from string, on *Connection, tags []*Tag, now timestamp) *Channel {
	connected := func(ch *Channel) bool { return ch.connection == on.ID && match(ch.Person) }
	if slices.ContainsFunc(s.Channels.Rows, connected) {
		return nil
	}
	var p *Person
	if i := slices.IndexFunc(s.People.Rows, match); i >= 0 {
		p = s.People.Rows[i]
	} else {
		p = s.newPerson(r.name, r.email, r.phone, now)
	}
	for _, t := range tags {
		p.addTag(t, now)
	}
	return s.newChannel(p, from, on.ID, now)
}
