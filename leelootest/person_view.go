package leelootest

import "encoding/json"

// Leeloo shows a person in three ways, each with spellings and omissions of its own.

type listedPersonView struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Email       string        `json:"email"`
	Phone       string        `json:"phone"`
	Tags        []string      `json:"tags"`
	Accounts    []accountView `json:"accounts"`
	LastMessage stamp         `json:"lastMessageTime"`
	Created     stamp         `json:"createdAt"`
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
	Created      stamp              `json:"created_at"`
	Updated      stamp              `json:"updated_at"`
}

// createdPersonView is a person as People.Create answers: under the id of the new channel.
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
	Created          stamp              `json:"createdAt"`
	Updated          stamp              `json:"updatedAt"`
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
	Updated  stamp       `json:"updatedAt"`
}

const connectionOK = "OK"

func viewListedPerson(p *person) listedPersonView {
	return listedPersonView{
		p.id, p.name, orNotDefined(p.email), orNotDefined(p.phone), tagNames(p), views(p.channels, viewAccount),
		p.lastMessage(), p.created,
	}
}

func viewPerson(p *person) personView {
	return personView{
		ID: p.id, Name: p.name, Tags: tagNames(p),
		ProfileImage: orNotDefined(p.profileImage), Gender: orNotDefined(p.gender),
		Phone: orNotDefined(p.phone), Email: orNotDefined(p.email), Locale: p.locale,
		Accounts: views(p.channels, viewAccount), History: views(p.history, viewSubscription),
		Links: map[string][]link{
			"contactedUsers": views(p.contactedUsers, func(u *user) link { return link{"users", u.id} }),
			"orders":         views(p.orders, func(o *order) link { return link{"orders", o.id} }),
		},
		CustomFields: append([]customField{}, p.customFields...),
		Created:      p.created, Updated: p.updated,
	}
}

func viewCreatedPerson(ch *channel) createdPersonView {
	p := ch.person
	return createdPersonView{
		ch.id, p.id, p.name, tagNames(p), ch.from, botAnswers, connectionOK, orNotDefined(p.gender),
		orNotDefined(p.phone), orNotDefined(p.email), p.locale, views(p.history, viewSubscription), p.created, p.updated,
	}
}

func viewAccount(ch *channel) accountView {
	return accountView{ch.id, ch.connection, connectionOK, ch.from}
}

func viewSubscription(s subscription) subscriptionView {
	tool := s.leadGenTool
	return subscriptionView{
		tool.tunnel.name, tool.name, "Default traffic source", tool.tunnel.id, tool.id, tool.source, s.channel.id,
	}
}

func viewIncludedOrder(o *order) includedOrderView {
	return includedOrderView{o.id, o.offer.title, json.Number(o.price), o.currency, o.status, o.updated}
}

func tagNames(p *person) []string { return views(p.tags, func(t *tag) string { return t.name }) }
