package main

import (
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo"
)

// cutOff ends the goroutine of a job at a request, before or after it is applied: nothing is recorded after that, as if the
// power had failed.
type cutOff struct {
	op    string
	after bool
	next  http.RoundTripper
	done  bool
}

func (c *cutOff) RoundTrip(r *http.Request) (*http.Response, error) {
	operation, _ := leeloo.OperationFromContext(r.Context())
	if operation.Name != c.op || c.done {
		return c.next.RoundTrip(r)
	}
	c.done = true
	if c.after {
		response, err := c.next.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		response.Body.Close()
	}
	runtime.Goexit()
	return nil, nil
}

func TestProgramEndsAtARequest(t *testing.T) {
	const resolved, held = "RESOLVED 1490.50 UAH", "pay-1"
	for name, tt := range map[string]struct {
		op      string
		after   bool
		orders  []string
		held    []string // the task, if nobody can tell
		updates int
	}{
		"before anything is sent":     {"People.List", false, []string{resolved}, nil, 1},
		"the person is not created":   {"People.Create", false, []string{resolved}, nil, 1},
		"the person is created":       {"People.Create", true, []string{resolved}, nil, 1},
		"before the order":            {"People.Get", false, []string{resolved}, nil, 1},
		"the order is not created":    {"Orders.Create", false, []string{}, []string{held}, 0},
		"the order is created":        {"Orders.Create", true, []string{resolved}, nil, 1},
		"before the update":           {"Orders.Get", false, []string{resolved}, nil, 1},
		"the update is not applied":   {"Orders.Update", false, []string{resolved}, nil, 1},
		"the update is applied":       {"Orders.Update", true, []string{resolved}, nil, 1},
		"nothing ends it (a control)": {"", false, []string{resolved}, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				d := newDesk(t)
				power := &cutOff{op: tt.op, after: tt.after, next: d.srv.Transport()}
				d.client = d.srv.Client(leeloo.WithLimiter(d.job.Limiter), leeloo.WithHTTPClient(&http.Client{Transport: power}))
				body, ended := eventBody("paid"), make(chan struct{})
				go func() {
					defer close(ended)
					_ = d.run(body)
				}()
				<-ended
				assert.Equal(t, tt.op != "", power.done)
				_ = d.run(body) // the next start
				assert.Equal(t, tt.orders, d.orders())
				assert.Equal(t, tt.held, d.heldIDs())
				assert.LessOrEqual(t, d.srv.Count("Orders.Create"), 1)
				assert.Equal(t, tt.updates, d.srv.Count("Orders.Update"))
				people, err := d.client.People.ByPhone(t.Context(), "+380500000077")
				assert.NoError(t, err)
				assert.Len(t, people, 1)
			})
		})
	}
}
