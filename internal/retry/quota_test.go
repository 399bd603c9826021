package retry_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/retry"
)

// withdrawAll empties the quota and returns how many retries it had left.
func withdrawAll(q *retry.Quota) (retries int) {
	for q.Withdraw() {
		retries++
	}
	return retries
}

func TestQuotaAllows100RetriesAtTheStart(t *testing.T) {
	var q retry.Quota
	assert.Equal(t, 100, withdrawAll(&q))
}

func TestQuotaAllowsARetryForFiveDeposits(t *testing.T) {
	var q retry.Quota
	withdrawAll(&q)
	for range 4 {
		q.Deposit()
	}
	assert.False(t, q.Withdraw(), "after 4 deposits")
	q.Deposit()
	assert.True(t, q.Withdraw(), "after 5 deposits")
	assert.False(t, q.Withdraw())
}

func TestQuotaAllowsARetryForEachRefund(t *testing.T) {
	var q retry.Quota
	withdrawAll(&q)
	q.Refund()
	q.Refund()
	assert.Equal(t, 2, withdrawAll(&q))
}

func TestQuotaNeverHoldsMoreThanAtTheStart(t *testing.T) {
	tests := map[string]func(q *retry.Quota){
		"deposits": func(q *retry.Quota) { q.Deposit() },
		"refunds":  func(q *retry.Quota) { q.Refund() },
		"a refund when less is missing": func(q *retry.Quota) {
			q.Withdraw()
			q.Deposit()
			q.Refund()
		},
	}
	for name, give := range tests {
		t.Run(name, func(t *testing.T) {
			for times := 1; times <= 10; times++ {
				var q retry.Quota
				for range times {
					give(&q)
				}
				assert.Equal(t, 100, withdrawAll(&q))
				for range 4 {
					q.Deposit()
				}
				assert.False(t, q.Withdraw(), "after 4 deposits")
			}
		})
	}
}

func TestQuotaLosesNothingBetweenGoroutines(t *testing.T) {
	var q retry.Quota
	for range 50 { // in the middle, where no bound hides a mistake
		q.Withdraw()
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 20_000 {
				switch {
				case !q.Withdraw():
				case i%2 == 0:
					q.Refund()
				default:
					for range 5 {
						q.Deposit()
					}
				}
			}
		})
	}
	all.Wait()
	assert.Equal(t, 50, withdrawAll(&q))
}
