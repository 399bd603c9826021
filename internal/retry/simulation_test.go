package retry_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/retry"
)

const maxAttempts = 4

// client uses its quota as the engine does: a retry after HTTP 429 is free, any other is withdrawn.
type client struct {
	quota                     retry.Quota
	requests, failed, starved int // starved: calls that were not retried because the quota was used up
}

func (c *client) call(send func() (status int)) {
	withdrawn := false
	for attempt := 1; ; attempt++ {
		c.requests++
		status := send()
		switch {
		case status == http.StatusOK && attempt == 1:
			c.quota.Deposit()
			return
		case status == http.StatusOK:
			if withdrawn {
				c.quota.Refund()
			}
			return
		case attempt == maxAttempts:
			c.failed++
			return
		}
		rateLimited := status == http.StatusTooManyRequests
		withdrawn = !rateLimited && c.quota.Withdraw()
		if !rateLimited && !withdrawn {
			c.failed++
			c.starved++
			return
		}
	}
}

func TestQuotaLastsWhenEveryNthRequestFails(t *testing.T) {
	for every := 4; every <= 10; every++ {
		for _, failure := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
			t.Run(fmt.Sprintf("%d at every %dth request", failure, every), func(t *testing.T) {
				var c client
				for range 20_000 {
					c.call(func() int {
						if c.requests%every == 0 {
							return failure
						}
						return http.StatusOK
					})
				}
				assert.Zero(t, c.failed)
				assert.Greater(t, c.requests, 20_000+20_000/every, "the failed requests were retried")
				assert.Equal(t, 100, withdrawAll(&c.quota))
			})
		}
	}
}

// At random, a retry can fail, too, and is not refunded.
func TestQuotaLastsWhenOneOfNRequestsFailsAtRandom(t *testing.T) {
	for n := 4; n <= 10; n++ {
		t.Run(fmt.Sprintf("one of %d", n), func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, uint64(n)))
			var c client
			for range 20_000 {
				c.call(func() int {
					if random.IntN(n) == 0 {
						return http.StatusServiceUnavailable
					}
					return http.StatusOK
				})
			}
			assert.Zero(t, c.starved)
		})
	}
}

func TestQuotaBoundsTheRequestsOfAnOutage(t *testing.T) {
	const calls = 30 * 300 // 30 minutes at the rate limit
	var c client
	for range calls {
		c.call(func() int { return http.StatusServiceUnavailable })
	}
	assert.Equal(t, calls, c.failed)
	assert.Equal(t, calls+100, c.requests, "the quota at the start, then one request for each call")

	for range 500 {
		c.call(func() int { return http.StatusOK })
	}
	assert.Equal(t, 100, withdrawAll(&c.quota), "500 successful calls fill the quota")
}

// In a partial outage, the few successes allow few retries.
func TestQuotaBoundsTheRequestsWhenNineOfTenFail(t *testing.T) {
	const calls = 30 * 300
	random := rand.New(rand.NewPCG(1, 2))
	var c client
	for range calls {
		c.call(func() int {
			if random.IntN(10) > 0 {
				return http.StatusServiceUnavailable
			}
			return http.StatusOK
		})
	}
	assert.Less(t, c.requests, calls*11/10)
	assert.Positive(t, c.starved)
}
