package fake

import "slices"

func (s *Store) listPeople(in *params) (result, error) {
	return page(in, slices.Backward(s.People.Rows), in.personFilter(), viewListedPerson)
}

func (s *Store) getPerson(in *params) (result, error) {
	p := lookupPath(in, s.People, "person_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	included := map[string]any{}
	if in.includes("contactedUsers") {
		included["users"] = mapped(p.contactedUsers, viewUser)
	}
	if in.includes("orders") {
		included["orders"] = mapped(p.Orders, viewIncludedOrder)
	}
	return result{data: viewPerson(p), included: included}, nil
}

// createPerson does not look for the same phone or e-mail: several people may share them.
func (s *Store) createPerson(in *params) (result, error) {
	name, email, phone := in.required("name"), in.email("email"), in.phone("phone")
	tool, subscribes := lookupOptional(in, s.leadGenTools, "leadgentool_id")
	users := lookupList(in, s.Users, "connected_users_ids")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	ch := s.newManualChannel(name, email, phone, in.now)
	ch.Person.contactedUsers = users
	if subscribes {
		ch.subscribe(tool, in.now)
	}
	return result{data: viewCreatedPerson(ch)}, nil
}

// updatePerson removes a phone or an e-mail address that is sent empty. Custom fields are identified by their names.
func (s *Store) updatePerson(in *params) (result, error) {
	p := lookupPath(in, s.People, "person_id")
	phone, email := in.phone("phone"), in.email("email")
	_, hasPhone := in.text("phone")
	_, hasEmail := in.text("email")
	fields := in.customFields()
	if err := in.failure(); err != nil {
		return result{}, err
	}

	if hasPhone {
		p.Phone = phone
	}
	if hasEmail {
		p.Email = email
	}
	for _, field := range fields {
		p.customFields = slices.DeleteFunc(p.customFields, func(f customField) bool { return f.Name == field.Name })
		p.customFields = append(p.customFields, field)
	}
	p.updated = in.now
	return done, nil
}

func (in *params) customFields() []customField {
	var fields []customField
	for _, item := range in.each("custom_fields") {
		fields = append(fields, customField{item.required("type"), item.required("name"), item.optional("value")})
	}
	return fields
}
