package leeloo

import "github.com/leeloo-go/leeloo/internal/codec"

// Person is the card of a person. Lists have fewer of its fields than Get and Channels.Person.
type Person struct {
	ID              PersonID       `json:"id"`
	Name            Text           `json:"name"`
	Email           Text           `json:"email"`
	Phone           Text           `json:"phone"`
	Tags            []string       `json:"tags,omitzero"` // names
	ProfileImage    Text           `json:"profileImage"`  // a URL
	Gender          Gender         `json:"gender"`
	Locale          Text           `json:"locale"` // such as "ru_RU"
	Accounts        []Account      `json:"accounts,omitzero"`
	History         []Subscription `json:"subscribeHistory,omitzero"`
	CustomFields    []CustomField  `json:"custom_fields,omitzero"`
	LastMessageTime Time           `json:"lastMessageTime"`
	CreatedAt       Time           `json:"created_at,case:ignore"`
	UpdatedAt       Time           `json:"updated_at,case:ignore"`

	// What a card links to. Lists have none of it.
	ContactedUserIDs []UserID  `json:"-"`
	OrderIDs         []OrderID `json:"-"`
	ContactedUsers   []User    `json:"-"` // with IncludeContactedUsers
	Orders           []Order   `json:"-"` // with IncludeOrders
}

func (p *Person) identity() string { return string(p.ID) }

func (p *Person) attach(rows included) {
	p.ContactedUsers, p.Orders = rows.Users, rows.Orders
}

// plainPerson is a Person without its methods.
type plainPerson Person

type personJSON struct {
	*plainPerson
	Links    personLinks `json:"links,omitzero"`
	Included *included   `json:"included,omitempty"`
}

type personLinks struct {
	ContactedUsers links[UserID]  `json:"contactedUsers,omitzero"`
	Orders         links[OrderID] `json:"orders,omitzero"`
}

func (p *Person) inList() any { return (*plainPerson)(p) }

func (p *Person) shape() shape { return &personJSON{plainPerson: (*plainPerson)(p)} }

func (w *personJSON) settle() {
	if w.plainPerson == nil { // null
		return
	}
	w.ContactedUserIDs, w.OrderIDs = w.Links.ContactedUsers.ids(), w.Links.Orders.ids()
	if w.Included != nil {
		(*Person)(w.plainPerson).attach(*w.Included)
	}
}

// UnmarshalJSON reads the card as the API writes it, or as MarshalJSON does.
func (p *Person) UnmarshalJSON(value []byte) error { return unmarshal(value, p) }

// MarshalJSON writes the card as the API does, with the rows that were brought along in the member "included".
func (p Person) MarshalJSON() ([]byte, error) {
	return codec.Marshal(personJSON{
		plainPerson: (*plainPerson)(&p),
		Links:       personLinks{linksTo("users", p.ContactedUserIDs), linksTo("orders", p.OrderIDs)},
		Included:    &included{Users: p.ContactedUsers, Orders: p.Orders},
	})
}

// Account is a person in one channel.
type Account struct {
	AccountID        AccountID        `json:"account_id"`
	ConnectionID     ConnectionID     `json:"connection_id"` // the bot
	ConnectionStatus ConnectionStatus `json:"connection_status,case:ignore"`
	From             ChannelType      `json:"from"`
}

// Subscription is an entry of a person into a tunnel.
type Subscription struct {
	TunnelID        TunnelID        `json:"tunnelId"`
	TunnelName      Text            `json:"tunnelName"`
	LeadGenToolID   LeadGenToolID   `json:"leadgentoolId"`
	LeadGenToolName Text            `json:"leadgentoolName"`
	TrafficSourceID TrafficSourceID `json:"trafficSourceId"`
	TrafficSource   Text            `json:"trafficSource"` // its name
	AccountID       AccountID       `json:"accountId"`
}

// CustomField is a field that the company has added to its cards. The types that are known are EMAIL, PHONE, NUMBER,
// DATE and KEYWORD.
type CustomField struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// CreatedPerson is the channel that [PeopleService.Create] makes along with a person.
type CreatedPerson struct {
	AccountID        AccountID        `json:"id"` // for messages and tunnels
	PersonID         PersonID         `json:"person_id"`
	Name             Text             `json:"name"`
	Tags             []string         `json:"tags,omitzero"`
	From             ChannelType      `json:"from"`
	BotStatus        Text             `json:"botStatus"`
	ConnectionStatus ConnectionStatus `json:"connectionStatus,case:ignore"`
	Gender           Gender           `json:"gender"`
	Phone            Text             `json:"phone"`
	Email            Text             `json:"email"`
	Locale           Text             `json:"locale"`
	History          []Subscription   `json:"subscribeHistory,omitzero"`
	CreatedAt        Time             `json:"createdAt,case:ignore"`
	UpdatedAt        Time             `json:"updatedAt,case:ignore"`
}

func (p *CreatedPerson) identity() string { return string(p.AccountID) }
