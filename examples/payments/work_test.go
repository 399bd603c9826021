package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestEventsOfOnePayment(t *testing.T) {
	const open, resolved, rejected = "OPENED 1490.50 UAH", "RESOLVED 1490.50 UAH", "REJECTED 1490.50 UAH"
	for _, tt := range []struct{ events, order, held string }{
		{"pending", open, ""},
		{"paid", resolved, ""},
		{"failed", rejected, ""},
		{"refunded", rejected, ""},
		{"pending, paid", resolved, ""},
		{"pending, failed", rejected, ""},
		{"pending, pending, paid, paid", resolved, ""},
		{"paid, pending", resolved, ""},
		{"failed, pending", rejected, ""},
		{"paid, failed", resolved, "pay-1.failed"},
		{"pending, paid, failed, paid", resolved, "pay-1.failed"},
		{"failed, paid", rejected, "pay-1.paid"},
		{"failed, failed, pending, paid", rejected, "pay-1.paid"},
		{"paid, refunded", resolved, "pay-1.refunded"}, // the API cannot refund
		{"pending, paid, refunded, refunded", resolved, "pay-1.refunded"},
		{"refunded, paid", rejected, "pay-1.paid"},
	} {
		t.Run(tt.events, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				d := newDesk(t)
				for status := range strings.SplitSeq(tt.events, ", ") {
					_ = d.run(eventBody(status))
				}
				assert.Equal(t, []string{tt.order}, d.orders())
				assert.Equal(t, tt.held, strings.Join(d.heldIDs(), " "))
				assert.Equal(t, 1, d.srv.Count("Orders.Create"))
				assert.LessOrEqual(t, d.srv.Count("Orders.Update"), 1)
			})
		})
	}
}

func TestWhatLeelooReceives(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		at := time.Now().UTC().Truncate(time.Second)
		d.say("paid", "event_time="+at.In(time.FixedZone("", 2*60*60)).Format(time.RFC3339), "email=olena@example.com")
		people, err := d.client.People.ByPhone(t.Context(), "+380500000077")
		require.NoError(t, err)
		require.Len(t, people, 1)
		assert.Equal(t, map[string]any{"name": "Olena", "phone": "+380500000077", "email": "olena@example.com"}, d.lastSent("People.Create"))
		assert.Equal(t, map[string]any{
			"paymentCreditsId": string(d.credits), "offerId": string(d.offers["Full course"]), "personId": string(people[0].ID),
			"isNotifyAccount": "false", "transactionDate": at.Format("2006-01-02T15:04:05.000Z"),
		}, d.lastSent("Orders.Create"))
		assert.Equal(t, map[string]any{
			"status": "RESOLVED", "price": "1490.50", "currency": "UAH", "paymentDate": at.Format("2006-01-02 15:04"),
			"userComments": "Payment pay-1: paid",
		}, d.lastSent("Orders.Update"))

		d.say("failed", "payment_id=pay-2", "product=Consultation", "amount=5", "currency=EUR")
		assert.Equal(t, string(d.offers["Consultation"]), d.lastSent("Orders.Create")["offerId"])
		assert.Equal(t, map[string]any{"status": "REJECTED", "userComments": "Payment pay-2: failed"}, d.lastSent("Orders.Update"))
	})
}

func TestEventTwiceSendsNothing(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		d.say("paid")
		before := len(d.srv.Requests())
		d.say("paid", "amount=1490.5")
		time.Sleep(24 * time.Hour)
		d.say("paid")
		d.say("paid", "event_time="+time.Now().Add(-30*24*time.Hour).UTC().Format(time.RFC3339))
		assert.Len(t, d.srv.Requests(), before)
		assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())
	})
}

// Also several payments of one person who is new, and events of one payment.
func TestEventsAtTheSameMoment(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		var all sync.WaitGroup
		for range 8 {
			for _, id := range []string{"pay-1", "pay-2", "pay-3"} {
				all.Go(func() { assert.NoError(t, d.run(eventBody("pending", "payment_id="+id))) })
				all.Go(func() { assert.NoError(t, d.run(eventBody("paid", "payment_id="+id))) })
			}
		}
		all.Wait()
		assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders())
		assert.Equal(t, 1, d.srv.Count("People.Create"))
		assert.Equal(t, 3, d.srv.Count("Orders.Create"))
		assert.Equal(t, 3, d.srv.Count("Orders.Update"))
	})
}

// An event that contradicts the first one of its payment is held, and the order stays as it is.
func TestEventsThatContradict(t *testing.T) {
	for change, why := range map[string]string{
		"phone=+380500000088":  "another person or product",
		"product=Consultation": "another person or product",
		"amount=1490.49":       "settled already",
		"amount=149050":        "paid for an order of 1490.50 UAH",
		"currency=EUR":         "1490.50 EUR paid for an order of 1490.50 UAH",
	} {
		t.Run(change, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				d := newDesk(t)
				d.minimum["Full course"] = d.minimum["Course in parts"]
				d.say("paid")
				assert.Contains(t, d.sayHeld("paid", change), why)
				assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())
				assert.Equal(t, 1, d.srv.Count("Orders.Update"))
				d.say("paid")
			})
		})
	}
}

func TestAmountAndPrice(t *testing.T) {
	for _, tt := range []struct {
		changes string
		order   string
		held    bool
	}{
		{"amount=1490.500", "RESOLVED 1490.500 UAH", false},
		{"amount=1490.49", "OPENED 1490.50 UAH", true},
		{"amount=1490.51", "OPENED 1490.50 UAH", true},
		{"amount=1490.4999999999999999999999999", "OPENED 1490.50 UAH", true},
		{"amount=149050", "OPENED 1490.50 UAH", true}, // in the minor unit
		{"currency=USD", "OPENED 1490.50 UAH", true},
		{"product=Course in parts, amount=1000", "RESOLVED 1000 UAH", false},
		{"product=Course in parts, amount=100", "RESOLVED 100 UAH", false},
		{"product=Course in parts, amount=99.99", "OPENED 1490.50 UAH", true},
		{"product=Course in parts, amount=1490.51", "OPENED 1490.50 UAH", true},
		{"product=Course in parts, amount=1000, currency=USD", "OPENED 1490.50 UAH", true},
	} {
		t.Run(tt.changes, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				d := newDesk(t)
				body := eventBody("paid", strings.Split(tt.changes, ", ")...)
				err := d.run(body)
				assert.Equal(t, []string{tt.order}, d.orders())
				if !tt.held {
					assert.NoError(t, err)
					return
				}
				assert.ErrorContains(t, err, "price: ")
				assert.Error(t, d.run(body), "no delivery replaces the human")

				d.settle(parse(body, "").id, durable.Verdict{Action: durable.SendAgain})
				assert.Error(t, d.run(body), "the amount is still another one")
				d.settle(parse(body, "").id, durable.Verdict{Action: durable.Applied}) // it is accepted
				require.NoError(t, d.run(body))
				e := parse(body, "")
				assert.Equal(t, []string{fmt.Sprintf("RESOLVED %s %s", e.Amount, e.Currency)}, d.orders())
				assert.Equal(t, 1, d.srv.Count("Orders.Create"))
			})
		})
	}
}

func TestOrderWithoutAPriceIsHeld(t *testing.T) {
	for _, price := range []string{`"currency":"UAH"`, `"price":1490.50`, `"price":"1490,50","currency":"UAH"`} {
		inBubble(t, func(t *testing.T) {
			d := newDesk(t)
			d.say("pending")
			id := d.client.Orders.All(t.Context(), leeloo.ListParams{Limit: 1})
			for order, err := range id {
				require.NoError(t, err)
				d.srv.Fail(leelootest.Fault{Op: "Orders.Get", Body: fmt.Sprintf(`{"status":1,"data":{"id":%q,"status":"OPENED",%s}}`, order.ID, price)})
				break
			}
			assert.Contains(t, d.sayHeld("paid"), "price: ")
			assert.Zero(t, d.srv.Count("Orders.Update"))
		})
	}
}

// The database may be new, and Leeloo may have the order.
func TestOldEventIsHeld(t *testing.T) {
	for age, held := range map[time.Duration]bool{8 * 24 * time.Hour: true, 6 * 24 * time.Hour: false, -time.Hour: false, -25 * time.Hour: true} {
		inBubble(t, func(t *testing.T) {
			d := newDesk(t)
			body := eventBody("paid", "event_time="+time.Now().Add(-age).UTC().Format(time.RFC3339))
			err := d.run(body)
			if !held {
				require.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, "Leeloo may have its order already")
			assert.Empty(t, d.srv.Requests())
			d.settle(parse(body, "").id, durable.Verdict{Action: durable.Applied})
			require.NoError(t, d.run(body))
			assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())
		})
	}
}

// An event that has waited for a human for more than a week is not an old one.
func TestEventGetsOldWhileItWaits(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
		body := eventBody("paid")
		require.Error(t, d.run(body))
		time.Sleep(8 * 24 * time.Hour)
		d.settle("pay-1", durable.Verdict{Action: durable.SendAgain})
		require.NoError(t, d.run(body))
		assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())
	})
}

func TestEventThatIsRefusedIsHeld(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		invalid, unknown := eventBody("chargeback"), eventBody("paid", "product=Marathon")
		assert.ErrorContains(t, d.run(invalid), "the event is invalid")
		assert.ErrorContains(t, d.run(unknown), "-offer")
		assert.Empty(t, d.srv.Requests())
		d.say("paid", "payment_id=pay-2") // it does not hold up the person

		record, err := durable.Show(t.Context(), d.store, parse(invalid, "").id)
		require.NoError(t, err)
		assert.Contains(t, string(record.Note), "chargeback", "the human sees the event")
		for _, action := range []durable.Action{durable.Applied, durable.SendAgain} {
			d.settle(record.ID, durable.Verdict{Action: action})
			assert.ErrorContains(t, d.run(invalid), "the event is invalid", "nothing can be done with it")
		}
		d.settle(record.ID, durable.Verdict{Action: durable.GiveUp})
		assert.ErrorIs(t, d.run(invalid), durable.ErrGivenUp)

		d.offers["Marathon"] = d.company.Offer("Full course").ID
		d.settle(parse(unknown, "").id, durable.Verdict{Action: durable.SendAgain})
		require.NoError(t, d.run(unknown))
		assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders())
	})
}

func TestPersonIsFoundOrCreated(t *testing.T) {
	for name, tt := range map[string]struct {
		changes []string
		created int
	}{
		"phone":                           {[]string{"phone=+380500000002"}, 0},
		"phone with invisible characters": {[]string{"phone=\u202a+38 050\u200b 000-00-02\u202c"}, 0},
		"another e-mail":                  {[]string{"phone=+380500000002", "email=olena@example.com"}, 0},
		"e-mail":                          {[]string{"phone=", "email=IVAN.2@example.com"}, 0},
		"new phone":                       {nil, 1},
		"new phone, known e-mail":         {[]string{"email=ivan.2@example.com"}, 1},
		"new e-mail":                      {[]string{"phone=", "email=olena@example.com"}, 1},
		"no name":                         {[]string{"name="}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				d := newDesk(t)
				d.say("paid", tt.changes...)
				d.say("paid", append(tt.changes, "payment_id=pay-2")...)
				assert.Equal(t, tt.created, d.srv.Count("People.Create"))
				if tt.created == 0 {
					assert.Equal(t, string(d.company.People[1].ID), d.lastSent("Orders.Create")["personId"])
				}
				assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders())
			})
		})
	}
}

func TestNameIsSentInOneLine(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		d.say("paid", "name= Olena\x00\x1b\r\n Ivanenko ")
		assert.Equal(t, "Olena Ivanenko", d.lastSent("People.Create")["name"])
	})
}

func TestSeveralPeopleWithOnePhoneAreForAHuman(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		d.srv.AddPerson(leelootest.Person{Name: "Ivan", Phone: "+380500000002"})
		assert.Contains(t, d.sayHeld("paid", "phone=+380500000002"), "several people")
		assert.Empty(t, d.orders())
		assert.Zero(t, d.srv.Count("People.Create"))
		d.say("paid", "payment_id=pay-2")
	})
}

func TestLogHasNoPersonalData(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		var whys []string
		for _, body := range [][]byte{
			eventBody("paid", "amount=1"), eventBody("paid", "currency=+380500000077"), eventBody("paid", "product=+380500000077"),
			eventBody("paid", "payment_id=+380500000077"), eventBody("paid", "payment_id=pay-2", "phone=+380500000002", "name=+380500000077"),
			eventBody("failed", "payment_id=pay-2", "phone=+380500000003"),
		} {
			d.srv.Fail(leelootest.Dropped().On("Orders.Create"), leelootest.Rejected("FORMAT_ERROR", nil).On("Orders.Update"))
			err := d.run(body)
			require.Error(t, err)
			whys = append(whys, parse(body, "").id+" "+err.Error()) // the queue logs both
		}
		people, err := leeloo.Collect(d.srv.Client().People.All(t.Context(), leeloo.PeopleListParams{}))
		require.NoError(t, err)
		for _, secret := range []string{"38050", "Olena", "example.com", testSecret, d.srv.Token} {
			assert.NotContains(t, strings.Join(whys, "\n"), secret)
		}
		for _, person := range people {
			assert.NotContains(t, strings.Join(whys, "\n"), string(person.ID))
		}
	})
}
