package leelootest

import (
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// Dataset is the data of a seeded company, each kind in the order of creation. It is a snapshot.
//
// The methods find one by its name: company.Tag("vip"). They panic if there is none, and name those that there are. Person
// finds only people of this call of Seed: AddPerson returns its own.
type Dataset struct {
	// What this call of Seed has added. Accounts[i] is the first account of People[i].
	People   []Person
	Accounts []Account
	Orders   []Order

	// What every company has, and what the Add methods have added.
	Tags           []Tag
	Tunnels        []Tunnel
	Categories     []Category
	Templates      []Template
	Users          []User
	Connections    []Connection
	PaymentCredits []PaymentCredits
	Offers         []Offer
}

// Person is a person. Phone and Email are empty if they are not defined.
type Person struct {
	ID                 leeloo.PersonID
	AccountID          leeloo.AccountID // the first account
	Name, Phone, Email string
	Tags               []string // names
}

// Account is a person in one communication channel. Its name is the person's.
type Account struct {
	ID       leeloo.AccountID
	Name     string
	PersonID leeloo.PersonID
}

// Order is an order. Its name is that of the offer.
type Order struct {
	ID       leeloo.OrderID
	Name     string
	PersonID leeloo.PersonID
	OfferID  leeloo.OfferID
}

// Tag is a tag. People and filters refer to it by its name, requests by its id.
type Tag struct {
	ID   leeloo.TagID
	Name string
}

// Tunnel is a sales tunnel.
type Tunnel struct {
	ID           leeloo.TunnelID
	Name         string
	Blocks       []TunnelBlock
	LeadGenTools []LeadGenTool
}

// TunnelBlock is a block of a tunnel. The API itself shows no names of blocks.
type TunnelBlock struct {
	ID   leeloo.TunnelBlockID
	Name string
}

// LeadGenTool is a lead generation tool of a tunnel.
type LeadGenTool struct {
	ID   leeloo.LeadGenToolID
	Name string
}

// Category is a category of templates.
type Category struct {
	ID   leeloo.CategoryID
	Name string
}

// Template is a message template.
type Template struct {
	ID        leeloo.TemplateID
	Name      string
	Category  string // its name
	Text      string
	Variables []string // the names in {{…}} in the text
}

// User is a member of the staff.
type User struct {
	ID   leeloo.UserID
	Name string
}

// Connection is a bot or an integration of the company.
type Connection struct {
	ID   leeloo.ConnectionID
	Name string
}

// PaymentCredits are a connected payment system.
type PaymentCredits struct {
	ID   leeloo.PaymentCreditsID
	Name string
}

// Offer is something for sale. The price is in the major unit: "1490.50".
type Offer struct {
	ID                    leeloo.OfferID
	Name, Price, Currency string
}

// Seed adds synthetic people: accounts, tags, chats, subscriptions, orders. Half of them have Cyrillic names. The same
// number of people on a new server results in the same data with the same ids; times are relative to the server's
// clock, up to 60 days back. Another call adds other people. Seed(0) adds nobody and returns what every company has.
//
// One in five people has no phone and another one no e-mail. One in four has an order: opened, resolved and rejected in
// turn, the first person's is opened.
//
// Seed panics if the number is negative, or if a function of BeforeEach has deleted the last tunnel or user.
func (s *Server) Seed(people int) (d Dataset) {
	if people < 0 {
		panic("leelootest: Seed requires a number of people that is not negative")
	}
	s.api.Use(func(store *fake.Store, now time.Time) {
		seeded, err := store.Seed(people, now)
		if err != nil {
			panic("leelootest: Seed: " + err.Error())
		}
		d = newDataset(store, seeded)
	})
	return d
}

// Person returns the first person of a name.
func (d Dataset) Person(name string) Person {
	return find("person", d.People, name, func(p Person) string { return p.Name })
}

// Tag returns the tag of a name.
func (d Dataset) Tag(name string) Tag {
	return find("tag", d.Tags, name, func(t Tag) string { return t.Name })
}

// Tunnel returns the tunnel of a name.
func (d Dataset) Tunnel(name string) Tunnel {
	return find("tunnel", d.Tunnels, name, func(t Tunnel) string { return t.Name })
}

// Category returns the category of a name.
func (d Dataset) Category(name string) Category {
	return find("category", d.Categories, name, func(c Category) string { return c.Name })
}

// Template returns the template of the names of its category and its own: "Welcome/Greeting".
func (d Dataset) Template(name string) Template {
	return find("template", d.Templates, name, func(t Template) string { return t.Category + "/" + t.Name })
}

// User returns the user of a name.
func (d Dataset) User(name string) User {
	return find("user", d.Users, name, func(u User) string { return u.Name })
}

// Connection returns the connection of a name.
func (d Dataset) Connection(name string) Connection {
	return find("connection", d.Connections, name, func(c Connection) string { return c.Name })
}

// Offer returns the offer of a name.
func (d Dataset) Offer(name string) Offer {
	return find("offer", d.Offers, name, func(o Offer) string { return o.Name })
}

// Block returns the block of a name.
func (t Tunnel) Block(name string) TunnelBlock {
	return find("block", t.Blocks, name, func(b TunnelBlock) string { return b.Name })
}

// LeadGenTool returns the lead generation tool of a name.
func (t Tunnel) LeadGenTool(name string) LeadGenTool {
	return find("lead generation tool", t.LeadGenTools, name, func(g LeadGenTool) string { return g.Name })
}

func find[T any](kind string, list []T, name string, nameOf func(T) string) T {
	for _, item := range list {
		if nameOf(item) == name {
			return item
		}
	}
	if len(list) == 0 {
		panic("leelootest: there is no " + kind + ` "` + name + `", nor any other`)
	}
	panic("leelootest: there is no " + kind + ` "` + name + `", only ` + strings.Join(mapped(list, nameOf), ", "))
}
