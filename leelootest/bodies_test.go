package leelootest

// The required fields of operations with many fields.

func (w wire) newOrder() object {
	return object{
		"paymentCreditsId": w.PaymentCredits[0].ID, "offerId": w.Offers[0].ID, "personId": w.People[0].ID,
		"transactionDate": "2020-02-04T11:46:48.803Z", "isNotifyAccount": "false",
	}
}

func (w wire) newCall() object {
	return object{
		"user_id": w.Users[0].ID, "account_id": w.Accounts[0].ID, "from": "606", "to": "607",
		"date": "2024-03-22T15:30:17.339Z", "record_link": "NOT_DEFINED", "status": "SUCCESS",
		"duration": "100", "type": "INBOUND",
	}
}

func (w wire) newSMS() object {
	return object{
		"data":          []object{{"phone": "+380500777777"}},
		"connection_id": w.Connections[4].ID, "leadgentool_id": w.Tunnels[0].LeadGenTools[0].ID,
	}
}

func (w wire) newEmail() object {
	return object{
		"data":          []object{{"email": "olena.new@example.com"}},
		"connection_id": w.Connections[3].ID,
	}
}

// but returns the body with some fields set, or removed if the value is nil.
func (w wire) but(body, changes object) object {
	for name, value := range changes {
		body[name] = value
		if value == nil {
			delete(body, name)
		}
	}
	return body
}
