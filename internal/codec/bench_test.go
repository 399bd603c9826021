package codec_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// A response with 100 people, read by a Reader and by encoding/json.
//
//	go test -run '^$' -bench . -benchmem ./internal/codec

type person struct {
	ID              string    `json:"id"`
	Name            string    `json:"name"`
	Email           string    `json:"email"`
	Phone           string    `json:"phone"`
	Tags            []string  `json:"tags"`
	Accounts        []account `json:"accounts"`
	LastMessageTime time.Time `json:"lastMessageTime"`
	CreatedAt       time.Time `json:"createdAt"`
	UpdatedAt       time.Time `json:"updatedAt"`
}

type account struct {
	AccountID        string `json:"account_id"`
	ConnectionID     string `json:"connection_id"`
	ConnectionStatus string `json:"connection_status"`
	From             string `json:"from"`
}

var (
	personNames = []string{"id", "name", "email", "phone", "tags", "profileImage", "gender", "locale", "accounts",
		"lastMessageTime", "created_at", "createdAt", "updated_at", "updatedAt"}
	accountNames = []string{"account_id", "connection_id", "connection_status", "connectionStatus", "from"}
	statuses     = []string{"OK"}
	channels     = []string{"TELEGRAM", "FACEBOOK", "VKONTAKTE", "MANUAL"}
)

func (p *person) read(r *codec.Reader) {
	for place := range r.Object(personNames) {
		switch place {
		case 0:
			p.ID = r.ID()
		case 1:
			p.Name = r.TextOrEmpty()
		case 2:
			p.Email = r.TextOrEmpty()
		case 3:
			p.Phone = r.TextOrEmpty()
		case 4:
			p.Tags = r.Strings()
		case 8:
			p.Accounts = codec.List(r, (*account).read)
		case 9:
			p.LastMessageTime = r.Time()
		case 10, 11:
			p.CreatedAt = cmp.Or(r.Time(), p.CreatedAt)
		case 12, 13:
			p.UpdatedAt = cmp.Or(r.Time(), p.UpdatedAt)
		default:
			r.Skip()
		}
	}
}

func (a *account) read(r *codec.Reader) {
	for place := range r.Object(accountNames) {
		switch place {
		case 0:
			a.AccountID = r.ID()
		case 1:
			a.ConnectionID = r.ID()
		case 2, 3:
			a.ConnectionStatus = codec.Enum(r, statuses)
		case 4:
			a.From = codec.Enum(r, channels)
		}
	}
}

type people []person

func (p *people) Read(r *codec.Reader) { *p = codec.List(r, (*person).read) }

// peopleBody returns a response with n people, each with additional members.
func peopleBody(n int, additional string) []byte {
	var items []string
	for i := range n {
		items = append(items, fmt.Sprintf(`{"id":"%024x","name":"Person %d","email":"p%d@example.com","phone":"+380500000000",`+
			`"tags":["vip","lead"],"accounts":[{"account_id":"%024x","connection_id":"5e1c7afcb4066a01900cdb8c","connection_status":"OK","from":"TELEGRAM"}],`+
			`"lastMessageTime":"2020-01-13T14:21:36.462Z","createdAt":"2020-01-12T10:00:00.000Z"%s}`, i, i, i, i+10_000, additional))
	}
	return []byte(`{"status":1,"data":[` + strings.Join(items, ",") + `],"meta":{"limit":100,"offset":0,"filteredCount":100,"totalCount":10000}}`)
}

const unknownMembers = `,"a":1,"b":"text","c":{"d":[1,2],"e":null},"f":[{"g":true}],"h":false,"i":{}`

// dataOf reads the member "data" of a response.
func dataOf(into codec.Readable) codec.Readable {
	return codec.ReadFunc(func(r *codec.Reader) {
		for range r.Object([]string{"data"}) {
			into.Read(r)
		}
	})
}

func readPeople(body []byte) (list people, err error) {
	err = codec.Read(body, dataOf(&list))
	return list, err
}

func unmarshalPeople(body []byte) ([]person, error) {
	var response struct {
		Status int      `json:"status"`
		Data   []person `json:"data"`
	}
	err := json.Unmarshal(body, &response)
	return response.Data, err
}

func BenchmarkRead(b *testing.B) {
	body := peopleBody(100, "")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readPeople(body); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRatio reports the time of a Reader divided by that of encoding/json: the median of short turns, which is
// stable on a machine with other work.
func BenchmarkRatio(b *testing.B) {
	for name, body := range map[string][]byte{"known": peopleBody(100, ""), "unknown": peopleBody(100, unknownMembers)} {
		b.Run(name, func(b *testing.B) {
			var ratios []float64
			for b.Loop() {
				reader := elapsed(func() { _, _ = readPeople(body) })
				standard := elapsed(func() { _, _ = unmarshalPeople(body) })
				ratios = append(ratios, reader/standard)
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "ratio")
		})
	}
}

func elapsed(f func()) float64 {
	start := time.Now()
	for range 10 {
		f()
	}
	return float64(time.Since(start))
}

func TestReadsPeopleAsEncodingJSONDoes(t *testing.T) {
	for _, additional := range []string{"", unknownMembers} {
		body := peopleBody(100, additional)
		want, err := unmarshalPeople(body)
		require.NoError(t, err)
		got, err := readPeople(body)
		require.NoError(t, err)
		require.Equal(t, want, []person(got))
	}
}
