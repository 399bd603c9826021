package calls

import (
	"sync"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

// display shows how far a run is.
type display struct {
	app *app.App

	mu  sync.Mutex
	bar *progress.Progress // nil until it is known how many calls there are
}

func (d *display) start(total int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if total > 0 {
		d.bar = progress.New(d.app, total)
	}
}

func (d *display) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bar != nil {
		d.bar.End()
		d.bar = nil
	}
}

func (d *display) done() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bar != nil {
		d.bar.Add(1)
	}
}

// pause shows why nothing is done until a time.
func (d *display) pause(why string, until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bar != nil {
		d.bar.Pause(why, until)
	} else {
		d.app.Printf("%s, %s", why, progress.Length(time.Until(until)))
	}
}
