package fake

import "time"

type callView struct {
	ID                  string    `json:"id"`
	RawResponse         struct{}  `json:"raw_response"`
	RecordLink          string    `json:"record_link"`
	Company             string    `json:"company_id"`
	User                string    `json:"user_id"`
	Account             string    `json:"account_id"`
	Provider            string    `json:"provider_type"`
	To                  string    `json:"to"`
	From                string    `json:"from"`
	Type                string    `json:"type"`
	Status              string    `json:"status"`
	TelephoneConnection string    `json:"telephone_connection_id"`
	CallID              string    `json:"call_id"`
	Seconds             int       `json:"billsec"`
	Created             timestamp `json:"created_at"`
	Updated             timestamp `json:"updated_at"`
	NextCheck           timestamp `json:"next_check"`
}

func (s *Store) addCall(in *params) (result, error) {
	ch := lookupField(in, s.Channels, "account_id")
	staff := lookupField(in, s.Users, "user_id")
	in.date("date", time.RFC3339, in.required("date"))
	call := callView{
		RecordLink: in.link("record_link"), Company: s.companyID, Provider: "MANUAL",
		To: in.required("to"), From: in.required("from"),
		Type:    in.choice("type", "INBOUND", "OUTBOUND"),
		Status:  in.choice("status", "TALKING", "SUCCESS", "NO_ANSWER", "CLOSED_BY_SYSTEM"),
		Seconds: in.count("duration"), TelephoneConnection: s.phoneConnection,
		Created: in.now, Updated: in.now, NextCheck: in.now.plus(20 * time.Minute),
	}
	if err := in.failure(); err != nil {
		return result{}, err
	}
	call.ID, call.CallID, call.User, call.Account = s.ids.next(), s.ids.uuid(), staff.ID, ch.ID
	ch.Person.Calls = append(ch.Person.Calls, call.ID)
	return result{data: call}, nil
}
