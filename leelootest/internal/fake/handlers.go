package fake

// handler executes one operation. If it returns an error, which is a *Failure, it has changed nothing.
type handler func(*Store, *params) (result, error)

// handlers maps the operations of the operation table to their handlers.
var handlers = map[string]handler{
	"Templates.Categories":    (*Store).listCategories,
	"Templates.List":          (*Store).listTemplates,
	"Templates.Send":          (*Store).sendTemplate,
	"Messages.List":           (*Store).listMessages,
	"Messages.Send":           (*Store).sendMessage,
	"Channels.List":           (*Store).listChannels,
	"Channels.Connections":    (*Store).listConnections,
	"Channels.Person":         (*Store).getChannelPerson,
	"LGT.CreateTrafficSource": (*Store).createTrafficSource,
	"Orders.Create":           (*Store).createOrder,
	"Orders.List":             (*Store).listOrders,
	"Orders.Get":              (*Store).getOrder,
	"Orders.Update":           (*Store).updateOrder,
	"People.List":             (*Store).listPeople,
	"People.Get":              (*Store).getPerson,
	"People.Update":           (*Store).updatePerson,
	"People.Create":           (*Store).createPerson,
	"People.ConnectSMS":       (*Store).connectSMS,
	"People.ConnectEmail":     (*Store).connectEmail,
	"People.AddComment":       (*Store).addComment,
	"People.AddCall":          (*Store).addCall,
	"Tags.List":               (*Store).listTags,
	"Tags.Remove":             (*Store).removePersonTag,
	"Tags.Add":                (*Store).addPersonTag,
	"Tunnels.List":            (*Store).listTunnels,
	"Tunnels.Get":             (*Store).getTunnel,
	"Tunnels.ListStats":       (*Store).listTunnelStats,
	"Tunnels.GetStats":        (*Store).getTunnelStats,
	"Tunnels.Subscribe":       (*Store).subscribe,
	"Users.List":              (*Store).listUsers,
	"Users.Get":               (*Store).getUser,
}

// Known reports whether there is an operation with a name such as "Orders.Create".
func Known(op string) bool { return handlers[op] != nil }
