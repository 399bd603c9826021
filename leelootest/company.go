package leelootest

import (
	"slices"
	"strings"
)

// company is all that the server knows. The Server's mutex guards it.
type company struct {
	ids              ids
	everybody        int    // people there have ever been: no two are seeded alike
	id, owner        string // owner is the user whom the token speaks for
	manualConnection string // of the channels that the API makes; Channels.Connections doesn't list it
	phoneConnection  string
	categories       *table[*category]
	templates        *table[*template]
	connections      *table[*connection]
	tags             *table[*tag]
	users            *table[*user]
	tunnels          *table[*tunnel]
	leadGenTools     *table[*leadGenTool]
	paymentCredits   *table[string]
	offers           *table[*offer]
	people           *table[*person]
	channels         *table[*channel]
	orders           *table[*order]
}

type category struct {
	id, name  string
	templates []*template
}

type template struct{ id, name, text string }

type connection struct{ id, kind, name string }

type tag struct{ id, name string }

type user struct {
	id, name         string
	created, updated stamp
}

type tunnel struct {
	id, name         string
	created, updated stamp
	blocks           []string
	leadGenTools     []*leadGenTool
	offer            *offer
}

type leadGenTool struct {
	id, name, kind string
	tunnel         *tunnel
	source         string // id of the default traffic source
}

type offer struct {
	id, title, description, price, currency string
	tunnel                                  *tunnel
}

type person struct {
	id, name, email, phone       string
	profileImage, gender, locale string
	created, updated             stamp
	tags                         []*tag
	channels                     []*channel
	history                      []subscription
	customFields                 []customField
	contactedUsers               []*user
	orders                       []*order
	comments, calls              []string
}

// channel is a person in one messenger: what the API calls an account, or a communication channel.
type channel struct {
	id, connection, from          string
	person                        *person
	utmMarks                      map[string]string
	chat                          []message // oldest first
	lastMessage, created, updated stamp
}

type message struct {
	id, text string
	read     bool
	created  stamp
}

type subscription struct {
	leadGenTool *leadGenTool
	channel     *channel
}

type customField struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type order struct {
	id                              string
	person                          *person
	offer                           *offer
	price, currency, status, method string
	created, updated                stamp
}

// notDefined is what Leeloo writes where it knows nothing.
const notDefined = "NOT_DEFINED"

func orNotDefined(value string) string {
	if value == "" {
		return notDefined
	}
	return value
}

func defined(value string) string {
	if value == notDefined {
		return ""
	}
	return value
}

func (p *person) hasTag(name string) bool {
	return slices.ContainsFunc(p.tags, func(t *tag) bool { return t.name == name })
}

// lastMessage is the latest time of the person's channels.
func (p *person) lastMessage() stamp {
	if len(p.channels) == 0 {
		return p.created // the last channel was deleted
	}
	latest := slices.MaxFunc(p.channels, func(a, b *channel) int { return a.lastMessage.at.Compare(b.lastMessage.at) })
	return latest.lastMessage
}

// join gives the person a channel. Until a message comes, its last message is dated by its creation: a filter by day
// then finds who is new.
func (c *company) join(p *person, from, connection string, at stamp) *channel {
	ch := &channel{
		id: c.ids.next(), connection: connection, from: from, person: p, utmMarks: map[string]string{},
		lastMessage: at, created: at, updated: at,
	}
	p.channels = append(p.channels, ch)
	c.channels.add(ch.id, ch)
	return ch
}

func (ch *channel) subscribe(tool *leadGenTool, at stamp) {
	ch.person.history = append(ch.person.history, subscription{tool, ch})
	ch.person.updated = at
}

func (ch *channel) say(id, text string, read bool, at stamp) {
	ch.chat = append(ch.chat, message{id, text, read, at})
	ch.lastMessage, ch.updated = at, at
}

// fill puts the variables into a template's text, where it names them as {{name}}. That notation is this package's.
func (t *template) fill(variables map[string]string) string {
	pairs := make([]string, 0, 2*len(variables))
	for name, value := range variables {
		pairs = append(pairs, "{{"+name+"}}", value)
	}
	return strings.NewReplacer(pairs...).Replace(t.text)
}
