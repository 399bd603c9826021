package export

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestJSONTextKeepsTheValue(t *testing.T) {
	text := "\x1b[31m \x7f \u009b \u202e \u200b \U000e0041 \u2028 <a&b> Олена"
	line := jsonText(map[string]string{"a": text})
	assert.Equal(t, `{"a":"\u001b[31m \u007f \u009b \u202e \u200b \udb40\udc41 \u2028 <a&b> Олена"}`, line)
	var back map[string]string
	require.NoError(t, json.Unmarshal([]byte(line), &back))
	assert.Equal(t, text, back["a"])
}

func TestJSONTextOfNothingIsEmpty(t *testing.T) {
	for _, nothing := range []any{nil, []string(nil), []string{}, map[string]string(nil), map[string]string{}} {
		assert.Empty(t, jsonText(nothing), "%#v", nothing)
	}
}

// Cells of a model with all that a list may include. A row is written as JSON first, and read back for a table.
func TestCells(t *testing.T) {
	assert.Equal(t, []string{
		"id 5e1c7ce2b4066a01900cdba0",
		"name =Olena",
		"phone +380500000000",
		"email olena@example.com",
		"tags vip|two words",
		`accounts [{"account_id":"a1","connection_id":"c1","connection_status":"OK","from":"TELEGRAM"}]`,
		`custom_fields [{"type":"KEYWORD","name":"city","value":"Ky\u202eiv"}]`,
		"last_message_time 2026-01-13T14:21:36.462Z",
		"created_at ",
	}, cellsOf[leeloo.Person](t, people, `{"id":"5e1c7ce2b4066a01900cdba0","name":"=Olena","phone":"+380500000000","email":"olena@example.com",
		"tags":["vip","two words"],"accounts":[{"account_id":"a1","connection_id":"c1","connection_status":"OK","from":"TELEGRAM"}],
		"custom_fields":[{"type":"KEYWORD","name":"city","value":"Ky\u202eiv"}],
		"lastMessageTime":"2026-01-13T14:21:36.462Z"}`))

	assert.Equal(t, []string{
		"id o1", "person_id p1", "title Marathon", "price -49.90", "currency USD", "status REFUNDED",
		"created_at 2015-04-02T14:20:00.000Z", "updated_at ",
	}, cellsOf[leeloo.Order](t, orders, `{"id":"o1","person_id":"p1","title":"Marathon","price":-49.90,"currency":"USD","status":"REFUNDED",
		"createdAt":"2015-04-02T14:20:00Z"}`))
	assert.Contains(t, cellsOf[leeloo.Order](t, orders, `{"id":"o1","price":"=free"}`), "price =free")

	assert.Equal(t, []string{
		"id a1", "person_id p1", "name Ivan", "from VKONTAKTE", "bot_status BOT", `utm_marks {"utm_medium":"=1","utm_source":"a;=b"}`,
		"last_message_time 2026-01-13T14:21:36.000Z", "created_at 2026-01-12T14:21:36.000Z",
	}, cellsOf[leeloo.Channel](t, channels, `{"id":"a1","person_id":"p1","name":"Ivan","from":"VKONTAKTE","botStatus":"BOT",
		"utmMarks":{"utm_source":"a;=b","utm_medium":"=1"},"lastMessageTime":"2026-01-13T14:21:36Z","createdAt":"2026-01-12T14:21:36Z"}`))

	assert.Equal(t, []string{
		"id m1", "account_id ", "person_id ", "name ", "from ", "type YOUR_MESSAGE", "text Hello\r\n- one", "read true",
		"created_at 2026-01-13T14:21:36.000Z", "updated_at ",
	}, cellsOf[chatMessage](t, chats, `{"id":"m1","text":"Hello\r\n- one","type":"YOUR_MESSAGE","read":true,
		"createdAt":"2026-01-13T14:21:36Z"}`))
}

// cellsOf returns the cells of a response, by way of the line that is written.
func cellsOf[T any](t *testing.T, what, response string) (cells []string) {
	t.Helper()
	row := new(T)
	require.NoError(t, json.Unmarshal([]byte(response), row))
	var line bytes.Buffer
	require.NoError(t, writeJSON(&line, row))
	record, err := kinds[what].decode(line.Bytes(), false)
	require.NoError(t, err)
	for i, name := range kinds[what].columns {
		cells = append(cells, name+" "+record.cells[i])
	}
	return cells
}

func TestNamesOfColumnsNeedNoQuotes(t *testing.T) {
	for what, k := range kinds {
		for _, name := range k.columns {
			assert.Regexp(t, "^[a-z_]+$", name, what)
		}
	}
}

func TestPricesHaveTwoDecimalsAtLeast(t *testing.T) {
	for given, want := range map[string]string{
		"1490.5": "1490.50", "1490.50": "1490.50", "20": "20.00", "0": "0.00", "-49.9": "-49.90", "0.125": "0.125", "1490.500": "1490.500",
		"1234567890123456789012345678901234": "1234567890123456789012345678901234", // no room for more
	} {
		amount, err := leeloo.NewAmount(given)
		require.NoError(t, err)
		assert.Equal(t, want, withCents(amount).String())
	}
	assert.Equal(t, leeloo.Amount{}, withCents(leeloo.Amount{}))
	assert.Equal(t, leeloo.Amount{Raw: "free"}, withCents(leeloo.Amount{Raw: "free"}))
}

func TestNDJSONHasMessagesUnderTheirOwnNames(t *testing.T) {
	var line bytes.Buffer
	require.NoError(t, writeJSON(&line, &chatMessage{
		AccountID: "a1", PersonID: "p1", Name: "Olena", From: leeloo.ChannelTypeTelegram, Message: leeloo.Message{ID: "m1", Text: "Hello"},
	}))
	assert.JSONEq(t, `{"id":"m1","account_id":"a1","person_id":"p1","name":"Olena","from":"TELEGRAM",
		"text":"Hello","type":"","read":false}`, line.String())
}

func TestTimesAreInUTC(t *testing.T) {
	assert.Equal(t, "2026-01-31T22:30:00.000Z", timeText(time.Date(2026, 2, 1, 0, 30, 0, 0, time.FixedZone("Kyiv", 2*60*60))))
	assert.Empty(t, timeText(time.Time{}))
}
