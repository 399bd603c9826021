package fake

import "time"

// What every store starts with, so that each operation has something to work on.

var (
	defaultTags  = []string{"vip", "lead", "webinar", "customer", "refused", "newsletter"}
	defaultUsers = []string{"Ihor", "Oleksii", "Max", "Daryna"}

	defaultConnections = []Connection{
		{kind: "telegram", Name: "Telegram bot"},
		{kind: "facebook", Name: "Facebook page"},
		{kind: "vkontakte", Name: "VK community"},
		{kind: "sendGrid", Name: "SendGrid"},
		{kind: "sms", Name: "SMS"},
	}

	defaultPaymentCredits = []string{"WayForPay", "Cash"}

	defaultTemplates = []struct{ category, name, text string }{
		{"Welcome", "Greeting", "Hello, {{name}}! You are in."},
		{"Welcome", "First lesson", "{{name}}, your first lesson starts on {{date}}."},
		{"Sales", "Offer", "{{name}}, {{offer}} is yours for {{price}} until tomorrow."},
		{"Sales", "Payment received", "We have received {{price}}. Thank you!"},
		{"Reminders", "Webinar in an hour", "The webinar starts in an hour."},
	}

	defaultTunnels = []struct {
		name  string
		tools []LeadGenTool
		offer Offer
	}{
		{
			"Free webinar",
			[]LeadGenTool{
				{Name: "Webinar, default", kind: "DEFAULT"},
				{Name: "Link in the profile", kind: "LINK"},
				{Name: "Code on the flyer", kind: "QR"},
			},
			Offer{Name: "Marathon", description: "A week of lessons after the webinar", Price: "49.90", Currency: "USD"},
		},
		{
			"Mini course",
			[]LeadGenTool{
				{Name: "Course, default", kind: "DEFAULT"},
				{Name: "Form on the site", kind: "FORM"},
				{Name: "Facebook ad", kind: "FB_AD"},
			},
			Offer{Name: "Full course", description: "Eight weeks with a mentor", Price: "1490.50", Currency: "UAH"},
		},
		{
			"Consultation",
			[]LeadGenTool{
				{Name: "Consultation, default", kind: "DEFAULT"},
				{Name: "Widget on the site", kind: "WIDGET"},
			},
			Offer{Name: "Consultation", description: "An hour, face to face", Price: "120", Currency: "EUR"},
		},
	}

	defaultBlocks = []string{"Start", "Reminder", "Add a deal"}
)

// companyAge is how long before the start of the server the company was founded.
const companyAge = 365 * 24 * time.Hour

// addDefaults fills a new store. The first user and the first tunnel have times without seconds, as in the vendor's
// samples.
func (s *Store) addDefaults(now timestamp) {
	founded := now.plus(-companyAge)
	age := func(i int) timestamp {
		if i == 0 {
			return founded.plus(-24 * time.Hour).withoutSeconds()
		}
		return founded
	}
	for _, name := range defaultTags {
		s.AddTag(name)
	}
	for i, name := range defaultUsers {
		s.addUser(name, age(i))
	}
	s.owner = s.Users.Rows[0].ID
	for _, n := range defaultConnections {
		n.ID = s.ids.next()
		s.Connections.add(n.ID, &n)
	}
	for _, name := range defaultPaymentCredits {
		credits := &PaymentCredits{s.ids.next(), name}
		s.PaymentCredits.add(credits.ID, credits)
	}
	for _, t := range defaultTemplates {
		s.AddTemplate(t.category, t.name, t.text)
	}
	for i, t := range defaultTunnels {
		tunnel := s.addTunnel(t.name, t.tools, age(i))
		tunnel.offer = s.addOffer(t.offer)
		tunnel.offer.tunnel = tunnel
	}
}
