package export

import (
	"strconv"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// column is a column of a table.
type column[T any] struct {
	name string
	text func(row *T) string
}

// The list of people has no custom fields as far as is known; they are exported where the API returns them.
var personColumns = []column[leeloo.Person]{
	{"id", func(p *leeloo.Person) string { return string(p.ID) }},
	{"name", func(p *leeloo.Person) string { return p.Name }},
	{"phone", func(p *leeloo.Person) string { return p.Phone }},
	{"email", func(p *leeloo.Person) string { return p.Email }},
	{"tags", func(p *leeloo.Person) string { return strings.Join(p.Tags, "|") }},
	{"accounts", func(p *leeloo.Person) string { return jsonText(p.Accounts) }},
	{"custom_fields", func(p *leeloo.Person) string { return jsonText(p.CustomFields) }},
	{"last_message_time", func(p *leeloo.Person) string { return timeText(p.LastMessageTime) }},
	{"created_at", func(p *leeloo.Person) string { return timeText(p.CreatedAt) }},
}

var orderColumns = []column[leeloo.Order]{
	{"id", func(o *leeloo.Order) string { return string(o.ID) }},
	{"person_id", func(o *leeloo.Order) string { return string(o.PersonID) }},
	{"title", func(o *leeloo.Order) string { return o.Title }},
	{"price", func(o *leeloo.Order) string { return o.Price.String() + o.Price.Raw }},
	{"currency", func(o *leeloo.Order) string { return o.Currency }},
	{"status", func(o *leeloo.Order) string { return string(o.Status) }},
	{"created_at", func(o *leeloo.Order) string { return timeText(o.CreatedAt) }},
	{"updated_at", func(o *leeloo.Order) string { return timeText(o.UpdatedAt) }},
}

var channelColumns = []column[leeloo.Channel]{
	{"id", func(c *leeloo.Channel) string { return string(c.ID) }},
	{"person_id", func(c *leeloo.Channel) string { return string(c.PersonID) }},
	{"name", func(c *leeloo.Channel) string { return c.Name }},
	{"from", func(c *leeloo.Channel) string { return string(c.From) }},
	{"bot_status", func(c *leeloo.Channel) string { return c.BotStatus }},
	{"utm_marks", func(c *leeloo.Channel) string { return jsonText(c.UTMMarks) }},
	{"last_message_time", func(c *leeloo.Channel) string { return timeText(c.LastMessageTime) }},
	{"created_at", func(c *leeloo.Channel) string { return timeText(c.CreatedAt) }},
}

// chatMessage is a message with the channel that it was written in.
type chatMessage struct {
	AccountID leeloo.AccountID   `json:"account_id"`
	PersonID  leeloo.PersonID    `json:"person_id"`
	Name      string             `json:"name"`
	From      leeloo.ChannelType `json:"from"`
	leeloo.Message
}

var messageColumns = []column[chatMessage]{
	{"id", func(m *chatMessage) string { return string(m.ID) }},
	{"account_id", func(m *chatMessage) string { return string(m.AccountID) }},
	{"person_id", func(m *chatMessage) string { return string(m.PersonID) }},
	{"name", func(m *chatMessage) string { return m.Name }},
	{"from", func(m *chatMessage) string { return string(m.From) }},
	{"type", func(m *chatMessage) string { return m.Type }},
	{"text", func(m *chatMessage) string { return m.Text }},
	{"read", func(m *chatMessage) string { return strconv.FormatBool(m.Read) }},
	{"created_at", func(m *chatMessage) string { return timeText(m.CreatedAt) }},
	{"updated_at", func(m *chatMessage) string { return timeText(m.UpdatedAt) }},
}

// timeText is a time of the API in UTC, to the millisecond, or "" if there is none that can be read.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// withCents returns an amount with two decimals at least, so that all prices have one form: the API returns 1490.5 beside
// 1490.50. More decimals stay.
func withCents(a leeloo.Amount) leeloo.Amount {
	digits := a.String()
	if digits == "" {
		return a
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	for len(fraction) < 2 {
		fraction += "0"
	}
	padded, err := leeloo.NewAmount(whole + "." + fraction)
	if err != nil {
		return a // it has as many digits as an amount can have
	}
	return padded
}
