package leelootest

import "slices"

type smsRecipient struct{ name, email, phone string }

// connectSMS does at once what Leeloo puts into a queue. A phone that is known is that person's; `from` of the new
// channel is our choice.
func (c *company) connectSMS(in *input) (answer, error) {
	connection := named(in, c.connections, "connection_id")
	tool := named(in, c.leadGenTools, "leadgentool_id")
	tags := namedList(in, c.tags, "tags")
	var recipients []smsRecipient
	for _, item := range in.each("data") {
		recipients = append(recipients, smsRecipient{item.optional("name"), item.email("email"), item.required("phone")})
	}
	if len(in.items("data")) == 0 {
		in.note("data", fieldRequired)
	}
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	for _, r := range recipients {
		p := c.personByPhone(r, in.now)
		c.smsChannel(p, connection.id, in.now).subscribe(tool, in.now)
		for _, t := range tags {
			p.addTag(t, in.now)
		}
	}
	return answer{data: map[string]int{"count_to_process": len(recipients)}}, nil
}

func (c *company) personByPhone(r smsRecipient, now stamp) *person {
	i := slices.IndexFunc(c.people.rows, func(p *person) bool { return p.phone == r.phone })
	if i >= 0 {
		return c.people.rows[i]
	}
	return c.person(r.name, r.email, r.phone, now)
}

func (c *company) smsChannel(p *person, connection string, now stamp) *channel {
	i := slices.IndexFunc(p.channels, func(ch *channel) bool { return ch.connection == connection })
	if i >= 0 {
		return p.channels[i]
	}
	return c.join(p, "SMS", connection, now)
}
