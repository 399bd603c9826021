package main

import (
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
)

// tunnel has its figures, or the failure to get them.
type tunnel struct {
	id      leeloo.TunnelID
	Name    string
	Figures *figures
	Failure error
}

// overview is what the screen and the page show.
type overview struct {
	Made    time.Time
	Fake    bool
	Tunnels []tunnel
}

// withFigures counts the tunnels with figures.
func (o overview) withFigures() (known int) {
	for _, t := range o.Tunnels {
		if t.Figures != nil {
			known++
		}
	}
	return known
}

// MadeAt is the time for a human.
func (o overview) MadeAt() string { return o.Made.UTC().Format("2 January 2006, 15:04 MST") }

// Total sums up the tunnels with figures. Its name says if some are missing.
func (o overview) Total() tunnel {
	name := "Total"
	if known := o.withFigures(); known < len(o.Tunnels) {
		name = fmt.Sprintf("Total of %d of %d tunnels", known, len(o.Tunnels))
	}
	total := tunnel{Name: name, Figures: nought()}
	for _, t := range o.Tunnels {
		if t.Figures != nil {
			total.Figures = total.Figures.plus(t.Figures)
		}
	}
	return total
}

// nothing is the first failure if there are only failures. An overview of them is not worth the one of yesterday.
func (o overview) nothing() error {
	if len(o.Tunnels) == 0 || o.withFigures() > 0 {
		return nil
	}
	return fmt.Errorf("no figures of any tunnel: %w", o.Tunnels[0].Failure)
}

// incomplete tells of tunnels without figures.
func (o overview) incomplete() error {
	if missing := len(o.Tunnels) - o.withFigures(); missing > 0 {
		return fmt.Errorf("%d of %d tunnels without figures: the reasons stand beside their names", missing, len(o.Tunnels))
	}
	return nil
}
