package leelootest

import (
	"time"

	"github.com/leeloo-go/leeloo"
)

type callView struct {
	ID                  string   `json:"id"`
	RawResponse         struct{} `json:"raw_response"`
	RecordLink          string   `json:"record_link"`
	Company             string   `json:"company_id"`
	User                string   `json:"user_id"`
	Account             string   `json:"account_id"`
	Provider            string   `json:"provider_type"`
	To                  string   `json:"to"`
	From                string   `json:"from"`
	Type                string   `json:"type"`
	Status              string   `json:"status"`
	TelephoneConnection string   `json:"telephone_connection_id"`
	CallID              string   `json:"call_id"`
	Seconds             int      `json:"billsec"`
	Created             stamp    `json:"created_at"`
	Updated             stamp    `json:"updated_at"`
	NextCheck           stamp    `json:"next_check"`
}

func (c *company) addCall(in *input) (answer, error) {
	ch := named(in, c.channels, "account_id")
	staff := named(in, c.users, "user_id")
	in.date("date", time.RFC3339, in.required("date"))
	call := callView{
		RecordLink: in.link("record_link"), Company: c.id, Provider: "MANUAL",
		To: in.required("to"), From: in.required("from"),
		Type:    in.choice("type", "INBOUND", "OUTBOUND"),
		Status:  in.choice("status", "TALKING", "SUCCESS", "NO_ANSWER", "CLOSED_BY_SYSTEM"),
		Seconds: in.count("duration"), TelephoneConnection: c.phoneConnection,
		Created: in.now, Updated: in.now, NextCheck: in.now.plus(20 * time.Minute),
	}
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	call.ID, call.CallID, call.User, call.Account = c.ids.next(), c.ids.uuid(), staff.id, ch.id
	ch.person.calls = append(ch.person.calls, call.ID)
	return answer{data: call}, nil
}

// Calls returns the ids of the calls on a person's card, oldest first. The API itself can't read them back.
func (s *Server) Calls(id leeloo.PersonID) []leeloo.CallID {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.company.people.byID[string(id)]
	if !ok {
		return nil
	}
	return views(p.calls, func(id string) leeloo.CallID { return leeloo.CallID(id) })
}
