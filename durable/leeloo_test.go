package durable_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// company is a fake Leeloo with a person.
type company struct {
	*leelootest.Server
	data   leelootest.Dataset
	crm    *leeloo.Client // meets the faults
	person leelootest.Person
	order  leeloo.OrderID
}

func newCompany(t *testing.T) *company {
	srv := leelootest.New(t)
	c := &company{Server: srv, data: srv.Seed(0), crm: srv.Client()}
	c.person = srv.AddPerson(leelootest.Person{Name: "Olena", Phone: "+380500000001", Email: "olena@example.com", Tags: []string{"cold"}})
	c.data = srv.Seed(0)
	order, err := c.crm.Orders.Create(t.Context(), c.orderParams())
	require.NoError(t, err)
	c.order = order.ID
	// What was there before must not be taken for what a task sends.
	srv.AddMessage(c.person.AccountID, leelootest.Outbound, "Hello")
	require.NoError(t, c.crm.Tunnels.Subscribe(t.Context(), c.person.AccountID, c.block()))
	return c
}

func (c *company) orderParams() leeloo.OrderCreateParams {
	return leeloo.OrderCreateParams{
		PaymentCreditsID: c.data.PaymentCredits[0].ID, OfferID: c.data.Offers[0].ID, PersonID: c.person.ID, TransactionDate: time.Now(),
	}
}

func (c *company) block() leeloo.SubscribeParams {
	tunnel := c.data.Tunnels[0]
	return leeloo.SubscribeParams{TunnelID: tunnel.ID, TunnelBlockID: tunnel.Blocks[0].ID}
}

func (c *company) card(t *testing.T) *leeloo.Person {
	card, err := c.crm.People.Get(t.Context(), c.person.ID, leeloo.PersonGetParams{Include: []leeloo.PersonInclude{leeloo.IncludeOrders}})
	require.NoError(t, err)
	return card
}

// write is one of the writes of Leeloo.
type write struct {
	op    string
	do    func(context.Context, *company, durable.Writes) error
	count func(*testing.T, *company) int // how often it was applied

	unapplied, applied string // the end of the task if the response is lost before and after applying
}

var writes = map[string]write{
	"Person": {
		op: "People.Create",
		do: func(ctx context.Context, _ *company, w durable.Writes) error {
			ref, err := w.Person(ctx, "person", leeloo.PersonCreateParams{Name: "Ivan", Phone: "+380 50 000-00-02"}, nil)
			if err == nil && (ref.PersonID == "" || ref.AccountID == "") {
				err = errors.New("an id is missing")
			}
			return err
		},
		count: func(t *testing.T, c *company) int {
			return peopleOf(t, c, leeloo.PeopleListParams{Phone: "+380500000002"})
		},
		unapplied: "done", applied: "done",
	},
	"Person by e-mail": {
		op: "People.Create",
		do: func(ctx context.Context, _ *company, w durable.Writes) error {
			_, err := w.Person(ctx, "person", leeloo.PersonCreateParams{Name: "Ivan", Email: "ivan@example.com"}, nil)
			return err
		},
		count: func(t *testing.T, c *company) int {
			return peopleOf(t, c, leeloo.PeopleListParams{Email: "ivan@example.com"})
		},
		unapplied: "done", applied: "done",
	},
	"Person without phone and e-mail": {
		op: "People.Create",
		do: func(ctx context.Context, _ *company, w durable.Writes) error {
			_, err := w.Person(ctx, "person", leeloo.PersonCreateParams{Name: "Ivan"}, nil)
			return err
		},
		count:     func(t *testing.T, c *company) int { return peopleOf(t, c, leeloo.PeopleListParams{}) - 1 },
		unapplied: "held", applied: "held",
	},
	"Comment": {
		op: "People.AddComment",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			_, err := w.Comment(ctx, "comment", c.person.ID, "Wrote from the site")
			return err
		},
		count:     func(_ *testing.T, c *company) int { return len(c.Comments(c.person.ID)) },
		unapplied: "held", applied: "held",
	},
	"Tag": {
		op: "Tags.Add",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			return w.Tag(ctx, "tag", c.person.ID, c.data.Tags[0].ID)
		},
		count:     func(t *testing.T, c *company) int { return len(c.card(t).Tags) - 1 },
		unapplied: "done", applied: "done",
	},
	"Untag": {
		op: "Tags.Remove",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			return w.Untag(ctx, "untag", c.person.ID, c.data.Tag("cold").ID)
		},
		count:     func(t *testing.T, c *company) int { return 1 - len(c.card(t).Tags) },
		unapplied: "done", applied: "done",
	},
	"Update": {
		op: "People.Update",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			return w.Update(ctx, "update", c.person.ID, leeloo.PersonUpdateParams{Email: new("new@example.com")})
		},
		count: func(t *testing.T, c *company) int {
			return peopleOf(t, c, leeloo.PeopleListParams{Email: "new@example.com"})
		},
		unapplied: "done", applied: "done",
	},
	"Subscribe": {
		op: "Tunnels.Subscribe",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			return w.Subscribe(ctx, "subscribe", c.person.AccountID, c.block())
		},
		count:     func(t *testing.T, c *company) int { return len(c.card(t).History) - 1 },
		unapplied: "held", applied: "done",
	},
	"Order": {
		op: "Orders.Create",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			id, err := w.Order(ctx, "order", c.orderParams())
			if err == nil && (id == "" || id == c.order) {
				err = errors.New("the id is wrong")
			}
			return err
		},
		count:     func(t *testing.T, c *company) int { return len(c.card(t).Orders) - 1 },
		unapplied: "held", applied: "done",
	},
	"Settle": {
		op: "Orders.Update",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			price, err := leeloo.NewAmount("10")
			if err != nil {
				return err
			}
			return w.Settle(ctx, "settle", c.order, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, Price: price})
		},
		count: func(t *testing.T, c *company) int {
			if c.card(t).Orders[0].Status == leeloo.OrderStatusResolved {
				return 1
			}
			return 0
		},
		unapplied: "done", applied: "done",
	},
	"Text": {
		op: "Messages.Send",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			return w.Text(ctx, "text", leeloo.SendMessageParams{AccountID: c.person.AccountID, Text: "Hello"})
		},
		count:     messages,
		unapplied: "held", applied: "done",
	},
	"Template": {
		op: "Templates.Send",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			params := leeloo.SendTemplateParams{AccountID: c.person.AccountID, TemplateID: c.data.Templates[0].ID}
			return w.Template(ctx, "template", params, func(m leeloo.Message) bool { return m.Type == "YOUR_MESSAGE" })
		},
		count:     messages,
		unapplied: "held", applied: "done",
	},
	"Template that nobody can tell": {
		op: "Templates.Send",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			return w.Template(ctx, "template", leeloo.SendTemplateParams{AccountID: c.person.AccountID, TemplateID: c.data.Templates[0].ID}, nil)
		},
		count:     messages,
		unapplied: "held", applied: "held",
	},
	"Call": {
		op: "People.AddCall",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			_, err := w.Call(ctx, "call", leeloo.CallParams{
				UserID: c.data.Users[0].ID, From: "606", To: "+380500000001", Date: time.Now(), AccountID: c.person.AccountID,
				Status: leeloo.CallStatusSuccess, Duration: time.Minute, Type: leeloo.CallTypeOutbound,
			})
			return err
		},
		count:     func(_ *testing.T, c *company) int { return len(c.Calls(c.person.ID)) },
		unapplied: "held", applied: "held",
	},
	"TrafficSource": {
		op: "LGT.CreateTrafficSource",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			_, err := w.TrafficSource(ctx, "source", c.data.Tunnels[0].LeadGenTools[0].ID, leeloo.TrafficSourceParams{Name: "Autumn"})
			return err
		},
		unapplied: "held", applied: "held",
	},
	"ConnectSMS": {
		op: "People.ConnectSMS",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			_, err := w.ConnectSMS(ctx, "sms", leeloo.ConnectSMSParams{
				People: []leeloo.SMSPerson{{Phone: "+380500000003"}}, ConnectionID: c.data.Connections[0].ID,
				LeadGenToolID: c.data.Tunnels[0].LeadGenTools[0].ID,
			})
			return err
		},
		count: func(t *testing.T, c *company) int {
			return peopleOf(t, c, leeloo.PeopleListParams{Phone: "+380500000003"})
		},
		unapplied: "held", applied: "done",
	},
	"ConnectEmail": {
		op: "People.ConnectEmail",
		do: func(ctx context.Context, c *company, w durable.Writes) error {
			_, err := w.ConnectEmail(ctx, "email", leeloo.ConnectEmailParams{
				People: []leeloo.EmailPerson{{Email: "ivan@example.com"}}, ConnectionID: c.data.Connections[0].ID,
			})
			return err
		},
		count: func(t *testing.T, c *company) int {
			return peopleOf(t, c, leeloo.PeopleListParams{Email: "ivan@example.com"})
		},
		unapplied: "done", applied: "done",
	},
}

func peopleOf(t *testing.T, c *company, params leeloo.PeopleListParams) int {
	people, err := leeloo.Collect(c.crm.People.All(t.Context(), params))
	require.NoError(t, err)
	return len(people)
}

func messages(t *testing.T, c *company) int {
	page, err := c.crm.Messages.List(t.Context(), c.person.AccountID, leeloo.ListParams{})
	require.NoError(t, err)
	return len(page.Items) - 1
}

// lost is how a response is lost.
var lost = map[string]leelootest.Fault{
	"a connection that drops": leelootest.Dropped(),
	"a proxy's page":          leelootest.HTMLPage(504),
	"SERVER_ERROR":            leelootest.ServerError(),
	"a slow server":           leelootest.Slow(time.Hour),
}

// ends is what a write does after a fault: how its task ends, and how often it was applied.
type ends struct {
	fault   *leelootest.Fault
	want    string
	applied int
}

func TestWrites(t *testing.T) {
	for name, w := range writes {
		tests := map[string]ends{
			"no fault":     {nil, "done", 1},
			"rate limited": {new(leelootest.RateLimited(30 * time.Second)), "done", 1},
			"refused":      {new(leelootest.Rejected("FORMAT_ERROR", nil)), "held", 0},
		}
		for how, fault := range lost {
			applied := 1
			if w.unapplied == "held" {
				applied = 0
			}
			tests[how+" before applying"] = ends{new(fault), w.unapplied, applied}
			tests[how+" after applying"] = ends{new(fault.AfterApplying()), w.applied, 1}
		}
		for how, tt := range tests {
			t.Run(name+"/"+how, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := newCompany(t)
					if tt.fault != nil {
						c.Fail(tt.fault.On(w.op))
					}
					store := durable.Memory()
					assert.Equal(t, tt.want, finish(t, store, "task", func(ctx context.Context, task *durable.Task) error {
						return w.do(ctx, c, durable.For(c.crm, task))
					}))
					if w.count != nil {
						assert.Equal(t, tt.applied, w.count(t, c))
					}
				})
			})
		}
	}
}

// finish runs a task as a queue does, until it is done or held.
func finish(t *testing.T, store durable.Store, id string, work func(context.Context, *durable.Task) error) string {
	t.Helper()
	for range 100 {
		err := durable.Run(t.Context(), store, durable.Job{ID: id}, work)
		if err == nil {
			return "done"
		}
		if _, held := errors.AsType[durable.Hold](err); held {
			return "held"
		}
		later, ok := errors.AsType[durable.Later](err)
		require.True(t, ok, "%v", err)
		time.Sleep(max(later.After, time.Second))
	}
	t.Fatal("the task does not end")
	return ""
}

func TestPersonChoosesNobodyOfSeveral(t *testing.T) {
	tests := map[string]struct {
		choose durable.Choose
		want   string
	}{
		"without a rule": {nil, "held"},
		"by a rule":      {durable.Oldest, "done"},
		"a rule without a choice": {
			func([]leeloo.Person) (leeloo.Person, bool) { return leeloo.Person{}, false }, "held",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCompany(t)
				c.AddPerson(leelootest.Person{Name: "Olena again", Phone: c.person.Phone})
				assert.Equal(t, tt.want, finish(t, durable.Memory(), "task", func(ctx context.Context, task *durable.Task) error {
					ref, err := durable.For(c.crm, task).Person(ctx, "person", leeloo.PersonCreateParams{Name: "Olena", Phone: c.person.Phone}, tt.choose)
					if err == nil {
						assert.Equal(t, durable.PersonRef{PersonID: c.person.ID, AccountID: c.person.AccountID}, ref)
					}
					return err
				}))
				assert.Equal(t, 0, c.Count("People.Create"))
			})
		})
	}
}

// A person whose accounts are all blocked has none to write to. Nothing is sent, and the reason says why.
func TestWritesToNoAccountAreHeld(t *testing.T) {
	everything := func(leeloo.Message) bool { return true }
	for name, do := range map[string]func(context.Context, durable.Writes) error{
		"Subscribe": func(ctx context.Context, w durable.Writes) error {
			return w.Subscribe(ctx, "step", "", leeloo.SubscribeParams{TunnelID: "1", TunnelBlockID: "2"})
		},
		"Text": func(ctx context.Context, w durable.Writes) error {
			return w.Text(ctx, "step", leeloo.SendMessageParams{Text: "Hello"})
		},
		"Template": func(ctx context.Context, w durable.Writes) error {
			return w.Template(ctx, "step", leeloo.SendTemplateParams{TemplateID: "1"}, everything)
		},
		"Template that cannot be found": func(ctx context.Context, w durable.Writes) error {
			return w.Template(ctx, "step", leeloo.SendTemplateParams{TemplateID: "1"}, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			srv, store := leelootest.New(t), durable.Memory()
			err := durable.Run(t.Context(), store, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
				return do(ctx, durable.For(srv.Client(), task))
			})
			hold, held := errors.AsType[durable.Hold](err)
			require.True(t, held)
			assert.Contains(t, hold.Why, "no account")
			assert.Empty(t, srv.Requests())
		})
	}
}

func TestSettleHoldsAnOrderThatOthersSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCompany(t)
		resolved := leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved}
		require.NoError(t, c.crm.Orders.Update(t.Context(), c.order, resolved))
		assert.Equal(t, "held", finish(t, durable.Memory(), "task", func(ctx context.Context, task *durable.Task) error {
			return durable.For(c.crm, task).Settle(ctx, "settle", c.order, resolved)
		}))
		assert.Equal(t, 1, c.Count("Orders.Update"))
	})
}

// counting counts the waits of a limiter.
type counting struct{ waits int }

func (c *counting) Wait(context.Context) error {
	c.waits++
	return nil
}

func TestAWriteTakesOneTurnAtTheRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, waits := newCompany(t), &counting{}
		limiter := durable.NewLimiter(waits)
		crm := c.Client(leeloo.WithLimiter(limiter))
		err := durable.Run(t.Context(), durable.Memory(), durable.Job{ID: "task", Limiter: limiter}, func(ctx context.Context, task *durable.Task) error {
			_, err := durable.For(crm, task).Comment(ctx, "comment", c.person.ID, "Hello")
			return err
		})
		require.NoError(t, err)
		assert.Equal(t, 1, waits.waits)
	})
}

func TestATurnIsValidForItsOwnLimiter(t *testing.T) {
	waits := &counting{}
	other, job := durable.NewLimiter(waits), durable.Job{ID: "task", Limiter: durable.NewLimiter(unlimited{})}
	err := durable.Run(t.Context(), durable.Memory(), job, func(ctx context.Context, task *durable.Task) error {
		_, err := durable.Do(ctx, task, "a", durable.Step[string, struct{}]{Send: func(ctx context.Context, _ struct{}) (string, error) {
			return "id", other.Wait(ctx)
		}})
		return err
	})
	require.NoError(t, err)
	assert.Equal(t, 1, waits.waits)
}
