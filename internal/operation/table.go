package operation

// Op is an operation of the table.
type Op uint8

// The operations, in the order of the vendor's documentation.
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
	PeopleConnectEmail
	PeopleAddComment
	PeopleAddCall
	TagsList
	TagsRemove
	TagsAdd
	TunnelsList
	TunnelsGet
	TunnelsListStats
	TunnelsGetStats
	TunnelsSubscribe
	UsersList
	UsersGet
)

// Not the constants of net/http, on which package response must not depend.
const (
	get  = "GET"
	post = "POST"
	put  = "PUT"
)

var table = [...]Operation{
	TemplatesCategories: {"Templates.Categories", get, "/categories/templates", NoBody, Safe, "categories", NoID},
	TemplatesList:       {"Templates.List", get, "/categories/templates/{category_id}", NoBody, Safe, "templates", NoID},
	TemplatesSend:       {"Templates.Send", post, "/messages/send-template", JSON, NonIdempotent, "", NoID},

	MessagesList: {"Messages.List", get, "/communication-channels/{account_id}/chat-messages", NoBody, Safe, "", NoID},
	MessagesSend: {"Messages.Send", post, "/messages/send-message", JSON, NonIdempotent, "", NoID},

	ChannelsList:        {"Channels.List", get, "/communication-channels", NoBody, Safe, "", NoID},
	ChannelsConnections: {"Channels.Connections", get, "/connections", NoBody, Safe, "connections", NoID},
	ChannelsPerson:      {"Channels.Person", get, "/communication-channels/{account_id}/person", NoBody, Safe, "", OwnID},

	LGTCreateTrafficSource: {"LGT.CreateTrafficSource", post, "/leadgentools/{leadgentool_id}/create-traffic-source", JSON, NonIdempotent, "", OwnID},

	OrdersCreate: {"Orders.Create", post, "/orders", JSON, NonIdempotent, "", OwnID},
	OrdersList:   {"Orders.List", get, "/orders", NoBody, Safe, "", NoID},
	OrdersGet:    {"Orders.Get", get, "/orders/{order_id}", NoBody, Safe, "", SameID},
	OrdersUpdate: {"Orders.Update", post, "/orders/{order_id}", Form, NonIdempotent, "", SameIfAny},

	PeopleList:         {"People.List", get, "/people", NoBody, Safe, "", NoID},
	PeopleGet:          {"People.Get", get, "/people/{person_id}", NoBody, Safe, "", SameID},
	PeopleUpdate:       {"People.Update", put, "/people/{person_id}", JSON, Idempotent, "", NoID},
	PeopleCreate:       {"People.Create", post, "/people", JSON, NonIdempotent, "", OwnID},
	PeopleConnectSMS:   {"People.ConnectSMS", post, "/people/sms", JSON, NonIdempotent, "count_to_process", NoID},
	PeopleConnectEmail: {"People.ConnectEmail", post, "/accounts/email", JSON, NonIdempotent, "count_to_process", NoID}, // documented elsewhere
	PeopleAddComment:   {"People.AddComment", put, "/people/{person_id}/add-comment", JSON, NonIdempotent, "", OwnID},
	PeopleAddCall:      {"People.AddCall", post, "/calls", Form, NonIdempotent, "", OwnID},

	TagsList:   {"Tags.List", get, "/tags", NoBody, Safe, "", NoID},
	TagsRemove: {"Tags.Remove", put, "/people/{person_id}/remove-tag", JSON, Idempotent, "", NoID},
	TagsAdd:    {"Tags.Add", put, "/people/{person_id}/add-tag", Form, Idempotent, "", NoID},

	TunnelsList:      {"Tunnels.List", get, "/tunnels", NoBody, Safe, "", NoID},
	TunnelsGet:       {"Tunnels.Get", get, "/tunnels/{tunnel_id}", NoBody, Safe, "", SameID},
	TunnelsListStats: {"Tunnels.ListStats", get, "/tunnels/stats", NoBody, Safe, "", NoID},
	TunnelsGetStats:  {"Tunnels.GetStats", get, "/tunnels/{tunnel_id}/stats", NoBody, Safe, "", NoID},
	TunnelsSubscribe: {"Tunnels.Subscribe", post, "/communication-channels/{account_id}/manual-subscribe", Form, NonIdempotent, "", NoID},

	UsersList: {"Users.List", get, "/users", NoBody, Safe, "", NoID},
	UsersGet:  {"Users.Get", get, "/users/{user_id}", NoBody, Safe, "", SameID},
}

// All returns the table, in the order of the vendor's documentation.
func All() []Operation {
	operations := table
	return operations[:]
}

// Operation returns the description of an operation in the table.
func (op Op) Operation() *Operation { return &table[op] }
