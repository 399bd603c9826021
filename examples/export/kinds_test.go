package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// A model with all that a list may bring, and the cells that it has.
func TestCells(t *testing.T) {
	assert.Equal(t, []string{
		"id 5e1c7ce2b4066a01900cdba0",
		"name '=Olena",
		"phone +380500000000",
		"email olena@example.com",
		"tags vip|two words",
		`accounts [{"account_id":"a1","connection_id":"c1","connection_status":"OK","from":"TELEGRAM"}]`,
		`custom_fields [{"type":"KEYWORD","name":"city","value":"Ky\u202eiv"}]`,
		"last_message_time 2026-01-13T14:21:36.462Z",
		"created_at ",
	}, cellsFrom(t, personColumns, `{"id":"5e1c7ce2b4066a01900cdba0","name":"=Olena","phone":"+380500000000","email":"olena@example.com",
		"tags":["vip","two words"],"accounts":[{"account_id":"a1","connection_id":"c1","connection_status":"OK","from":"TELEGRAM"}],
		"custom_fields":[{"type":"KEYWORD","name":"city","value":"Ky\u202eiv"}],
		"lastMessageTime":"2026-01-13T14:21:36.462Z"}`))

	assert.Equal(t, []string{
		"id o1", "person_id p1", "title Marathon", "price -49.90", "currency USD", "status REFUNDED",
		"created_at 2015-04-02T14:20:00.000Z", "updated_at ",
	}, cellsFrom(t, orderColumns, `{"id":"o1","person_id":"p1","title":"Marathon","price":-49.90,"currency":"USD","status":"REFUNDED",
		"createdAt":"2015-04-02T14:20:00Z"}`))
	assert.Contains(t, cellsFrom(t, orderColumns, `{"id":"o1","price":"=free"}`), "price '=free")

	assert.Equal(t, []string{
		"id a1", "person_id p1", "name Ivan", "from VKONTAKTE", "bot_status BOT", `utm_marks {"utm_medium":"=1","utm_source":"a;'=b"}`,
		"last_message_time 2026-01-13T14:21:36.000Z", "created_at 2026-01-12T14:21:36.000Z",
	}, cellsFrom(t, channelColumns, `{"id":"a1","person_id":"p1","name":"Ivan","from":"VKONTAKTE","botStatus":"BOT",
		"utmMarks":{"utm_source":"a;=b","utm_medium":"=1"},"lastMessageTime":"2026-01-13T14:21:36Z","createdAt":"2026-01-12T14:21:36Z"}`))

	assert.Equal(t, []string{
		"id m1", "account_id ", "person_id ", "name ", "from ", "type YOUR_MESSAGE", "text Hello\n'- one", "read true",
		"created_at 2026-01-13T14:21:36.000Z", "updated_at ",
	}, cellsFrom(t, messageColumns, `{"id":"m1","text":"Hello\r\n- one","type":"YOUR_MESSAGE","read":true,
		"createdAt":"2026-01-13T14:21:36Z"}`))
}

func cellsFrom[T any](t *testing.T, columns []column[T], answer string) (cells []string) {
	t.Helper()
	var row T
	require.NoError(t, json.Unmarshal([]byte(answer), &row))
	encoder := encoder[T]{format: formatCSV, columns: columns}
	key, line, err := encoder.encode(&row)
	require.NoError(t, err)
	record, err := csv.NewReader(strings.NewReader(string(line))).Read()
	require.NoError(t, err)
	assert.Equal(t, record[0], key)
	for i, name := range names(columns) {
		cells = append(cells, name+" "+record[i])
	}
	return cells
}

// NDJSON has the models as the API's lists give them, to be read back equal, whatever is in a name.
func TestNDJSONKeepsEachModel(t *testing.T) {
	srv := newShop(t, 7)
	name := "=1\x1b[31m\u202e\u200b\u009b\U000e0041\u2028 \"<&>\" Олена"
	_, err := srv.Client().People.Create(t.Context(), leeloo.PersonCreateParams{Name: name})
	require.NoError(t, err)
	var want []leeloo.Person
	for person, err := range srv.Client().People.All(t.Context(), leeloo.PeopleListParams{}) {
		require.NoError(t, err)
		want = append(want, *person)
	}
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-format", formatNDJSON, "-o", path)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var got []leeloo.Person
	for line := range strings.Lines(string(text)) {
		var person leeloo.Person
		require.NoError(t, json.Unmarshal([]byte(line), &person))
		got = append(got, person)
	}
	assert.Equal(t, want, got)
	assert.True(t, slices.ContainsFunc(got, func(p leeloo.Person) bool { return p.Name == name }))
	assert.NotRegexp(t, `[^\P{C}\n]|\p{Zl}`, string(text), "nothing in the file acts on a terminal")
}

func TestNDJSONHasMessagesUnderTheirOwnNames(t *testing.T) {
	encoder := encoder[chatMessage]{format: formatNDJSON, columns: messageColumns}
	_, line, err := encoder.encode(&chatMessage{
		AccountID: "a1", PersonID: "p1", Name: "Olena", From: leeloo.ChannelTypeTelegram, Message: leeloo.Message{ID: "m1", Text: "Hello"},
	})
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"m1","account_id":"a1","person_id":"p1","name":"Olena","from":"TELEGRAM",
		"text":"Hello","type":"","read":false}`, string(line))
}
