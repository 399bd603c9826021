package funnel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBarsOfAFunnel(t *testing.T) {
	bars := tunnelOf(t, "", 400, 200, 100, 1, "", "").Stats.Bars()
	assert.Equal(t, bar{X: 0, Y: 22, Width: 320, Height: 16, TextY: 14}, bars[visits])
	assert.Equal(t, bar{X: 80, Y: 72, Width: 160, Height: 16, TextY: 64, Slope: "0,38 320,38 240,72 80,72"}, bars[subscribers])
	assert.Equal(t, 80.0, bars[orders].Width)
	assert.Equal(t, leastWidth, bars[sales].Width, "one of 400 is seen")
}

func TestBarsOfNothing(t *testing.T) {
	for _, b := range tunnelOf(t, "", 0, 0, 0, 0, "", "").Stats.Bars() {
		assert.Zero(t, b.Width)
		assert.Empty(t, b.Slope)
	}
}

func TestBarsStayInTheDrawing(t *testing.T) {
	counts := [][4]int{
		{10, 20, 30, 40}, {0, 0, 0, 7}, {7, 0, 0, 7}, {-5, 3, 2, -1}, {-1, -1, -1, -1}, {math.MinInt64, 0, 1, math.MaxInt64},
		{math.MaxInt64, 1, math.MaxInt64, math.MaxInt64 - 1},
	}
	for range 1000 {
		counts = append(counts, [4]int{rand.IntN(2000) - 500, rand.IntN(1000), rand.IntN(1000), rand.IntN(100)})
	}
	for _, c := range counts {
		bars := tunnelOf(t, "", c[0], c[1], c[2], c[3], "", "").Stats.Bars()
		for i, b := range bars {
			inDrawing(t, b.X, b.Y)
			inDrawing(t, b.X+b.Width, b.Y+b.Height)
			assert.GreaterOrEqual(t, b.Width, 0.0)
			assert.Equal(t, c[i] > 0, b.Width > 0, "%v", c)
			if b.Slope == "" {
				continue
			}
			var p [8]float64
			_, err := fmt.Sscanf(b.Slope, "%f,%f %f,%f %f,%f %f,%f", &p[0], &p[1], &p[2], &p[3], &p[4], &p[5], &p[6], &p[7])
			assert.NoError(t, err)
			for at := 0; at < len(p); at += 2 {
				inDrawing(t, p[at], p[at+1])
			}
		}
	}
}

func inDrawing(t *testing.T, x, y float64) {
	t.Helper()
	const height = 188 // of the viewBox in page.html
	assert.True(t, x >= 0 && x <= drawingWidth+1e-9 && y >= 0 && y <= height, "%v,%v", x, y)
}
