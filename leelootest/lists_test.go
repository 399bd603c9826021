package leelootest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// change runs a function before a request of its own.
func (w wire) change(change func(*Lists)) {
	w.t.Helper()
	changed := false
	w.BeforeEach(func(lists *Lists) {
		change(lists)
		changed = true
	})
	w.get("/tags")
	w.BeforeEach(nil)
	require.True(w.t, changed)
}

// list names one of the lists, and the path that shows it.
type list struct {
	of   func(*Lists) List
	path string
}

func (w wire) lists() map[string]list {
	account := w.Accounts[0].ID
	return map[string]list{
		"People":   {(*Lists).People, "/people"},
		"Channels": {(*Lists).Channels, "/communication-channels"},
		"Messages": {
			func(l *Lists) List { return l.Messages(account) },
			fmt.Sprintf("/communication-channels/%s/chat-messages", account),
		},
		"Orders":  {(*Lists).Orders, "/orders"},
		"Tunnels": {(*Lists).Tunnels, "/tunnels"},
		"Users":   {(*Lists).Users, "/users"},
	}
}

func (w wire) listed(path string) []string {
	w.t.Helper()
	ids := []string{}
	for _, item := range w.items(path + "?limit=100") {
		ids = append(ids, item["id"].(string))
	}
	return ids
}

func TestListMatchesResponses(t *testing.T) {
	for name := range newWire(t, 1).lists() {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, 12)
			list := w.lists()[name]
			want := w.listed(list.path)
			expect := func(ids []string) {
				t.Helper()
				want = ids
				require.Equal(t, want, w.listed(list.path))
				w.change(func(l *Lists) {
					assert.Equal(t, want, list.of(l).IDs())
					assert.Equal(t, len(want), list.of(l).Len())
				})
			}
			expect(want)
			for range 2 {
				for _, at := range []int{0, len(want) / 2, len(want) + 2} { // head, middle, tail
					var id string
					w.change(func(l *Lists) { id = list.of(l).Insert(at) })
					expect(slices.Insert(slices.Clone(want), at, id))
				}
			}
			for len(want) > 0 {
				for _, at := range []int{len(want) / 2, 0, len(want) - 3} {
					if at < 0 || at >= len(want) {
						continue
					}
					var id string
					w.change(func(l *Lists) { id = list.of(l).Delete(at) })
					require.Equal(t, want[at], id)
					expect(slices.Delete(slices.Clone(want), at, at+1))
				}
			}
			w.change(func(l *Lists) { want = []string{list.of(l).Insert(0)} })
			expect(want)
		})
	}
}

func TestPositionsOutsideOfList(t *testing.T) {
	w := newWire(t, 12)
	lists := &Lists{w.Server}
	for name, list := range w.lists() {
		l := list.of(lists)
		n := l.Len()
		for want, misuse := range map[string]func(){
			fmt.Sprintf("leelootest: cannot delete from %s at position %d: it has %d items", name, n, n):   func() { l.Delete(n) },
			fmt.Sprintf("leelootest: cannot delete from %s at position -1: it has %d items", name, n):      func() { l.Delete(-1) },
			fmt.Sprintf("leelootest: cannot insert into %s at position %d: it has %d items", name, n+1, n): func() { l.Insert(n + 1) },
			fmt.Sprintf("leelootest: cannot insert into %s at position -1: it has %d items", name, n):      func() { l.Insert(-1) },
			fmt.Sprintf("leelootest: there is no account %q", wellFormedID):                                func() { lists.Messages(wellFormedID) },
		} {
			assert.PanicsWithValue(t, want, misuse)
		}
		assert.Equal(t, n, l.Len())
	}
}

func TestDeletedItemsAreNotFound(t *testing.T) {
	w := newWire(t, 12)
	for name, path := range map[string]string{
		"People": "/people/%s", "Orders": "/orders/%s", "Tunnels": "/tunnels/%s", "Users": "/users/%s",
		"Channels": "/communication-channels/%s/person",
	} {
		var id string
		w.change(func(l *Lists) { id = w.lists()[name].of(l).Delete(1) })
		response := w.get(fmt.Sprintf(path, id))
		assert.Equal(t, "NOT_FOUND", codeOf(response), name)
	}
}

// No response mentions what was deleted, whatever else was deleted with it.
func TestNoResponseMentionsDeletedItems(t *testing.T) {
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 0))
		w := newWire(t, 12)
		deleted := map[string]bool{}
		w.change(func(l *Lists) {
			lists := []List{l.People(), l.Channels(), l.Messages(w.Accounts[0].ID), l.Orders(), l.Tunnels(), l.Users()}
			for range 25 {
				switch list := lists[rng.IntN(len(lists))]; {
				case rng.IntN(3) == 0:
					list.Insert(rng.IntN(list.Len() + 1))
				case list.Len() > 0:
					deleted[list.Delete(rng.IntN(list.Len()))] = true
				}
			}
		})
		paths := []string{"/tunnels/stats"}
		for name, list := range w.lists() {
			if name == "Messages" {
				continue // the account may be deleted
			}
			paths = append(paths, list.path+"?limit=100")
			for _, id := range w.listed(list.path) {
				switch name {
				case "Channels":
					paths = append(paths, fmt.Sprintf("%s/%s/person", list.path, id), fmt.Sprintf("%s/%s/chat-messages", list.path, id))
				default:
					paths = append(paths, fmt.Sprintf("%s/%s?include=orders,contactedUsers,leadgentools", list.path, id))
				}
			}
		}
		for _, path := range paths {
			response := w.get(path)
			require.Equal(t, json.Number("1"), response["status"], path)
			text, err := json.Marshal(response)
			require.NoError(t, err)
			for id := range deleted {
				require.NotContains(t, string(text), id, path)
			}
		}
	}
}

func TestDeletingPersonDeletesChannelsAndOrders(t *testing.T) {
	w := newWire(t, 12)
	order := w.Orders[1].ID // of the fifth person
	accounts := len(w.data(fmt.Sprintf("/people/%s", w.People[4].ID))["accounts"].([]any))
	w.change(func(l *Lists) {
		people, channels, orders := l.People(), l.Channels(), l.Orders()
		before := channels.Len()
		assert.EqualValues(t, w.People[4].ID, people.Delete(12-1-4))
		assert.Equal(t, before-accounts, channels.Len())
		assert.NotContains(t, orders.IDs(), string(order))
		assert.Panics(t, func() { l.Messages(w.Accounts[4].ID) })
	})
}

func TestPersonRemainsWithoutChannels(t *testing.T) {
	w := newWire(t, 1)
	w.change(func(l *Lists) {
		for channels := l.Channels(); channels.Len() > 0; {
			channels.Delete(0)
		}
	})
	person := w.items("/people")[0]
	assert.Empty(t, person["accounts"])
	assert.Equal(t, person["createdAt"], person["lastMessageTime"])
	assert.Empty(t, w.data(fmt.Sprintf("/people/%s", w.People[0].ID))["subscribeHistory"])
}

func TestLastMessageTimeAfterDeletions(t *testing.T) {
	w := newWire(t, 1)
	chat := w.lists()["Messages"]
	w.change(func(l *Lists) { chat.of(l).Insert(1) })
	assert.Equal(t, "2025-06-01T12:00:00.250Z", w.items("/people")[0]["lastMessageTime"])
	for n := len(w.listed(chat.path)); n > 0; n-- {
		w.change(func(l *Lists) { chat.of(l).Delete(0) })
		latest := w.items("/communication-channels")[0]["createdAt"]
		for _, at := range column(w.items(chat.path), "createdAt") {
			latest = max(latest.(string), at.(string))
		}
		assert.Equal(t, latest, w.items("/communication-channels")[0]["lastMessageTime"])
	}
}

// Every operation accepts inserted items.
func TestInsertedRowsWork(t *testing.T) {
	s := New(t)
	crm, ctx := s.Client(), t.Context()
	company := s.Seed(0)
	var person leeloo.PersonID
	var account leeloo.AccountID
	var order leeloo.OrderID
	var user leeloo.UserID
	s.BeforeEach(func(l *Lists) {
		s.BeforeEach(nil)
		order = leeloo.OrderID(l.Orders().Insert(0))
		person, account = leeloo.PersonID(l.People().IDs()[0]), leeloo.AccountID(l.Channels().IDs()[0])
		l.Messages(account).Insert(0)
		l.Tunnels().Insert(1)
		user = leeloo.UserID(l.Users().Insert(0))
	})
	_, err := crm.Tags.List(ctx)
	require.NoError(t, err)

	tunnel := s.Seed(0).Tunnels[1]
	assert.NotContains(t, company.Tunnels, tunnel)
	require.NoError(t, crm.Tunnels.Subscribe(ctx, account, leeloo.SubscribeParams{TunnelID: tunnel.ID, TunnelBlockID: tunnel.Blocks[0].ID}))
	require.NoError(t, crm.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: account, Text: "Hello"}))
	require.NoError(t, crm.Orders.Update(ctx, order, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved}))
	require.NoError(t, crm.Tags.Add(ctx, person, company.Tags[0].ID))
	_, err = crm.LGT.CreateTrafficSource(ctx, tunnel.LeadGenTools[0].ID, leeloo.TrafficSourceParams{Name: "spring"})
	require.NoError(t, err)
	_, err = crm.Users.Get(ctx, user)
	require.NoError(t, err)

	card, err := crm.People.Get(ctx, person, leeloo.PersonGetParams{})
	require.NoError(t, err)
	assert.Equal(t, tunnel.ID, card.History[0].TunnelID)
	assert.Equal(t, []leeloo.OrderID{order}, card.OrderIDs)
	chat, err := crm.Messages.List(ctx, account, leeloo.ListParams{})
	require.NoError(t, err)
	assert.Len(t, chat.Items, 2)
	stats, err := crm.Tunnels.GetStats(ctx, tunnel.ID)
	require.NoError(t, err)
	assert.Equal(t, 1, stats.UniqSubscribers)
}

func TestSeedAfterDeletions(t *testing.T) {
	w := newWire(t, 10)
	w.change(func(l *Lists) { l.People().Delete(0) })
	more := w.Seed(5)
	require.Len(t, more.People, 5)
	phones := map[any]bool{"NOT_DEFINED": true}
	for _, phone := range column(w.items("/people"), "phone") {
		assert.True(t, phone == "NOT_DEFINED" || !phones[phone], "two people have the phone %s", phone)
		phones[phone] = true
	}
	for _, name := range []string{"Tunnels", "Users"} {
		w := newWire(t, 1)
		w.change(func(l *Lists) {
			for list := w.lists()[name].of(l); list.Len() > 0; {
				list.Delete(0)
			}
		})
		assert.Panics(t, func() { w.Seed(1) })
		assert.NotPanics(t, func() { w.Seed(0) })
	}
}

func TestBeforeEachPrecedesExecutedRequests(t *testing.T) {
	w := newWire(t, 1)
	changes := 0
	w.BeforeEach(func(*Lists) { changes++ })
	w.Fail(Fault{Status: 503}, Dropped().AfterApplying())
	for _, want := range []int{0, 1, 2} { // met by the fault; executed and dropped; executed
		w.try("GET", "/tags", "")
		assert.Equal(t, want, changes)
	}
	w.try("GET", "/unheard-of", "")
	assert.Equal(t, 2, changes)
	w.BeforeEach(nil)
	w.try("GET", "/tags", "")
	assert.Equal(t, 2, changes)
}

// The function may call the methods of Server.
func TestBeforeEachFunctionMayUseServer(t *testing.T) {
	w := newWire(t, 1)
	w.BeforeEach(func(lists *Lists) {
		requests := w.Requests()
		assert.Equal(t, "People.List", requests[len(requests)-1].Op, "the request that it is called for")
		assert.Empty(t, w.Comments(w.People[0].ID))
		assert.Empty(t, w.Calls(w.People[0].ID))
		assert.Len(t, w.Seed(2).People, 2)
		w.Fail(Fault{Status: 503})
		assert.Equal(t, 3, lists.People().Len())
		w.BeforeEach(nil)
	})
	assert.Len(t, w.items("/people"), 3)
	assert.Equal(t, "503", w.try("GET", "/people", ""))
}

// A panic in the server would otherwise be just a closed connection.
func TestPanicOfBeforeEachFunctionFailsTest(t *testing.T) {
	var text bytes.Buffer
	log.SetOutput(&text)
	defer log.SetOutput(os.Stderr)
	const why = "cannot delete from People at position 7: it has 0 items"
	misuse := func(lists *Lists) { lists.People().Delete(7) }

	test := &failing{TB: t}
	ofTest, ofProgram := New(test), Start()
	defer ofProgram.Close()
	for _, s := range []*Server{ofTest, ofProgram} {
		w := wire{t, s, s.Seed(0)}
		w.BeforeEach(misuse)
		assert.Equal(t, "failed", w.try("POST", "/people", "{}"))
		w.BeforeEach(nil)
		assert.Equal(t, "200", w.try("GET", "/tags", ""), "nothing is locked")
		w.Close()
		assert.Contains(t, text.String(), why)
		text.Reset()
	}
	require.Len(t, test.errors, 1)
	assert.Contains(t, test.errors[0], why)
}

// Each of many concurrent requests sees the list as its own change has left it.
func TestBeforeEachIsNotConcurrent(t *testing.T) {
	w := newWire(t, 0)
	var remaining []string // no lock: the race detector reports concurrent calls
	w.BeforeEach(func(lists *Lists) {
		lists.People().Insert(len(remaining) / 2)
		remaining = lists.People().IDs()
	})
	sizes, mu := map[int]bool{}, sync.Mutex{}
	var group sync.WaitGroup
	for range 30 {
		request := w.request("GET", "/people?limit=100", "", "")
		group.Go(func() {
			response, err := http.DefaultTransport.RoundTrip(request)
			if !assert.NoError(t, err) {
				return
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			assert.NoError(t, err)
			mu.Lock()
			defer mu.Unlock()
			sizes[strings.Count(string(body), `"createdAt"`)] = true
		})
	}
	group.Wait()
	for n := range 30 {
		assert.True(t, sizes[n+1], "%d of %v", n+1, slices.Sorted(maps.Keys(sizes)))
	}
}
