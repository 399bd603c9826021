package leelootest

import "fmt"

type trafficSourceView struct {
	ID                   string  `json:"id"`
	Type                 string  `json:"type"`
	FBAdset              *string `json:"fb_adset_id"`
	Name                 string  `json:"name"`
	Description          string  `json:"description"`
	SynchronizedWithFB   bool    `json:"synchronized_with_fb"`
	SynchronizationError bool    `json:"synchronization_error"`
	Disabled             bool    `json:"disabled"`
	Company              string  `json:"company_id"`
	LeadGenTool          string  `json:"leadgentool_id"`
	Tunnel               string  `json:"tunnel_id"`
	CreatedBy            string  `json:"created_by"`
	Hash                 string  `json:"hash"`
	ResubscribeButton    string  `json:"resubscribe_button_id"`
	Created              stamp   `json:"createdAt"`
	Updated              stamp   `json:"updatedAt"`
}

// createTrafficSource keeps nothing: no operation of the API lists traffic sources.
func (c *company) createTrafficSource(in *input) (answer, error) {
	tool := atPath(in, c.leadGenTools, "leadgentool_id")
	name, description := in.required("name"), in.optional("description")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	return answer{data: trafficSourceView{
		ID: c.ids.next(), Type: "normal", Name: name, Description: description,
		Company: c.id, LeadGenTool: tool.id, Tunnel: tool.tunnel.id, CreatedBy: c.owner,
		ResubscribeButton: c.ids.next(), Hash: fmt.Sprintf("ts%04x", c.ids.last), Created: in.now, Updated: in.now,
	}}, nil
}
