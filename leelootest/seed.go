package leelootest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Seed adds synthetic people to the company: channels, tags, chats over weeks, subscriptions, orders. On a new server
// the same number makes the same people, to the last id; a second call adds others. Seed(0) adds nobody and tells the
// ids of what every company has.
//
// Each fifth person has no phone and another fifth no e-mail. Each fourth has an order: opened, resolved and rejected
// in turn, the first person's opened.
func (s *Server) Seed(people int) Dataset {
	if people < 0 {
		panic("leelootest: Seed takes a number of people, it is negative")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.company
	if people > 0 && (len(c.tunnels.rows) == 0 || len(c.users.rows) == 0) {
		panic("leelootest: Seed needs a tunnel and a user, and BeforeEach has deleted the last one")
	}
	before, first := len(c.people.rows), c.everybody
	rng := rand.New(rand.NewPCG(0x1ee100, uint64(first)))
	for i := range people {
		c.seedPerson(first+i, rng)
	}
	return c.dataset(c.people.rows[before:])
}

var (
	firstNames = []string{
		"Olena", "Ivan", "Mark", "Nadia", "Feliks", "Anna", "Bohdan", "Kateryna", "Taras", "Yulia", "Denys", "Sofia",
		"Roman", "Iryna", "Artem", "Halyna", "Pavlo", "Vira", "Stepan", "Zoia",
	}
	lastNames = []string{
		"Testenko", "Samplenko", "Fakir", "Demchuk", "Mokovych", "Stubko", "Fixturna", "Placeholdska", "Dummychenko",
	}
	chatTexts = []string{
		"Hello! You are in.", "Your first lesson is ready.", "How did it go?", "The webinar starts in an hour.",
		"Here is the recording.", "Places are running out.", "Any questions?", "See you tomorrow!",
	}
	sources = []string{"instagram", "facebook", "google", "newsletter"}
)

// The first person is as old as the company; then one comes every 47 minutes.
const (
	arrivalEvery = 47 * time.Minute
	orderAfter   = 30 * time.Minute // less than arrivalEvery, so that orders too are seeded in the order of their times
)

var opening = newStamp(time.Date(2024, 3, 4, 8, 0, 0, 0, time.UTC))

func (c *company) seedPerson(i int, rng *rand.Rand) {
	at := opening.plus(time.Duration(i)*arrivalEvery + time.Duration(rng.IntN(60_000))*time.Millisecond)
	if i == 0 {
		at = newStamp(longAgo.at)
	}
	first := pick(rng, firstNames)
	p := c.person(first+" "+pick(rng, lastNames), "", "", at)
	if i%5 != 3 {
		p.phone = fmt.Sprintf("+380500%06d", i+1)
	}
	if i%5 != 4 {
		p.email = fmt.Sprintf("%s.%d@example.com", strings.ToLower(first), i+1)
	}
	p.gender = pick(rng, []string{"", "NO_DATA", "OTHER", "FEMALE"})
	p.locale = pick(rng, []string{"", "uk_UA", "ru_RU", "en_US"})
	if rng.IntN(3) == 0 {
		p.profileImage = fmt.Sprintf("https://static.example.com/images/%d.jpg", i+1)
	}
	for _, t := range c.tags.rows {
		if rng.IntN(4) == 0 {
			p.tags = append(p.tags, t)
		}
	}
	if rng.IntN(10) == 0 {
		p.customFields = []customField{{"KEYWORD", "city", pick(rng, []string{"Kyiv", "Lviv", "Odesa"})}}
	}

	c.seedChannels(p, rng)
	tool := pick(rng, c.leadGenTools.rows)
	p.channels[0].subscribe(tool, at)
	if i%4 == 0 {
		p.contactedUsers = []*user{pick(rng, c.users.rows)}
		c.seedOrder(p, tool.tunnel, i/4)
	}
}

// seedChannels gives a person one channel, or two: of ten people six come by Telegram, two by Facebook, one each by
// VKontakte and by hand.
func (c *company) seedChannels(p *person, rng *rand.Rand) {
	connections := c.connections.rows
	switch n := rng.IntN(10); {
	case n < 6:
		c.seedChannel(p, "TELEGRAM", connections[0].id, rng)
	case n < 8:
		c.seedChannel(p, "FACEBOOK", connections[1].id, rng)
	case n < 9:
		c.seedChannel(p, "VKONTAKTE", connections[2].id, rng)
	default:
		c.seedChannel(p, "MANUAL", c.manualConnection, rng)
	}
	if p.channels[0].from != "TELEGRAM" && rng.IntN(4) == 0 {
		c.seedChannel(p, "TELEGRAM", connections[0].id, rng)
	}
}

// seedChannel adds a channel with a chat of up to a dozen messages over up to five weeks.
func (c *company) seedChannel(p *person, from, connection string, rng *rand.Rand) {
	ch := c.join(p, from, connection, p.created)
	if rng.IntN(2) == 0 {
		ch.utmMarks["utm_source"] = pick(rng, sources)
	}
	at := p.created.plus(time.Minute)
	for range 1 + rng.IntN(12) {
		ch.say(c.ids.next(), pick(rng, chatTexts), rng.IntN(5) > 0, at)
		at = at.plus(time.Hour + time.Duration(rng.IntN(70*3600_000))*time.Millisecond)
	}
}

// seedOrder makes the n-th order. The very first one is of the vendor's old samples, without seconds.
func (c *company) seedOrder(p *person, t *tunnel, n int) {
	at := p.created.plus(orderAfter)
	if n == 0 {
		at = longAgo
	}
	o := c.order(p, t.offer, at)
	switch n % 3 {
	case 1:
		o.status, o.updated = resolved, at.plus(24*time.Hour)
		if n%2 == 1 {
			o.method = "WAYFORPAY"
		}
	case 2:
		o.status, o.updated = rejected, at.plus(48*time.Hour)
	}
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
