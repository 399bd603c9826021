package app

import (
	"math"
	"time"
)

// PrintWaits returns a function for Open that says how long a short command waits for the rate limit. It says it once for
// each wait that is longer than the last one promised.
func (a *App) PrintWaits() func(until time.Time) {
	var said time.Time
	return func(until time.Time) {
		if until.After(said.Add(time.Second)) {
			said = until
			a.Printf("Waiting for the API's limit, %.0f s", math.Ceil(time.Until(until).Seconds()))
		}
	}
}
