package fake

import (
	"slices"
	"time"
)

// Store is the data of one company. It is not safe for concurrent use: API guards it.
type Store struct {
	Tags           *Table[*Tag]
	Users          *Table[*User]
	Connections    *Table[*Connection]
	PaymentCredits *Table[*PaymentCredits]
	Categories     *Table[*Category]
	Templates      *Table[*Template]
	Tunnels        *Table[*Tunnel]
	Offers         *Table[*Offer]
	People         *Table[*Person]
	Channels       *Table[*Channel]
	Orders         *Table[*Order]

	leadGenTools     *Table[*LeadGenTool]
	ids              ids
	peopleCreated    int    // deleted people included, so that no two people are seeded alike
	companyID, owner string // owner is the user to whom the token belongs
	manualConnection string // of the accounts that the API creates; Channels.Connections does not list it
	phoneConnection  string
}

// Tag is a tag. It never changes.
type Tag struct{ ID, Name string }

// User is a member of the staff.
type User struct {
	ID, Name         string
	created, updated timestamp
}

// Connection is a bot or an integration of the company.
type Connection struct{ ID, Name, kind string }

// PaymentCredits are a connected payment system.
type PaymentCredits struct{ ID, Name string }

// Category is a category of templates.
type Category struct {
	ID, Name  string
	templates []*Template
}

// Template is a message template.
type Template struct {
	ID, Name, Text string
	Category       *Category
}

// Tunnel is a sales tunnel.
type Tunnel struct {
	ID, Name         string
	Blocks           []Block
	LeadGenTools     []*LeadGenTool
	created, updated timestamp
	offer            *Offer
}

// Block is a block of a tunnel. The API shows no names of blocks.
type Block struct{ ID, Name string }

// LeadGenTool is a lead generation tool of a tunnel.
type LeadGenTool struct {
	ID, Name, kind string
	tunnel         *Tunnel
	source         string // id of the default traffic source
}

// Offer is something for sale.
type Offer struct {
	ID, Name, Price, Currency string
	description               string
	tunnel                    *Tunnel // nil: it is sold in no tunnel
}

// Person is a client card.
type Person struct {
	ID, Name, Email, Phone       string
	Tags                         []*Tag
	Channels                     []*Channel
	Orders                       []*Order
	Comments, Calls              []string // texts, ids
	profileImage, gender, locale string
	created, updated             timestamp
	history                      []subscription
	customFields                 []customField
	contactedUsers               []*User
}

// Channel is a person in one communication channel; the API also calls it an account.
type Channel struct {
	ID, From                      string
	Person                        *Person
	connection                    string
	utmMarks                      map[string]string
	chat                          []message // oldest first
	lastMessage, created, updated timestamp
}

type subscription struct {
	leadGenTool *LeadGenTool
	channel     *Channel
}

type customField struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Order is an order of a person.
type Order struct {
	ID                              string
	Person                          *Person
	Offer                           *Offer
	email, phone                    string
	price, currency, status, method string
	created, updated                timestamp
}

func (s *Store) newPerson(name, email, phone string, at timestamp) *Person {
	p := &Person{ID: s.ids.next(), Name: name, Email: email, Phone: phone, created: at, updated: at}
	s.People.add(p.ID, p)
	s.peopleCreated++
	return p
}

// newManualChannel creates a person with a MANUAL channel, as Leeloo does for a person who comes from the API.
func (s *Store) newManualChannel(name, email, phone string, at timestamp) *Channel {
	return s.newChannel(s.newPerson(name, email, phone, at), "MANUAL", s.manualConnection, at)
}

// newChannel gives the person a channel. Until a message is added, the time of its last message is that of its
// creation, so that a filter by day finds new people.
func (s *Store) newChannel(p *Person, from, connection string, at timestamp) *Channel {
	ch := &Channel{
		ID: s.ids.next(), connection: connection, From: from, Person: p, utmMarks: map[string]string{},
		lastMessage: at, created: at, updated: at,
	}
	p.Channels = append(p.Channels, ch)
	s.Channels.add(ch.ID, ch)
	return ch
}

func (ch *Channel) subscribe(tool *LeadGenTool, at timestamp) {
	ch.Person.history = append(ch.Person.history, subscription{tool, ch})
	ch.Person.updated = at
}

func (p *Person) addTag(t *Tag, at timestamp) {
	if !slices.Contains(p.Tags, t) {
		p.Tags = append(p.Tags, t)
	}
	p.updated = at
}

func (p *Person) hasTag(name string) bool {
	return slices.ContainsFunc(p.Tags, func(t *Tag) bool { return t.Name == name })
}

// lastMessage returns the latest time of the person's channels.
func (p *Person) lastMessage() timestamp {
	if len(p.Channels) == 0 {
		return p.created // the last channel was deleted
	}
	latest := slices.MaxFunc(p.Channels, func(a, b *Channel) int { return a.lastMessage.at.Compare(b.lastMessage.at) })
	return latest.lastMessage
}

func (s *Store) newOrder(buyer *Person, offer *Offer, at timestamp) *Order {
	o := &Order{
		ID: s.ids.next(), Person: buyer, Offer: offer, email: buyer.Email, phone: buyer.Phone,
		price: offer.Price, currency: offer.Currency, status: opened, method: "MANUAL", created: at, updated: at,
	}
	s.Orders.add(o.ID, o)
	buyer.Orders = append(buyer.Orders, o)
	return o
}

// notDefined is what Leeloo sends for an unknown value.
const notDefined = "NOT_DEFINED"

func orNotDefined(value string) string {
	if value == "" {
		return notDefined
	}
	return value
}

func withoutNotDefined(value string) string {
	if value == notDefined {
		return ""
	}
	return value
}

// newStore returns what every company has: all that the API itself cannot create.
func newStore(now time.Time) *Store {
	s := &Store{
		Categories: newTable[*Category](), Templates: newTable[*Template](), Connections: newTable[*Connection](),
		Tags: newTable[*Tag](), Users: newTable[*User](), Tunnels: newTable[*Tunnel](),
		leadGenTools: newTable[*LeadGenTool](), PaymentCredits: newTable[*PaymentCredits](),
		Offers: newTable[*Offer](), People: newTable[*Person](), Channels: newTable[*Channel](),
		Orders: newTable[*Order](),
	}
	s.companyID, s.manualConnection, s.phoneConnection = s.ids.next(), s.ids.next(), s.ids.next()
	s.addDefaults(newTimestamp(now))
	return s
}
