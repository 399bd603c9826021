package leeloo

import (
	"context"
	"iter"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/route"
)

// PeopleService works with people (subscribers): their cards, comments and calls.
type PeopleService service

// PeopleListParams filter the list of people.
type PeopleListParams struct {
	ListParams
	// Tags are names of tags, not ids. Whether a person must have one or all of them is not documented.
	Tags []string
	// LastMessage is when the last message came or went. The API's page calls it mandatory; callers list without it.
	LastMessage DateRange
	Phone       string // as Leeloo shows it: "+380500000000"
	Email       string
}

func (p PeopleListParams) validate() error {
	return check.All(
		p.ListParams.validate(),
		check.Each("Tags", p.Tags, check.Required),
		p.LastMessage.validate("LastMessage"),
		check.Text("Phone", p.Phone),
		check.Text("Email", p.Email),
	)
}

func (p PeopleListParams) wire() any {
	return struct {
		listQuery
		Tags []string `url:"filter[tags],omitempty"`
		lastMessageQuery
		Phone string `url:"filter[phone],omitempty"`
		Email string `url:"filter[email],omitempty"`
	}{p.query(), p.Tags, p.LastMessage.lastMessageQuery(), p.Phone, p.Email}
}

func (p PeopleListParams) with(list ListParams) listing {
	p.ListParams = list
	return p
}

// List returns a page of the people that match. Their cards are shorter than those of Get.
//
// Leeloo: GET /people
func (s *PeopleService) List(ctx context.Context, params PeopleListParams, opts ...RequestOption) (*Page[Person], error) {
	return page[Person](ctx, (*service)(s), route.PeopleList.With(), params, opts)
}

// All walks over the people that match. [ListParams] says what it promises. An error comes last.
//
// Leeloo: GET /people
func (s *PeopleService) All(ctx context.Context, params PeopleListParams, opts ...RequestOption) iter.Seq2[*Person, error] {
	return all[Person](ctx, (*service)(s), route.PeopleList.With(), params, opts)
}

// PersonInclude is something that [PeopleService.Get] can bring along.
type PersonInclude string

// What Get can bring along.
const (
	IncludeContactedUsers PersonInclude = "contactedUsers" // fills Person.ContactedUsers
	IncludeOrders         PersonInclude = "orders"         // fills Person.Orders
)

// PersonGetParams say what to bring along.
type PersonGetParams struct {
	Include []PersonInclude `url:"include,comma,omitempty"`
}

func (p PersonGetParams) validate() error {
	return check.Each("Include", p.Include, check.Name)
}

// Get returns one person.
//
// Leeloo: GET /people/{person_id}
func (s *PeopleService) Get(ctx context.Context, id PersonID, params PersonGetParams, opts ...RequestOption) (*Person, error) {
	return call[Person](ctx, (*service)(s), route.PeopleGet.With(string(id)), params, opts)
}

// PersonUpdateParams say what to change on a card. What is nil stays as it is.
type PersonUpdateParams struct {
	Phone        *string       `json:"phone,omitzero"`
	Email        *string       `json:"email,omitzero"`
	CustomFields []CustomField `json:"custom_fields,omitzero"`
}

func (p PersonUpdateParams) validate() error {
	return check.All(
		optionalText("Phone", p.Phone),
		optionalText("Email", p.Email),
		check.Each("CustomFields", p.CustomFields, func(name string, f CustomField) error {
			return check.All(
				check.Required(name+".Type", f.Type),
				check.Required(name+".Name", f.Name),
				check.Text(name+".Value", f.Value),
			)
		}),
	)
}

func optionalText(name string, text *string) error {
	if text == nil {
		return nil
	}
	return check.Text(name, *text)
}

// Update changes a person's card.
//
// Leeloo: PUT /people/{person_id}
func (s *PeopleService) Update(ctx context.Context, id PersonID, params PersonUpdateParams, opts ...RequestOption) error {
	return exec(ctx, (*service)(s), route.PeopleUpdate.With(string(id)), params, opts)
}

// PersonCreateParams describe a new person. Only Name is required.
type PersonCreateParams struct {
	Name             string        `json:"name"`
	Email            string        `json:"email,omitzero"`
	Phone            string        `json:"phone,omitzero"`
	LeadGenToolID    LeadGenToolID `json:"leadgentool_id,omitzero"`
	ConnectedUserIDs []UserID      `json:"connected_users_ids,omitempty"`
}

func (p PersonCreateParams) validate() error {
	return check.All(
		check.Required("Name", p.Name),
		check.Text("Email", p.Email),
		check.Text("Phone", p.Phone),
		check.OptionalID("LeadGenToolID", p.LeadGenToolID),
		check.Each("ConnectedUserIDs", p.ConnectedUserIDs, check.RequiredID),
	)
}

// Create adds a person, with a channel of the type MANUAL. Called twice, it may make two: look for the phone or the
// e-mail with List first.
//
// Leeloo: POST /people
func (s *PeopleService) Create(ctx context.Context, params PersonCreateParams, opts ...RequestOption) (*CreatedPerson, error) {
	return call[CreatedPerson](ctx, (*service)(s), route.PeopleCreate.With(), params, opts)
}

// SMSPerson is somebody to reach by SMS.
type SMSPerson struct {
	Name  string `json:"name,omitzero"`
	Email string `json:"email,omitzero"`
	Phone string `json:"phone"` // required
}

// ConnectSMSParams say whom to connect to an SMS bot.
type ConnectSMSParams struct {
	People        []SMSPerson   `json:"data"` // at least one
	ConnectionID  ConnectionID  `json:"connection_id"`
	LeadGenToolID LeadGenToolID `json:"leadgentool_id"`
	TagIDs        []TagID       `json:"tags,omitempty"` // optional
}

func (p ConnectSMSParams) validate() error {
	return check.All(
		check.NotEmpty("People", p.People),
		check.Each("People", p.People, func(name string, person SMSPerson) error {
			return check.All(
				check.Text(name+".Name", person.Name),
				check.Text(name+".Email", person.Email),
				check.Required(name+".Phone", person.Phone),
			)
		}),
		check.RequiredID("ConnectionID", p.ConnectionID),
		check.RequiredID("LeadGenToolID", p.LeadGenToolID),
		check.Each("TagIDs", p.TagIDs, check.RequiredID),
	)
}

// ConnectSMS gives people an SMS channel. The API does it later: queued is how many it has taken.
//
// Leeloo: POST /people/sms
func (s *PeopleService) ConnectSMS(ctx context.Context, params ConnectSMSParams, opts ...RequestOption) (queued int, err error) {
	return count(ctx, (*service)(s), route.PeopleConnectSMS.With(), params, opts)
}
