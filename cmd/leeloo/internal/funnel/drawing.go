package funnel

import (
	"fmt"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// The drawing is so wide in its own units; the page scales it. Two units are the least that is seen.
const (
	drawingWidth = 320.0
	leastWidth   = 2.0
	barTop       = 22.0
	barHeight    = 16.0
	pitch        = 50.0 // from one bar to the next
)

// Widths of characters of the text above a bar, in a wide font.
const (
	plainWidth = 8.0
	boldWidth  = 9.0
	textGap    = 12.0
)

// DrawnRate returns the rate of a step if there is room for it between the name of the step and its count. The table has
// all rates.
func (s *stats) DrawnRate(i int) string {
	text := rate(s, i)
	numbers := plainWidth*float64(output.Width(s.Steps[i].Name+text)) + boldWidth*float64(output.Width(count(s.Steps[i].Count)))
	if numbers+2*textGap > drawingWidth {
		return ""
	}
	return text
}

// bar is a step as a bar in the middle, with a line of text above it.
type bar struct {
	X, Y, Width, Height float64
	TextY               float64
	// Slope is the outline between the bar before and this one, as the points of a polygon. The first bar has none.
	Slope string
}

// Bars draws the funnel. It widens where a step has more than the one before, and is never wider than the drawing.
func (s *stats) Bars() []bar {
	bars := make([]bar, len(s.Steps))
	for i := range bars {
		width := s.share(i) * drawingWidth
		if width > 0 {
			width = max(leastWidth, width)
		}
		top := float64(i) * pitch
		bars[i] = bar{X: tenths((drawingWidth - width) / 2), Y: top + barTop, Width: tenths(width), Height: barHeight, TextY: top + 14}
		if i > 0 {
			bars[i].Slope = slope(bars[i-1], bars[i])
		}
	}
	return bars
}

func slope(from, to bar) string {
	if from.Width == 0 && to.Width == 0 {
		return ""
	}
	return fmt.Sprintf("%v,%v %v,%v %v,%v %v,%v",
		from.X, from.Y+from.Height, from.X+from.Width, from.Y+from.Height, to.X+to.Width, to.Y, to.X, to.Y)
}

// tenths keeps the page short. It cuts, so that a rounded half does not stick out.
func tenths(n float64) float64 { return float64(int(n*10)) / 10 }
