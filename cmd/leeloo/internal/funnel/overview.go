package funnel

import (
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// tunnel has its statistics, or the failure to read them.
type tunnel struct {
	ID      leeloo.TunnelID
	Name    string // is safe on a terminal
	Stats   *stats
	Failure error
}

// Reason returns why there are no statistics, in one line.
func (t tunnel) Reason() string {
	if t.Failure == nil {
		return ""
	}
	return output.Clean(app.Text(t.Failure))
}

// overview is what the screen, the page and the JSON show.
type overview struct {
	Made    time.Time
	Demo    bool
	Tunnels []tunnel
}

// withStats counts the tunnels with statistics.
func (o overview) withStats() (known int) {
	for _, t := range o.Tunnels {
		if t.Stats != nil {
			known++
		}
	}
	return known
}

// MadeAt is the time for a human.
func (o overview) MadeAt() string { return o.Made.UTC().Format("2 January 2006, 15:04 MST") }

// Total returns the sum of the tunnels with statistics. Its name says if some are missing.
func (o overview) Total() tunnel {
	name := "Total"
	if known := o.withStats(); known < len(o.Tunnels) {
		name = fmt.Sprintf("Total of %d of %d tunnels", known, len(o.Tunnels))
	}
	total := tunnel{Name: name, Stats: zeroStats()}
	for _, t := range o.Tunnels {
		if t.Stats != nil {
			total.Stats = total.Stats.plus(t.Stats)
		}
	}
	return total
}

// nothing returns the first failure if there are only failures: such a page must not replace the one of yesterday.
func (o overview) nothing() error {
	if len(o.Tunnels) == 0 || o.withStats() > 0 {
		return nil
	}
	return fmt.Errorf("no statistics of any tunnel: %w", o.Tunnels[0].Failure)
}

// incomplete returns an error if there are tunnels without statistics.
func (o overview) incomplete() error {
	if missing := len(o.Tunnels) - o.withStats(); missing > 0 {
		return fmt.Errorf("%d of %d tunnels without statistics: the reasons are beside their names", missing, len(o.Tunnels))
	}
	return nil
}
