package main

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// power cuts the program off at a request, before or after Leeloo has carried it out.
type power struct {
	op    string
	after bool
	off   context.CancelFunc
}

func (p *power) RoundTrip(r *http.Request) (*http.Response, error) {
	operation, _ := leeloo.OperationFromContext(r.Context())
	if operation.Name != p.op {
		return http.DefaultTransport.RoundTrip(r)
	}
	if p.after {
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		response.Body.Close()
	}
	p.off()
	return nil, r.Context().Err()
}

func TestCrash(t *testing.T) {
	for name, test := range map[string]struct {
		op       string
		after    bool
		stage    stage
		finished bool // at the next start
	}{
		"before anything":      {"People.Get", false, recorded, true},
		"create was not sent":  {"Orders.Create", false, creating, false},
		"create was sent":      {"Orders.Create", true, creating, true},
		"the order was known":  {"Orders.Get", false, opened, true},
		"update was not sent":  {"Orders.Update", false, settling, false},
		"update was sent":      {"Orders.Update", true, settling, true},
		"update was confirmed": {"", false, settled, true},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, off := context.WithCancel(t.Context())
			defer off()
			d := newDesk(t, leeloo.WithHTTPClient(&http.Client{Transport: &power{op: test.op, after: test.after, off: off}}))
			e, err := parseEvent(d.callback(paid), time.Now())
			require.NoError(t, err)
			_, err = d.deliver(ctx, e)
			assert.Equal(t, test.op == "", err == nil)
			assert.Equal(t, test.stage, d.record(t, "pay-1").Stage, "on disk")

			d.restart(t)
			stopped, stop := context.WithCancel(t.Context())
			stop()
			d.takeUp(stopped, t.Context())
			assert.Equal(t, test.stage, d.record(t, "pay-1").Stage, "a server that is told to stop begins nothing")

			d.resumeAll(t)
			if test.finished {
				assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))
				assert.Equal(t, settled, d.record(t, "pay-1").Stage)
			} else {
				assert.Equal(t, test.stage, d.record(t, "pay-1").Stage)
			}
			assert.LessOrEqual(t, d.sent("Orders.Create"), 1)
			assert.LessOrEqual(t, d.sent("Orders.Update"), 1)
		})
	}
}

// resumeAll is what takeUp does at the start.
func (d *desk) resumeAll(t *testing.T) {
	t.Helper()
	ids, err := d.ledger.unfinished()
	require.NoError(t, err)
	for _, id := range ids {
		_ = d.resume(t.Context(), id)
	}
}

// A journal of before a crash, written by hand.
func TestJournalOfBefore(t *testing.T) {
	d := newDesk(t)
	amount, err := leeloo.NewAmount("1490.50")
	require.NoError(t, err)
	person, order := d.company.People[1].ID, d.makeOrder(t, d.company.People[1].ID)
	base := payment{Person: person, Status: paid, Amount: amount, Currency: "UAH", At: time.Now(), Begun: time.Now(), Stage: creating}
	require.NoError(t, d.ledger.put("pay-1", base))
	d.restart(t)
	d.resumeAll(t)
	assert.Equal(t, order, d.record(t, "pay-1").Order)
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))

	base.Stage = "sold" // by a later version
	require.NoError(t, d.ledger.put("pay-2", base))
	before := len(d.srv.Requests())
	assert.ErrorContains(t, d.resume(t.Context(), "pay-2"), `"sold"`)
	assert.Len(t, d.srv.Requests(), before)
}

func TestNothingIsSentBeforeItIsOnDisk(t *testing.T) {
	d := newDesk(t)
	require.NoError(t, d.ledger.close())
	d.say(t, http.StatusServiceUnavailable, paid)
	assert.Empty(t, d.srv.Requests())
}

// The provider hangs up; the order is settled all the same.
func TestProviderThatHangsUp(t *testing.T) {
	d := newDesk(t)
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	body := d.callback(paid)
	request, recorder := newRequest(ctx, body)
	newHandler(t.Context(), d.processor, []byte(testSecret)).ServeHTTP(recorder, request)
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))
}
