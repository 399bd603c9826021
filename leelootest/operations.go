package leelootest

// operation carries out one operation: it reads its input, changes the company and answers, or refuses and changes
// nothing. The error is a *failure.
type operation func(*company, *input) (answer, error)

// operations holds what this package does, by the names of the route table.
var operations = map[string]operation{
	"Templates.Categories":    (*company).listCategories,
	"Templates.List":          (*company).listTemplates,
	"Templates.Send":          (*company).sendTemplate,
	"Messages.List":           (*company).listMessages,
	"Messages.Send":           (*company).sendMessage,
	"Channels.List":           (*company).listChannels,
	"Channels.Connections":    (*company).listConnections,
	"Channels.Person":         (*company).getChannelPerson,
	"LGT.CreateTrafficSource": (*company).createTrafficSource,
	"Orders.Create":           (*company).createOrder,
	"Orders.List":             (*company).listOrders,
	"Orders.Get":              (*company).getOrder,
	"Orders.Update":           (*company).updateOrder,
	"People.List":             (*company).listPeople,
	"People.Get":              (*company).getPerson,
	"People.Update":           (*company).updatePerson,
	"People.Create":           (*company).createPerson,
	"People.ConnectSMS":       (*company).connectSMS,
	"People.AddComment":       (*company).addComment,
	"People.AddCall":          (*company).addCall,
	"Tags.List":               (*company).listTags,
	"Tags.Remove":             (*company).removeTag,
	"Tags.Add":                (*company).addTag,
	"Tunnels.List":            (*company).listTunnels,
	"Tunnels.Get":             (*company).getTunnel,
	"Tunnels.Stats":           (*company).tunnelStats,
	"Tunnels.StatsOf":         (*company).tunnelStatsOf,
	"Tunnels.Subscribe":       (*company).subscribe,
	"Users.List":              (*company).listUsers,
	"Users.Get":               (*company).getUser,
}
