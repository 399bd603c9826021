package retry_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/retry"
)

// spendAll returns how many retries the budget still has, and takes them.
func spendAll(b *retry.Budget) (retries int) {
	for b.Spend() {
		retries++
	}
	return retries
}

func TestBudget(t *testing.T) {
	var b retry.Budget
	assert.Equal(t, 100, spendAll(&b), "500 at the start, 5 a retry")

	for range 4 {
		b.Earn()
	}
	assert.False(t, b.Spend(), "4 of 5 earned")
	b.Earn()
	assert.True(t, b.Spend(), "the fifth success pays for a retry")
	assert.False(t, b.Spend())
}

func TestBudgetHoldsNoMoreThanAtTheStart(t *testing.T) {
	var b retry.Budget
	for range 1000 {
		b.Earn()
	}
	assert.Equal(t, 100, spendAll(&b))
	for range 5000 {
		b.Earn()
	}
	assert.Equal(t, 100, spendAll(&b))
}

// What is spent and what is earned is neither lost nor made between goroutines.
func TestBudgetIsSharedByGoroutines(t *testing.T) {
	var b retry.Budget
	for range 50 { // in the middle, where neither bound hides a mistake
		b.Spend()
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20_000 {
				if b.Spend() {
					for range 5 {
						b.Earn()
					}
				}
			}
		})
	}
	all.Wait()
	assert.Equal(t, 50, spendAll(&b))
}
