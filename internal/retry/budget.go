package retry

import "sync/atomic"

const (
	budgetFull = 500
	retryCost  = 5
)

// Budget bounds the retries of a client, so that an outage is not made worse by four times the requests. Calls that
// succeed at once earn them.
type Budget struct{ spent atomic.Int64 }

// Earn gives back for a call that succeeded at its first attempt.
func (b *Budget) Earn() {
	for {
		spent := b.spent.Load()
		if spent == 0 || b.spent.CompareAndSwap(spent, spent-1) {
			return
		}
	}
}

// Spend takes the cost of a retry, and reports whether there was enough.
func (b *Budget) Spend() bool {
	for {
		spent := b.spent.Load()
		if spent+retryCost > budgetFull {
			return false
		}
		if b.spent.CompareAndSwap(spent, spent+retryCost) {
			return true
		}
	}
}
