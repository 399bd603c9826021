package leeloo

import (
	"time"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// Person is the card of a person (a subscriber).
//
//readgen:model
type Person struct {
	ID              PersonID  `json:"id"`
	Name            string    `json:"name"`
	Email           string    `json:"email"`
	Phone           string    `json:"phone"`                    // as it was entered
	Tags            []string  `json:"tags,omitzero"`            // names
	Accounts        []Account `json:"accounts,omitzero"`        // see MessageAccount
	LastMessageTime time.Time `json:"lastMessageTime,omitzero"` // only in lists
	CreatedAt       time.Time `json:"created_at,omitzero"`      // not always in lists

	// Lists do not have what follows.

	ProfileImage     string         `json:"profileImage"` // a URL
	Gender           Gender         `json:"gender"`
	Locale           string         `json:"locale"` // for example "ru_RU"
	History          []Subscription `json:"subscribeHistory,omitzero"`
	CustomFields     []CustomField  `json:"custom_fields,omitzero"`
	UpdatedAt        time.Time      `json:"updated_at,omitzero"`
	ContactedUserIDs []UserID       `json:"-"`
	OrderIDs         []OrderID      `json:"-"`

	ContactedUsers []User  `json:"-"` // only from Get with IncludeContactedUsers
	Orders         []Order `json:"-"` // only from Get with IncludeOrders
}

func (p *Person) resourceID() string { return string(p.ID) }

func (p *Person) include(items included) { p.ContactedUsers, p.Orders = items.Users, items.Orders }

// MessageAccount returns the account to send messages to: the first whose connection is OK and that is not MANUAL, or
// else the first that is MANUAL. ok is false if there is neither.
func (p *Person) MessageAccount() (account Account, ok bool) {
	for _, a := range p.Accounts {
		if a.ConnectionStatus == ConnectionStatusOK && a.From != ChannelTypeManual {
			return a, true
		}
		if a.From == ChannelTypeManual && !ok {
			account, ok = a, true
		}
	}
	return account, ok
}

var personLinkNames = []string{"contactedUsers", "orders"}

//readgen:links
func (p *Person) readLinks(r *codec.Reader) {
	for place := range r.Object(personLinkNames) {
		switch place {
		case 0:
			p.ContactedUserIDs = readLinks[UserID](r)
		case 1:
			p.OrderIDs = readLinks[OrderID](r)
		}
	}
}

//readgen:included
func (p *Person) readIncluded(r *codec.Reader) {
	var items included
	items.read(r)
	p.include(items)
}

// UnmarshalJSON reads the card as the API or MarshalJSON writes it.
func (p *Person) UnmarshalJSON(value []byte) error {
	*p = Person{}
	return codec.Read(value, codec.ReadFunc(p.read))
}

// MarshalJSON writes the card as the API does. Included items are in the member "included".
func (p Person) MarshalJSON() ([]byte, error) {
	type plain Person // without this method
	type links struct {
		ContactedUsers []link[UserID]  `json:"contactedUsers,omitzero"`
		Orders         []link[OrderID] `json:"orders,omitzero"`
	}
	return codec.Marshal(struct {
		*plain
		Links    links     `json:"links,omitzero"`
		Included *included `json:"included,omitempty"`
	}{
		(*plain)(&p),
		links{linksTo("users", p.ContactedUserIDs), linksTo("orders", p.OrderIDs)},
		&included{Users: p.ContactedUsers, Orders: p.Orders},
	})
}

// Account is a person in one communication channel.
//
//readgen:model
type Account struct {
	AccountID        AccountID        `json:"account_id"`
	ConnectionID     ConnectionID     `json:"connection_id"` // the bot
	ConnectionStatus ConnectionStatus `json:"connection_status"`
	From             ChannelType      `json:"from"`
}

// Subscription is an entry of a person into a tunnel.
//
//readgen:model
type Subscription struct {
	TunnelID        TunnelID        `json:"tunnelId"`
	TunnelName      string          `json:"tunnelName"`
	LeadGenToolID   LeadGenToolID   `json:"leadgentoolId"`
	LeadGenToolName string          `json:"leadgentoolName"`
	TrafficSourceID TrafficSourceID `json:"trafficSourceId"`
	TrafficSource   string          `json:"trafficSource"` // its name
	AccountID       AccountID       `json:"accountId"`
}

// CustomField is a field that the company added to its cards. The known types are EMAIL, PHONE, NUMBER, DATE and KEYWORD.
//
//readgen:model
type CustomField struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value" leeloo:"verbatim"` // as written, also if it is "NOT_DEFINED"
}

// CreatedPerson is the account that [PeopleService.Create] creates together with a person.
//
//readgen:model
type CreatedPerson struct {
	AccountID        AccountID        `json:"id"` // for messages and tunnels
	PersonID         PersonID         `json:"person_id"`
	Name             string           `json:"name"`
	Tags             []string         `json:"tags,omitzero"`
	From             ChannelType      `json:"from"`
	BotStatus        string           `json:"botStatus"`
	ConnectionStatus ConnectionStatus `json:"connectionStatus"`
	Gender           Gender           `json:"gender"`
	Phone            string           `json:"phone"`
	Email            string           `json:"email"`
	Locale           string           `json:"locale"`
	History          []Subscription   `json:"subscribeHistory,omitzero"`
	CreatedAt        time.Time        `json:"createdAt,omitzero"`
	UpdatedAt        time.Time        `json:"updatedAt,omitzero"`
}

func (p *CreatedPerson) resourceID() string { return string(p.AccountID) }

// PersonInclude is related data that [PeopleService.Get] can include.
type PersonInclude string

// The related data of a person.
const (
	IncludeContactedUsers PersonInclude = "contactedUsers" // fills Person.ContactedUsers
	IncludeOrders         PersonInclude = "orders"         // fills Person.Orders
)

// PersonGetParams are the params of [PeopleService.Get].
type PersonGetParams struct {
	Include []PersonInclude `url:"include,comma,omitempty"`
}

func (p PersonGetParams) validate() error {
	return validate.Each("Include", p.Include, validate.Name)
}

func (p PersonGetParams) body() request.Body { return request.Query(p) }
