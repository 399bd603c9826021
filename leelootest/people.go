package leelootest

import "slices"

func (c *company) listPeople(in *input) (answer, error) {
	return listed(in, slices.Backward(c.people.rows), in.whom(), viewListedPerson)
}

func (c *company) getPerson(in *input) (answer, error) {
	p := atPath(in, c.people, "person_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	included := map[string]any{}
	if in.includes("contactedUsers") {
		included["users"] = views(p.contactedUsers, viewUser)
	}
	if in.includes("orders") {
		included["orders"] = views(p.orders, viewIncludedOrder)
	}
	return answer{data: viewPerson(p), included: included}, nil
}

// createPerson never looks for the same phone or e-mail: whether Leeloo does is not known.
func (c *company) createPerson(in *input) (answer, error) {
	name, email, phone := in.required("name"), in.email("email"), defined(in.optional("phone"))
	tool, subscribes := namedIfAny(in, c.leadGenTools, "leadgentool_id")
	users := namedList(in, c.users, "connected_users_ids")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	p := c.person(name, email, phone, in.now)
	p.contactedUsers = users
	ch := c.join(p, "MANUAL", c.manualConnection, in.now)
	if subscribes {
		ch.subscribe(tool, in.now)
	}
	return answer{data: viewCreatedPerson(ch)}, nil
}

func (c *company) person(name, email, phone string, at stamp) *person {
	p := &person{id: c.ids.next(), name: name, email: email, phone: phone, created: at, updated: at}
	c.people.add(p.id, p)
	c.everybody++
	return p
}

// updatePerson takes an empty phone or e-mail as the wish to forget it. A custom field is known by its name.
func (c *company) updatePerson(in *input) (answer, error) {
	p := atPath(in, c.people, "person_id")
	phone, phoneGiven := in.text("phone")
	email := in.email("email")
	_, emailGiven := in.text("email")
	fields := in.customFields()
	if err := in.refusal(); err != nil {
		return answer{}, err
	}

	if phoneGiven {
		p.phone = defined(phone)
	}
	if emailGiven {
		p.email = email
	}
	for _, field := range fields {
		p.customFields = slices.DeleteFunc(p.customFields, func(f customField) bool { return f.Name == field.Name })
		p.customFields = append(p.customFields, field)
	}
	p.updated = in.now
	return done, nil
}

func (in *input) customFields() []customField {
	var fields []customField
	for _, item := range in.each("custom_fields") {
		fields = append(fields, customField{item.required("type"), item.required("name"), item.optional("value")})
	}
	return fields
}
