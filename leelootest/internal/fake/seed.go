package fake

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Seed adds synthetic people and returns them. It fails if the last tunnel or user was deleted.
func (s *Store) Seed(people int, now time.Time) ([]*Person, error) {
	if people > 0 && (len(s.Tunnels.Rows) == 0 || len(s.Users.Rows) == 0) {
		return nil, errors.New("there is no tunnel or no user left")
	}
	before, first := len(s.People.Rows), s.peopleCreated
	rng := rand.New(rand.NewPCG(0x1ee100, uint64(first)))
	for i := range people {
		s.seedPerson(first+i, newTimestamp(now), rng)
	}
	return s.People.Rows[before:], nil
}

// name is a first or a last name as it is displayed, and in the letters of an e-mail address.
type name struct{ shown, latin string }

var (
	firstNames = []name{
		{"Olena", "olena"}, {"Іван", "ivan"}, {"Mark", "mark"}, {"Надія", "nadia"}, {"Feliks", "feliks"},
		{"Ганна", "hanna"}, {"Bohdan", "bohdan"}, {"Катерина", "kateryna"}, {"Taras", "taras"}, {"Юлія", "yulia"},
		{"Denys", "denys"}, {"Соломія", "solomiia"}, {"Roman", "roman"}, {"Ірина", "iryna"}, {"Artem", "artem"},
		{"Галина", "halyna"}, {"Pavlo", "pavlo"}, {"Віра", "vira"}, {"Stepan", "stepan"}, {"Зоя", "zoia"},
	}
	latinLastNames = []string{
		"Testenko", "Samplenko", "Fakir", "Demchuk", "Mokovych", "Stubko", "Dummychenko",
	}
	cyrillicLastNames = []string{
		"Тестенко", "Зразок", "Вигадько", "Приклад", "Макетко", "Прообраз", "Заглушко",
	}
	chatTexts = []string{
		"Hello! You are in.", "Ваш перший урок готовий.", "How did it go?", "Вебінар почнеться за годину.",
		"Here is the recording.", "Місця закінчуються.", "Any questions?", "До зустрічі завтра!",
	}
	sources = []string{"instagram", "facebook", "google", "newsletter"}
)

// oldest is the age of the first person. Person i is younger by the factor halfAge/(halfAge+i), so that any number of
// people fits in between, in the order of their times.
const (
	oldest  = 60 * 24 * time.Hour
	halfAge = 50
)

func seededAt(now timestamp, i int) timestamp {
	return now.plus(-oldest * halfAge / time.Duration(halfAge+i))
}

func (s *Store) seedPerson(i int, now timestamp, rng *rand.Rand) {
	at := seededAt(now, i)
	first := firstNames[rng.IntN(len(firstNames))]
	last := pick(rng, latinLastNames)
	if first.shown[0] >= 0x80 {
		last = pick(rng, cyrillicLastNames)
	}
	p := s.newPerson(first.shown+" "+last, "", "", at)
	if i%5 != 3 {
		p.Phone = fmt.Sprintf("+380500%06d", i+1)
	}
	if i%5 != 4 {
		p.Email = fmt.Sprintf("%s.%d@example.com", first.latin, i+1)
	}
	p.gender = pick(rng, []string{"", "NO_DATA", "OTHER", "FEMALE"})
	p.locale = pick(rng, []string{"", "uk_UA", "ru_RU", "en_US"})
	if rng.IntN(3) == 0 {
		p.profileImage = fmt.Sprintf("https://static.example.com/images/%d.jpg", i+1)
	}
	for _, t := range s.Tags.Rows {
		if rng.IntN(4) == 0 {
			p.Tags = append(p.Tags, t)
		}
	}
	if rng.IntN(10) == 0 {
		p.customFields = []customField{{"KEYWORD", "city", pick(rng, []string{"Kyiv", "Львів", "Odesa"})}}
	}

	s.seedChannels(p, now, rng)
	tool := pick(rng, s.leadGenTools.Rows)
	p.Channels[0].subscribe(tool, at)
	if i%4 == 0 {
		p.contactedUsers = []*User{pick(rng, s.Users.Rows)}
		next := seededAt(now, i+1).at
		s.seedOrder(p, tool.tunnel, i/4, at.plus(next.Sub(at.at)/2), now)
	}
}

// seedChannels gives a person one channel or two. Of ten people, about six come from Telegram, two from Facebook, one
// from VKontakte, and one is added manually.
func (s *Store) seedChannels(p *Person, now timestamp, rng *rand.Rand) {
	connections := s.Connections.Rows
	switch n := rng.IntN(10); {
	case n < 6:
		s.seedChannel(p, "TELEGRAM", connections[0].ID, now, rng)
	case n < 8:
		s.seedChannel(p, "FACEBOOK", connections[1].ID, now, rng)
	case n < 9:
		s.seedChannel(p, "VKONTAKTE", connections[2].ID, now, rng)
	default:
		s.seedChannel(p, "MANUAL", s.manualConnection, now, rng)
	}
	if p.Channels[0].From != "TELEGRAM" && rng.IntN(4) == 0 {
		s.seedChannel(p, "TELEGRAM", connections[0].ID, now, rng)
	}
}

// seedChannel adds a channel with a chat of up to a dozen messages between the person's creation and now.
func (s *Store) seedChannel(p *Person, from, connection string, now timestamp, rng *rand.Rand) {
	ch := s.newChannel(p, from, connection, p.created)
	if rng.IntN(2) == 0 {
		ch.utmMarks["utm_source"] = pick(rng, sources)
	}
	at, step := p.created, now.at.Sub(p.created.at)/13
	for range 1 + rng.IntN(12) {
		at = at.plus(step * time.Duration(rng.IntN(1000)) / 1000)
		ch.addMessage(message{id: s.ids.next(), text: pick(rng, chatTexts), read: rng.IntN(5) > 0, created: at})
	}
}

// seedOrder creates the n-th order. The first has times without seconds, as in the vendor's samples.
func (s *Store) seedOrder(p *Person, t *Tunnel, n int, at, now timestamp) {
	if n == 0 {
		at = at.withoutSeconds()
	}
	offer := t.offer
	if offer == nil {
		offer = s.Offers.Rows[0]
	}
	o := s.newOrder(p, offer, at)
	updated := at.plus(now.at.Sub(at.at) / 2)
	switch n % 3 {
	case 1:
		o.status, o.updated = resolved, updated
		if n%2 == 1 {
			o.method = "WAYFORPAY"
		}
	case 2:
		o.status, o.updated = rejected, updated
	}
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
