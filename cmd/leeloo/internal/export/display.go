package export

import (
	"sync"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

// display shows how far the reading is. It is safe for concurrent use.
type display struct {
	app    *app.App
	hidden bool // the rows go to a terminal, and would be torn

	mu    sync.Mutex
	bar   *progress.Progress // nil while nothing is read, or if it is hidden
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
	d.done = 0
	if !d.hidden {
		d.bar = progress.New(d.app, d.total)
		d.bar.Describe(d.text)
	}
}

// restart starts at 0 again, after an outage.
func (d *display) restart() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.done > 0 {
		d.stop()
		d.start()
	}
}

func (d *display) add() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done++
	if d.bar != nil {
		d.bar.Add(1)
	}
}

func (d *display) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stop()
}

func (d *display) stop() {
	if d.bar != nil {
		d.bar.End()
		d.bar = nil
	}
}
