package fake

import "encoding/json"

// Leeloo sends a person in three forms, each with its own spellings and omissions.

type listedPersonView struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Email       string        `json:"email"`
	Phone       string        `json:"phone"`
	Tags        []string      `json:"tags"`
	Accounts    []accountView `json:"accounts"`
	LastMessage timestamp     `json:"lastMessageTime"`
	Created     timestamp     `json:"createdAt"`
}

type personView struct {
	ID           string             `json:"id"`
	Name         string             `json:"name"`
	Tags         []string           `json:"tags"`
	ProfileImage string             `json:"profileImage"`
	Gender       string             `json:"gender"`
	Phone        string             `json:"phone"`
	Email        string             `json:"email"`
	Locale       string             `json:"locale"`
	Accounts     []accountView      `json:"accounts"`
	History      []subscriptionView `json:"subscribeHistory"`
	Links        map[string][]link  `json:"links"`
	CustomFields []customField      `json:"custom_fields"`
	Created      timestamp          `json:"created_at"`
	Updated      timestamp          `json:"updated_at"`
}

// createdPersonView is the response of People.Create: its id is that of the new channel.
type createdPersonView struct {
	Account          string             `json:"id"`
	Person           string             `json:"person_id"`
	Name             string             `json:"name"`
	Tags             []string           `json:"tags"`
	From             string             `json:"from"`
	BotStatus        string             `json:"botStatus"`
	ConnectionStatus string             `json:"connectionStatus"`
	Gender           string             `json:"gender"`
	Phone            string             `json:"phone"`
	Email            string             `json:"email"`
	Locale           string             `json:"locale"`
	History          []subscriptionView `json:"subscribeHistory"`
	Created          timestamp          `json:"createdAt"`
	Updated          timestamp          `json:"updatedAt"`
}

type accountView struct {
	Account          string `json:"account_id"`
	Connection       string `json:"connection_id"`
	ConnectionStatus string `json:"connection_status"`
	From             string `json:"from"`
}

type subscriptionView struct {
	TunnelName      string `json:"tunnelName"`
	LeadGenToolName string `json:"leadgentoolName"`
	TrafficSource   string `json:"trafficSource"`
	Tunnel          string `json:"tunnelId"`
	LeadGenTool     string `json:"leadgentoolId"`
	TrafficSourceID string `json:"trafficSourceId"`
	Account         string `json:"accountId"`
}

type link struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

type includedOrderView struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Price    json.Number `json:"price"`
	Currency string      `json:"currency"`
	Status   string      `json:"status"`
	Updated  timestamp   `json:"updatedAt"`
}

const connectionOK = "OK"

func viewListedPerson(p *Person) listedPersonView {
	return listedPersonView{
		p.ID, p.Name, orNotDefined(p.Email), orNotDefined(p.Phone), tagNames(p), mapped(p.Channels, viewAccount),
		p.lastMessage(), p.created,
	}
}

func viewPerson(p *Person) personView {
	return personView{
		ID: p.ID, Name: p.Name, Tags: tagNames(p),
		ProfileImage: orNotDefined(p.profileImage), Gender: orNotDefined(p.gender),
		Phone: orNotDefined(p.Phone), Email: orNotDefined(p.Email), Locale: p.locale,
		Accounts: mapped(p.Channels, viewAccount), History: mapped(p.history, viewSubscription),
		Links: map[string][]link{
			"contactedUsers": mapped(p.contactedUsers, func(u *User) link { return link{"users", u.ID} }),
			"orders":         mapped(p.Orders, func(o *Order) link { return link{"orders", o.ID} }),
		},
		CustomFields: append([]customField{}, p.customFields...),
		Created:      p.created, Updated: p.updated,
	}
}

func viewCreatedPerson(ch *Channel) createdPersonView {
	p := ch.Person
	return createdPersonView{
		ch.ID, p.ID, p.Name, tagNames(p), ch.From, botStatus, connectionOK, orNotDefined(p.gender),
		orNotDefined(p.Phone), orNotDefined(p.Email), p.locale, mapped(p.history, viewSubscription), p.created, p.updated,
	}
}

func viewAccount(ch *Channel) accountView {
	return accountView{ch.ID, ch.connection, connectionOK, ch.From}
}

func viewSubscription(s subscription) subscriptionView {
	tool := s.leadGenTool
	return subscriptionView{
		tool.tunnel.Name, tool.Name, "Default traffic source", tool.tunnel.ID, tool.ID, tool.source, s.channel.ID,
	}
}

func viewIncludedOrder(o *Order) includedOrderView {
	return includedOrderView{o.ID, o.Offer.Name, json.Number(o.price), o.currency, o.status, o.updated}
}

func tagNames(p *Person) []string { return mapped(p.Tags, func(t *Tag) string { return t.Name }) }
