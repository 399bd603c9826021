package export

import (
	"sync"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

// display shows how far the reading is. It is safe for concurrent use.
type display struct {
	app *app.App

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
	d.bar, d.done = progress.New(d.app, d.total), 0
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
