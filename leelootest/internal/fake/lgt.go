package fake

import "fmt"

type trafficSourceView struct {
	ID                   string    `json:"id"`
	Type                 string    `json:"type"`
	FBAdset              *string   `json:"fb_adset_id"`
	Name                 string    `json:"name"`
	Description          string    `json:"description"`
	SynchronizedWithFB   bool      `json:"synchronized_with_fb"`
	SynchronizationError bool      `json:"synchronization_error"`
	Disabled             bool      `json:"disabled"`
	Company              string    `json:"company_id"`
	LeadGenTool          string    `json:"leadgentool_id"`
	Tunnel               string    `json:"tunnel_id"`
	CreatedBy            string    `json:"created_by"`
	Hash                 string    `json:"hash"`
	ResubscribeButton    string    `json:"resubscribe_button_id"`
	Created              timestamp `json:"createdAt"`
	Updated              timestamp `json:"updatedAt"`
}

// createTrafficSource stores nothing: no operation of the API lists traffic sources.
func (s *Store) createTrafficSource(in *params) (result, error) {
	tool := lookupPath(in, s.leadGenTools, "leadgentool_id")
	name, description := in.required("name"), in.optional("description")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	return result{data: trafficSourceView{
		ID: s.ids.next(), Type: "normal", Name: name, Description: description,
		Company: s.companyID, LeadGenTool: tool.ID, Tunnel: tool.tunnel.ID, CreatedBy: s.owner,
		ResubscribeButton: s.ids.next(), Hash: fmt.Sprintf("ts%04x", s.ids.last), Created: in.now, Updated: in.now,
	}}, nil
}
