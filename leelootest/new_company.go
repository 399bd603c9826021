package leelootest

import "time"

// The company that every server starts with: all that the API can't make by itself, so that each operation has
// something to work on.

var (
	tagNamesOfCompany = []string{"vip", "lead", "webinar", "customer", "refused", "newsletter"}
	usersOfCompany    = []string{"Ihor", "Oleksii", "Max", "Daryna"}

	connectionsOfCompany = []connection{
		{kind: "telegram", name: "Telegram bot"},
		{kind: "facebook", name: "Facebook page"},
		{kind: "vkontakte", name: "VK community"},
		{kind: "sendGrid", name: "SendGrid"},
		{kind: "sms", name: "SMS"},
	}

	categoriesOfCompany = []category{
		{name: "Welcome", templates: []*template{
			{name: "Greeting", text: "Hello, {{name}}! You are in."},
			{name: "First lesson", text: "{{name}}, your first lesson starts on {{date}}."},
		}},
		{name: "Sales", templates: []*template{
			{name: "Offer", text: "{{name}}, {{offer}} is yours for {{price}} until tomorrow."},
			{name: "Payment received", text: "We have received {{price}}. Thank you!"},
		}},
		{name: "Reminders", templates: []*template{
			{name: "Webinar in an hour", text: "The webinar starts in an hour."},
		}},
	}

	tunnelsOfCompany = []tunnel{
		{name: "Free webinar", leadGenTools: []*leadGenTool{
			{name: "Webinar, default", kind: "DEFAULT"},
			{name: "Link in the profile", kind: "LINK"},
			{name: "Code on the flyer", kind: "QR"},
		}},
		{name: "Mini course", leadGenTools: []*leadGenTool{
			{name: "Course, default", kind: "DEFAULT"},
			{name: "Form on the site", kind: "FORM"},
			{name: "Facebook ad", kind: "FB_AD"},
		}},
		{name: "Consultation", leadGenTools: []*leadGenTool{
			{name: "Consultation, default", kind: "DEFAULT"},
			{name: "Widget on the site", kind: "WIDGET"},
		}},
	}

	// One for each tunnel.
	offersOfCompany = []offer{
		{title: "Marathon", description: "A week of lessons after the webinar", price: "49.90", currency: "USD"},
		{title: "Full course", description: "Eight weeks with a mentor", price: "1490.50", currency: "UAH"},
		{title: "Consultation", description: "An hour, face to face", price: "120", currency: "EUR"},
	}
)

// The tunnel and the users that are as old as the vendor's samples have the samples' times, without seconds.
var (
	longAgo  = stamp{at: time.Date(2015, 4, 2, 14, 20, 0, 0, time.UTC), coarse: true}
	founding = newStamp(time.Date(2022, 9, 21, 11, 37, 59, 353e6, time.UTC))
)

func ageOf(row int) stamp {
	if row == 0 {
		return longAgo
	}
	return founding
}

func newCompany() *company {
	c := &company{
		categories: newTable[*category](), templates: newTable[*template](), connections: newTable[*connection](),
		tags: newTable[*tag](), users: newTable[*user](), tunnels: newTable[*tunnel](),
		leadGenTools: newTable[*leadGenTool](), paymentCredits: newTable[string](), offers: newTable[*offer](),
		people: newTable[*person](), channels: newTable[*channel](), orders: newTable[*order](),
	}
	c.id, c.manualConnection, c.phoneConnection = c.ids.next(), c.ids.next(), c.ids.next()
	for _, name := range tagNamesOfCompany {
		t := &tag{c.ids.next(), name}
		c.tags.add(t.id, t)
	}
	for i, name := range usersOfCompany {
		c.addUser(name, ageOf(i))
	}
	c.owner = c.users.rows[0].id
	for _, n := range connectionsOfCompany {
		n.id = c.ids.next()
		c.connections.add(n.id, &n)
	}
	for range 2 {
		id := c.ids.next()
		c.paymentCredits.add(id, id)
	}
	c.addTemplates()
	c.addTunnels()
	return c
}

func (c *company) addUser(name string, at stamp) {
	u := &user{c.ids.next(), name, at, at}
	c.users.add(u.id, u)
}

func (c *company) addTemplates() {
	for _, group := range categoriesOfCompany {
		g := &category{id: c.ids.next(), name: group.name}
		c.categories.add(g.id, g)
		for _, t := range group.templates {
			t := &template{c.ids.next(), t.name, t.text}
			g.templates = append(g.templates, t)
			c.templates.add(t.id, t)
		}
	}
}

func (c *company) addTunnels() {
	for i, plan := range tunnelsOfCompany {
		c.addTunnel(plan, offersOfCompany[i], ageOf(i))
	}
}

func (c *company) addTunnel(plan tunnel, o offer, at stamp) {
	t := &tunnel{id: c.ids.next(), name: plan.name, created: at, updated: at, offer: &o}
	c.tunnels.add(t.id, t)
	for range 3 {
		t.blocks = append(t.blocks, c.ids.next())
	}
	for _, g := range plan.leadGenTools {
		g := &leadGenTool{c.ids.next(), g.name, g.kind, t, c.ids.next()}
		t.leadGenTools = append(t.leadGenTools, g)
		c.leadGenTools.add(g.id, g)
	}
	o.id, o.tunnel = c.ids.next(), t
	c.offers.add(o.id, &o)
}
