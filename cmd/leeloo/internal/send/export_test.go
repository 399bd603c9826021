package send

import (
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/pause"
)

// Hurry shortens the times for tests with processes.
func Hurry() {
	times.lease, times.sendTimeout, times.settle = 400*time.Millisecond, HurriedTimeout, 2*time.Second
	times.backoff = pause.Backoff{First: 10 * time.Millisecond, Max: 100 * time.Millisecond}
	times.reread, times.interval = 50*time.Millisecond, 8*time.Millisecond
}

// HurriedTimeout is the longest time from the record of a message to the end of its request.
const HurriedTimeout = 700 * time.Millisecond
