package export

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

// shortWait is the longest wait for the rate limit that is not shown: near the limit, each request waits a little.
const shortWait = 3 * time.Second

// display shows how far the reading is. It is safe for concurrent use.
type display struct {
	out io.Writer

	mu    sync.Mutex
	bar   *progress.Progress // nil before and after something is read
	text  string
	total int
	done  int
}

// begin starts at 0 of what is to be expected. More or fewer may come.
func (d *display) begin(text string, total int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.text, d.total = text, total
	d.start()
}

func (d *display) start() {
	d.bar, d.done = progress.New(d.out, d.total), 0
	d.bar.Describe(d.text)
}

// restart starts at 0 again, after an outage.
func (d *display) restart() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.done > 0 {
		d.bar.End()
		d.start()
	}
}

func (d *display) add() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done++
	d.bar.Add(1)
}

func (d *display) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.bar.End()
	d.bar = nil
}

// waiting shows that a request waits for the rate limit.
func (d *display) waiting(until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	left := time.Until(until)
	switch {
	case left < shortWait:
	case d.bar != nil:
		d.bar.Waiting(until)
	default:
		fmt.Fprintf(d.out, "waiting for the API's limit, %d s\n", int(left.Seconds())+1)
	}
}

// pausing says why the export pauses, above the bar.
func (d *display) pausing(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bar == nil {
		fmt.Fprintln(d.out, text)
		return
	}
	fmt.Fprintln(d.bar, text)
}
