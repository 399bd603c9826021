package retry

import "sync/atomic"

const (
	fullQuota = 500
	retryCost = 5
)

// Quota limits the retries of a client, so that it does not multiply its requests during an outage of the API. A
// retry after HTTP 429 does not use it. The zero Quota is full and ready to use. It is safe for concurrent use.
type Quota struct{ used atomic.Int64 }

// Withdraw takes 5 for a retry. If the quota is smaller, Withdraw takes nothing and returns false.
func (q *Quota) Withdraw() bool {
	for {
		used := q.used.Load()
		if used+retryCost > fullQuota {
			return false
		}
		if q.used.CompareAndSwap(used, used+retryCost) {
			return true
		}
	}
}

// Refund returns the 5 of a retry that succeeded or was not sent. Call it only if Withdraw was called for that retry.
func (q *Quota) Refund() { q.add(retryCost) }

// Deposit adds 1 for an operation that succeeded at the first attempt.
func (q *Quota) Deposit() { q.add(1) }

func (q *Quota) add(n int64) {
	for {
		used := q.used.Load()
		if used == 0 || q.used.CompareAndSwap(used, max(0, used-n)) {
			return
		}
	}
}
