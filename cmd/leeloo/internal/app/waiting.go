package app

import (
	"math"
	"time"
)

// PrintWaits returns a function for Open that says how long a short command waits for the rate limit. In a full window,
// each request waits a little: a wait that ends at most 10 s after the one that was said last is not said.
func (a *App) PrintWaits() func(until time.Time) {
	var said time.Time
	return func(until time.Time) {
		if until.After(said.Add(10 * time.Second)) {
			said = until
			a.Printf("Waiting for the API's limit, %.0f s", math.Ceil(time.Until(until).Seconds()))
		}
	}
}
