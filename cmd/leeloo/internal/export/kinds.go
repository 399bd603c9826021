package export

import (
	"context"
	"encoding/json"
	"time"
)

const (
	people   = "people"
	orders   = "orders"
	channels = "channels"
	chats    = "chats"
)

var kindNames = []string{people, orders, channels, chats}

// kind is a kind of rows to export.
type kind struct {
	columns    []string
	operations []string // of the API, for the manifest
	read       func(context.Context, *reader) error
	decode     func(line []byte, isSince bool) (record, error)
}

// record is a row of a table.
type record struct {
	cells []string
	at    time.Time // decides whether the row is exported
}

var kinds = map[string]kind{
	people:   newKind(personColumns, personTime, readPeople, "GET /people"),
	orders:   newKind(orderColumns, orderTime, readOrders, "GET /orders"),
	channels: newKind(channelColumns, channelTime, readChannels, "GET /communication-channels"),
	chats: newKind(messageColumns, func(m *chatMessage, _ bool) time.Time { return m.CreatedAt }, readChats,
		"GET /communication-channels", "GET /communication-channels/{id}/chat-messages"),
}

// newKind returns a kind whose rows are read back from their JSON.
func newKind[T any](columns []column[T], at rowTime[T], read func(context.Context, *reader) error, operations ...string) kind {
	k := kind{operations: operations, read: read}
	for _, c := range columns {
		k.columns = append(k.columns, c.name)
	}
	k.decode = func(line []byte, isSince bool) (record, error) {
		row := new(T)
		if err := json.Unmarshal(line, row); err != nil {
			return record{}, err
		}
		r := record{cells: make([]string, len(columns)), at: at(row, isSince)}
		for i, c := range columns {
			r.cells[i] = c.text(row)
		}
		return r, nil
	}
	return k
}
