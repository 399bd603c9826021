package main

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// inBubble runs a test in a bubble of testing/synctest, where waits take no time.
func inBubble(t *testing.T, test func(t *testing.T, w *world, store durable.Store)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newWorld(t), durable.Memory()) })
}

func TestALeadArrivesOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, store durable.Store) {
		for range 2 {
			require.NoError(t, w.work(t.Context(), store, "lead-1", w.olena()))
			assert.Equal(t, once, w.outcome())
		}
		people, err := w.srv.Client().People.ByPhone(t.Context(), phone1)
		require.NoError(t, err)
		want := "Lead lead-1\nName: Olena Testenko\nE-mail: olena@example.com\nOffer: " + w.p.offers[0].Title + "\nOffer: " + w.p.offers[1].Title +
			"\n2000-01-01 00:00 UTC, consent: I agree.\nutm_source: news\n\nCall me,\nplease"
		assert.Equal(t, []string{want}, w.srv.Comments(people[0].ID))
		record, err := store.Get(t.Context(), "lead-1")
		require.NoError(t, err)
		assert.Empty(t, record.Note, "nobody needs the data of the visitor any more")
		assert.NotContains(t, record.Key, "500000000")
	})
}

func TestTemplateAndOrdersAreOptional(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, store durable.Store) {
		w.p.template = ""
		l := w.olena()
		l.Offers, l.Email, l.Message, l.UTM = nil, "", "", nil
		require.NoError(t, w.work(t.Context(), store, "lead-1", l))
		assert.Equal(t, outcome{People: 1, Comments: 1, Tags: 1, Subscriptions: 1}, w.outcome())
	})
}

// What durable does with each write that is lost is proved there. This is what becomes of a lead.
func TestLostResponses(t *testing.T) {
	noComment, noTemplate, noSubscription, oneOrder := once, once, once, once
	noComment.Comments, noTemplate.Templates, noSubscription.Subscriptions, oneOrder.Orders = 0, 0, 0, 1
	for op, tt := range map[string]struct {
		unapplied outcome // once is reached without a human
		held      bool    // also if it was applied
	}{
		"People.Create":     {once, false},
		"People.AddComment": {noComment, true},
		"Tags.Add":          {once, false},
		"Tunnels.Subscribe": {noSubscription, false},
		"Orders.Create":     {oneOrder, false},
		"Templates.Send":    {noTemplate, true},
	} {
		for name, fault := range map[string]leelootest.Fault{"applied": leelootest.Dropped().AfterApplying(), "not applied": leelootest.Dropped()} {
			t.Run(op+" was "+name, func(t *testing.T) {
				inBubble(t, func(t *testing.T, w *world, store durable.Store) {
					w.srv.Fail(fault.On(op))
					err := w.work(t.Context(), store, "lead-1", w.olena())
					want, held := once, tt.held
					if !fault.Applied {
						want, held = tt.unapplied, tt.unapplied != once
					}
					assert.Equal(t, want, w.outcome())
					assert.Equal(t, held, err != nil)
					if !held {
						return
					}
					verdict := durable.SendAgain
					if fault.Applied {
						verdict = durable.Applied
					}
					require.NoError(t, durable.Settle(t.Context(), store, "lead-1", durable.Verdict{Action: verdict}))
					require.NoError(t, w.work(t.Context(), store, "lead-1", w.olena()))
					assert.Equal(t, once, w.outcome())
				})
			})
		}
	}
}

// One step is refused: the others are done, and the human sees the lead.
func TestRefusedForGood(t *testing.T) {
	for op, want := range map[string]outcome{
		"Tags.List":         {},
		"Tunnels.List":      {},
		"People.List":       {},
		"People.Create":     {},
		"People.AddComment": {People: 1, Tags: 1, Subscriptions: 1, Orders: 2, Templates: 1},
		"Tags.Add":          {People: 1, Comments: 1, Subscriptions: 1, Orders: 2, Templates: 1},
		"Channels.Person":   {People: 1, Comments: 1, Tags: 1, Orders: 2, Templates: 1},
		"Tunnels.Subscribe": {People: 1, Comments: 1, Tags: 1, Orders: 2, Templates: 1},
		"Orders.Create":     {People: 1, Comments: 1, Tags: 1, Subscriptions: 1, Orders: 1, Templates: 1},
		"Templates.Send":    {People: 1, Comments: 1, Tags: 1, Subscriptions: 1, Orders: 2},
	} {
		t.Run(op, func(t *testing.T) {
			inBubble(t, func(t *testing.T, w *world, store durable.Store) {
				w.srv.Fail(leelootest.Rejected("FORMAT_ERROR", map[string]string{"phone": "WRONG_FORMAT"}).On(op))
				require.Error(t, w.work(t.Context(), store, "lead-1", w.olena()))
				assert.Equal(t, want, w.outcome())
				record, err := store.Get(t.Context(), "lead-1")
				require.NoError(t, err)
				assert.Contains(t, string(record.Note), phone1, "the human needs it")

				require.NoError(t, durable.Settle(t.Context(), store, "lead-1", durable.Verdict{Action: durable.SendAgain}))
				require.NoError(t, w.work(t.Context(), store, "lead-1", w.olena()))
				assert.Equal(t, once, w.outcome())
			})
		})
	}
}

// A wrong -block is refused for each lead. With the right one, they are sent again.
func TestAWrongBlockIsCorrectedByTheNextStart(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, store durable.Store) {
		right := w.p.block
		w.p.block = "0123456789abcdef01234567"
		require.Error(t, w.work(t.Context(), store, "lead-1", w.olena()))
		w.p.block = right
		require.Error(t, w.work(t.Context(), store, "lead-1", w.olena()), "not without a human")
		require.NoError(t, durable.Settle(t.Context(), store, "lead-1", durable.Verdict{Action: durable.SendAgain}))
		require.NoError(t, w.work(t.Context(), store, "lead-1", w.olena()))
		assert.Equal(t, once, w.outcome())
	})
}

// The response of a subscription is lost, and the next start has another tunnel, in which the person was long ago. That
// entry does not count as the lost one.
func TestALostSubscriptionIsLookedForInItsTunnel(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, store durable.Store) {
		other := w.company.Tunnels[1]
		olena := w.srv.AddPerson(leelootest.Person{Name: "Olena", Phone: phone1})
		require.NoError(t, w.srv.Client().Tunnels.Subscribe(t.Context(), olena.AccountID,
			leeloo.SubscribeParams{TunnelID: other.ID, TunnelBlockID: other.Blocks[0].ID}))
		w.srv.Fail(leelootest.Dropped().On("Tunnels.Subscribe"))
		_, later := asLater(w.p.work(t.Context(), store, "lead-1", w.olena()))
		require.True(t, later)
		w.p.tunnel, w.p.block = other.Name, other.Blocks[0].ID
		err := w.work(t.Context(), store, "lead-1", w.olena())
		assert.ErrorContains(t, err, "subscribe: it may have been applied, but is not found")
	})
}

func TestLeelooIsDownAndComesBack(t *testing.T) {
	for name, fault := range map[string]leelootest.Fault{
		"HTTP 503":         leelootest.HTMLPage(503),
		"no connection":    leelootest.Dropped(),
		"rate limit":       leelootest.RateLimited(0),
		"strange response": {Body: "null"},
		"somewhere else":   leelootest.Redirect(307, "https://example.com/"),
		"server exception": leelootest.ServerError(),
		"a firewall":       leelootest.HTMLPage(403),
		"token refused":    leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "NOT_ALLOWED_VALUE"}),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, w *world, store durable.Store) {
				w.srv.Fail(fault.Repeat(20))
				require.NoError(t, w.work(t.Context(), store, "lead-1", w.olena()))
				assert.Equal(t, once, w.outcome())
			})
		})
	}
}

func TestAPersonWhoExistsIsNotCreated(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, store durable.Store) {
		oldest := w.srv.AddPerson(leelootest.Person{Name: "Somebody", Phone: phone1})
		newest := w.srv.AddPerson(leelootest.Person{Name: "Somebody", Phone: phone1})
		require.NoError(t, w.work(t.Context(), store, "lead-1", w.olena()))
		assert.Zero(t, w.srv.Count("People.Create"))
		assert.Len(t, w.srv.Comments(oldest.ID), 1)
		assert.Empty(t, w.srv.Comments(newest.ID))
	})
}

func TestACreatedPersonNeedNotBeInTheList(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, store durable.Store) {
		w.srv.Fail(leelootest.Fault{Op: "People.List", Times: 50, Body: `{"status":1,"data":[],"meta":{"totalCount":0}}`})
		require.NoError(t, w.work(t.Context(), store, "lead-1", w.olena()))
		assert.Equal(t, 1, w.srv.Count("People.Create"))
		assert.Equal(t, 1, w.srv.Count("People.AddComment"))
	})
}

// No tunnel and no template reach a person whose accounts are gone. The rest of the lead arrives.
func TestAPersonWithoutAnAccount(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, store durable.Store) {
		w.srv.AddPerson(leelootest.Person{Name: "Olena", Phone: phone1})
		w.srv.BeforeEach(func(lists *leelootest.Lists) {
			if channels := lists.Channels(); channels.Len() > 0 {
				channels.Delete(0)
			}
		})
		err := w.work(t.Context(), store, "lead-1", w.olena())
		assert.ErrorContains(t, err, "subscribe: the person has no account that is connected")
		assert.ErrorContains(t, err, "template: the person has no account that is connected")
		assert.Equal(t, outcome{People: 1, Comments: 1, Tags: 1, Orders: 2}, w.outcome())
	})
}

// The disk is full for a moment, and the success of the comment is not recorded: it is not sent again.
func TestASuccessThatIsNotRecorded(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, store durable.Store) {
		err := w.work(t.Context(), &full{Store: store}, "lead-1", w.olena())
		assert.ErrorContains(t, err, "comment: it may have been applied")
		assert.Equal(t, once, w.outcome())
	})
}

// full does not record the success of a comment, neither at once nor when the run ends.
type full struct {
	durable.Store
	failed int
}

func (s *full) Save(ctx context.Context, r *durable.Record) error {
	applied := func(step durable.StepRecord) bool { return step.Name == "comment" && step.State == durable.StepApplied }
	if s.failed < 2 && slices.ContainsFunc(r.Steps, applied) {
		s.failed++
		return errors.New("disk full")
	}
	return s.Store.Save(ctx, r)
}
