package leeloo

import (
	"context"
	"iter"
	"slices"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/phone"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// PeopleService works with people (subscribers): their cards, comments and telephone calls.
type PeopleService service

// PeopleListParams filter the list of people. A field that is empty does not filter.
type PeopleListParams struct {
	ListParams
	// Tags are names of tags, not ids. The vendor does not document whether a person must have one or all of them.
	Tags []string
	// LastMessage is the days in which the last message was sent or received. The vendor's documentation calls it
	// mandatory; other callers list people without it.
	LastMessage DateRange
	Phone       string // "+" and digits; blanks, hyphens, brackets and dots are removed
	Email       string
}

func (p PeopleListParams) validate() error {
	return validate.All(
		p.ListParams.validate(),
		validate.Each("Tags", p.Tags, validate.Required),
		p.LastMessage.validate("LastMessage"),
		validate.NotBlank("Phone", p.Phone),
		phone.Validate("Phone", p.Phone),
		validate.NotBlank("Email", p.Email),
	)
}

func (p PeopleListParams) body() request.Body {
	return request.Query(struct {
		pageQuery
		Tags []string `url:"filter[tags],omitempty"`
		lastMessageQuery
		Phone string `url:"filter[phone],omitempty"`
		Email string `url:"filter[email],omitempty"`
	}{p.query(), p.Tags, p.LastMessage.query(), phone.Normalize(p.Phone), p.Email})
}

func (p PeopleListParams) withPage(page ListParams) pageParams {
	p.ListParams = page
	return p
}

// List returns a page of the people that match. The items have fewer fields than those of Get: see [Person].
//
// Leeloo: GET /people
func (s *PeopleService) List(ctx context.Context, params PeopleListParams, opts ...RequestOption) (*Page[Person], error) {
	return doPage[Person](ctx, (*service)(s), operation.PeopleList.With(), params, opts)
}

// All iterates over the people that match. See [ListParams] for what it guarantees. The items have fewer fields than
// those of Get: see [Person].
//
// Leeloo: GET /people
func (s *PeopleService) All(ctx context.Context, params PeopleListParams, opts ...RequestOption) iter.Seq2[*Person, error] {
	return doAll[Person](ctx, (*service)(s), operation.PeopleList.With(), params, opts)
}

// ByPhone returns all people with a phone, in the order of the list. It compares digits, since Leeloo stores phones as
// they were entered. Several people may have the same phone. A phone without digits is [ErrInvalidArgument].
//
// Leeloo: GET /people
func (s *PeopleService) ByPhone(ctx context.Context, number string, opts ...RequestOption) ([]Person, error) {
	digits := phone.Digits(number)
	if err := phone.Validate("phone", "+"+digits); err != nil {
		return nil, invalidArgument(lookup(operation.PeopleList, "People.ByPhone"), err)
	}
	var matches []Person
	for person, err := range s.All(ctx, PeopleListParams{Phone: "+" + digits}, opts...) {
		if err != nil {
			return nil, err
		}
		if phone.Digits(person.Phone) == digits {
			matches = append(matches, *person)
		}
	}
	return matches, nil
}

// Get returns one person.
//
// Leeloo: GET /people/{person_id}
func (s *PeopleService) Get(ctx context.Context, id PersonID, params PersonGetParams, opts ...RequestOption) (*Person, error) {
	return doOne[Person](ctx, (*service)(s), operation.PeopleGet.With(string(id)), params, opts)
}

// PersonCreateParams are the params of [PeopleService.Create]. Only Name is required.
type PersonCreateParams struct {
	Name             string        `json:"name"`
	Email            string        `json:"email,omitzero"`
	Phone            string        `json:"phone,omitzero"` // "+" and digits; blanks, hyphens, brackets and dots are removed
	LeadGenToolID    LeadGenToolID `json:"leadgentool_id,omitzero"`
	ConnectedUserIDs []UserID      `json:"connected_users_ids,omitempty"`
}

func (p PersonCreateParams) validate() error {
	return validate.All(
		validate.Required("Name", p.Name),
		validate.NotBlank("Email", p.Email),
		phone.Validate("Phone", p.Phone),
		validate.OptionalID("LeadGenToolID", p.LeadGenToolID),
		validate.Each("ConnectedUserIDs", p.ConnectedUserIDs, validate.RequiredID),
	)
}

func (p PersonCreateParams) body() request.Body {
	p.Phone = phone.Normalize(p.Phone)
	return request.JSON(p)
}

// Create adds a person, with an account of the type MANUAL. If called twice, it may create two people: look for the
// phone with ByPhone, or for the e-mail with List, first.
//
// Leeloo: POST /people
func (s *PeopleService) Create(ctx context.Context, params PersonCreateParams, opts ...RequestOption) (*CreatedPerson, error) {
	return doOne[CreatedPerson](ctx, (*service)(s), operation.PeopleCreate.With(), params, opts)
}

// PersonUpdateParams are the params of [PeopleService.Update]. A nil field does not change.
type PersonUpdateParams struct {
	Phone        *string       `json:"phone,omitzero"` // "+" and digits; blanks, hyphens, brackets and dots are removed
	Email        *string       `json:"email,omitzero"`
	CustomFields []CustomField `json:"custom_fields,omitzero"`
}

func (p PersonUpdateParams) validate() error {
	return validate.All(
		validateOptional("Phone", p.Phone, phone.Validate),
		validateOptional("Email", p.Email, validate.Text),
		validate.Each("CustomFields", p.CustomFields, func(name string, f CustomField) error {
			return validate.All(
				validate.Required(name+".Type", f.Type),
				validate.Required(name+".Name", f.Name),
				validate.Text(name+".Value", f.Value),
			)
		}),
	)
}

func validateOptional(name string, text *string, check func(name, text string) error) error {
	if text == nil {
		return nil
	}
	return check(name, *text)
}

func (p PersonUpdateParams) body() request.Body {
	if p.Phone != nil {
		p.Phone = new(phone.Normalize(*p.Phone))
	}
	return request.JSON(p)
}

// Update changes the card of a person.
//
// Leeloo: PUT /people/{person_id}
func (s *PeopleService) Update(ctx context.Context, id PersonID, params PersonUpdateParams, opts ...RequestOption) error {
	return do(ctx, (*service)(s), operation.PeopleUpdate.With(string(id)), params, opts)
}

// SMSPerson is a person to connect to an SMS bot.
type SMSPerson struct {
	Name  string `json:"name,omitzero"`
	Email string `json:"email,omitzero"`
	Phone string `json:"phone"` // required: "+" and digits; blanks, hyphens, brackets and dots are removed
}

// ConnectSMSParams are the params of [PeopleService.ConnectSMS].
type ConnectSMSParams struct {
	People        []SMSPerson   `json:"data"` // at least one
	ConnectionID  ConnectionID  `json:"connection_id"`
	LeadGenToolID LeadGenToolID `json:"leadgentool_id"`
	TagIDs        []TagID       `json:"tags,omitempty"` // optional
}

func (p ConnectSMSParams) validate() error {
	return validate.All(
		validate.NotEmpty("People", p.People),
		validate.Each("People", p.People, func(name string, person SMSPerson) error {
			return validate.All(
				validate.Text(name+".Name", person.Name),
				validate.NotBlank(name+".Email", person.Email),
				validate.Required(name+".Phone", person.Phone),
				phone.Validate(name+".Phone", person.Phone),
			)
		}),
		validate.RequiredID("ConnectionID", p.ConnectionID),
		validate.RequiredID("LeadGenToolID", p.LeadGenToolID),
		validate.Each("TagIDs", p.TagIDs, validate.RequiredID),
	)
}

func (p ConnectSMSParams) body() request.Body {
	p.People = slices.Clone(p.People)
	for i := range p.People {
		p.People[i].Phone = phone.Normalize(p.People[i].Phone)
	}
	return request.JSON(p)
}

// ConnectSMS connects people to an SMS bot, with an account for each. The API creates the accounts later: accepted is the
// number of people that it accepted. It probably ignores a person who is already connected, and counts them as accepted.
//
// Leeloo: POST /people/sms
func (s *PeopleService) ConnectSMS(ctx context.Context, params ConnectSMSParams, opts ...RequestOption) (accepted int, err error) {
	return doCount(ctx, (*service)(s), operation.PeopleConnectSMS.With(), params, opts)
}

// EmailPerson is a person to connect to an e-mail connection.
type EmailPerson struct {
	Email string `json:"email"` // required
	Name  string `json:"name,omitzero"`
	Phone string `json:"phone,omitzero"` // "+" and digits; blanks, hyphens, brackets and dots are removed
}

// ConnectEmailParams are the params of [PeopleService.ConnectEmail].
type ConnectEmailParams struct {
	People       []EmailPerson // at least one
	ConnectionID ConnectionID  // an e-mail connection
	TagIDs       []TagID       // optional
}

func (p ConnectEmailParams) validate() error {
	return validate.All(
		validate.NotEmpty("People", p.People),
		validate.Each("People", p.People, func(name string, person EmailPerson) error {
			return validate.All(
				validate.Required(name+".Email", person.Email),
				validate.Text(name+".Name", person.Name),
				phone.Validate(name+".Phone", person.Phone),
			)
		}),
		validate.RequiredID("ConnectionID", p.ConnectionID),
		validate.Each("TagIDs", p.TagIDs, validate.RequiredID),
	)
}

func (p ConnectEmailParams) body() request.Body {
	people := slices.Clone(p.People)
	for i := range people {
		people[i].Phone = phone.Normalize(people[i].Phone)
	}
	var tags any // one tag is a string in the vendor's sample
	switch len(p.TagIDs) {
	case 0:
	case 1:
		tags = p.TagIDs[0]
	default:
		tags = p.TagIDs
	}
	return request.JSON(struct {
		People       []EmailPerson `json:"data"`
		ConnectionID ConnectionID  `json:"connection_id"`
		Tags         any           `json:"tags,omitzero"`
	}{people, p.ConnectionID, tags})
}

// ConnectEmail connects people to an e-mail connection, with an account for each. The API creates the accounts later:
// accepted is the number of people that it accepted. It ignores an e-mail that is already connected, and counts it as
// accepted; it drops a phone that is not valid. The vendor documents this operation outside the main page, and whether
// several tags are allowed is not known: one is sent as a string, several as an array.
//
// Leeloo: POST /accounts/email
func (s *PeopleService) ConnectEmail(ctx context.Context, params ConnectEmailParams, opts ...RequestOption) (accepted int, err error) {
	return doCount(ctx, (*service)(s), operation.PeopleConnectEmail.With(), params, opts)
}
