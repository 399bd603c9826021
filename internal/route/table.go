package route

import "net/http"

// Op is an operation of the table.
type Op uint8

// The operations, in the order of the vendor's page.
const (
	TemplatesCategories Op = iota
	TemplatesList
	TemplatesSend
	MessagesList
	MessagesSend
	ChannelsList
	ChannelsConnections
	ChannelsPerson
	LGTCreateTrafficSource
	OrdersCreate
	OrdersList
	OrdersGet
	OrdersUpdate
	PeopleList
	PeopleGet
	PeopleUpdate
	PeopleCreate
	PeopleConnectSMS
	PeopleAddComment
	PeopleAddCall
	TagsList
	TagsRemove
	TagsAdd
	TunnelsList
	TunnelsGet
	TunnelsStats
	TunnelsStatsOf
	TunnelsSubscribe
	UsersList
	UsersGet
)

const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
)

var table = [...]Route{
	TemplatesCategories: {"Templates.Categories", get, "/categories/templates", NoBody, Read, "categories", NoID},
	TemplatesList:       {"Templates.List", get, "/categories/templates/{category_id}", NoBody, Read, "templates", NoID},
	TemplatesSend:       {"Templates.Send", post, "/messages/send-template", JSON, Act, "", NoID},

	MessagesList: {"Messages.List", get, "/communication-channels/{account_id}/chat-messages", NoBody, Read, "", NoID},
	MessagesSend: {"Messages.Send", post, "/messages/send-message", JSON, Act, "", NoID},

	ChannelsList:        {"Channels.List", get, "/communication-channels", NoBody, Read, "", NoID},
	ChannelsConnections: {"Channels.Connections", get, "/connections", NoBody, Read, "connections", NoID},
	ChannelsPerson:      {"Channels.Person", get, "/communication-channels/{account_id}/person", NoBody, Read, "", OwnID},

	LGTCreateTrafficSource: {"LGT.CreateTrafficSource", post, "/leadgentools/{leadgentool_id}/create-traffic-source", JSON, Act, "", OwnID},

	OrdersCreate: {"Orders.Create", post, "/orders", JSON, Act, "", OwnID},
	OrdersList:   {"Orders.List", get, "/orders", NoBody, Read, "", NoID},
	OrdersGet:    {"Orders.Get", get, "/orders/{order_id}", NoBody, Read, "", SameID},
	OrdersUpdate: {"Orders.Update", post, "/orders/{order_id}", Form, Act, "", SameIfAny},

	PeopleList:       {"People.List", get, "/people", NoBody, Read, "", NoID},
	PeopleGet:        {"People.Get", get, "/people/{person_id}", NoBody, Read, "", SameID},
	PeopleUpdate:     {"People.Update", put, "/people/{person_id}", JSON, Set, "", NoID},
	PeopleCreate:     {"People.Create", post, "/people", JSON, Act, "", OwnID},
	PeopleConnectSMS: {"People.ConnectSMS", post, "/people/sms", JSON, Act, "count_to_process", NoID},
	PeopleAddComment: {"People.AddComment", put, "/people/{person_id}/add-comment", JSON, Act, "", OwnID},
	PeopleAddCall:    {"People.AddCall", post, "/calls", Form, Act, "", OwnID},

	TagsList:   {"Tags.List", get, "/tags", NoBody, Read, "", NoID},
	TagsRemove: {"Tags.Remove", put, "/people/{person_id}/remove-tag", JSON, Set, "", NoID},
	TagsAdd:    {"Tags.Add", put, "/people/{person_id}/add-tag", Form, Set, "", NoID},

	TunnelsList:      {"Tunnels.List", get, "/tunnels", NoBody, Read, "", NoID},
	TunnelsGet:       {"Tunnels.Get", get, "/tunnels/{tunnel_id}", NoBody, Read, "", SameID},
	TunnelsStats:     {"Tunnels.Stats", get, "/tunnels/stats", NoBody, Read, "", NoID},
	TunnelsStatsOf:   {"Tunnels.StatsOf", get, "/tunnels/{tunnel_id}/stats", NoBody, Read, "", NoID},
	TunnelsSubscribe: {"Tunnels.Subscribe", post, "/communication-channels/{account_id}/manual-subscribe", Form, Act, "", NoID},

	UsersList: {"Users.List", get, "/users", NoBody, Read, "", NoID},
	UsersGet:  {"Users.Get", get, "/users/{user_id}", NoBody, Read, "", SameID},
}

// All returns the table, in the order of the vendor's page.
func All() []Route {
	routes := table
	return routes[:]
}

// Route returns the operation's row.
func (op Op) Route() Route { return table[op] }
