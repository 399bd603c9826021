package funnel

import (
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

var update = flag.Bool("update", false, "write the golden files")

func sample(t *testing.T) overview {
	return overview{
		Made: time.Date(2026, 7, 28, 14, 30, 0, 0, time.FixedZone("Kyiv", 3*60*60)),
		Tunnels: []tunnel{
			tunnelOf(t, "Free webinar", 15000, 5000, 400, 200, "9980.00", "3500"),
			tunnelOf(t, "Безкоштовний марафон 🎉 免费", 90, 30, 45, 60, "123.456", "500"),
			{Name: "Gone", Failure: errors.New("refused: NOT_FOUND")},
			tunnelOf(t, "New", 0, 0, 0, 0, "0", "0"),
		},
	}
}

func printed(t *testing.T, s screen, o overview) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, s.print(&out, o))
	return out.String()
}

func TestScreen(t *testing.T) {
	for golden, s := range map[string]screen{"unicode-80.txt": {80, true}, "ascii-60.txt": {60, false}, "unicode-30.txt": {30, true}} {
		t.Run(golden, func(t *testing.T) {
			out := printed(t, s, sample(t))
			path := filepath.Join("testdata", golden)
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(out), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, strings.ReplaceAll(string(want), "\r\n", "\n"), out)
		})
	}
}

func TestNoLineIsWiderThanTheScreen(t *testing.T) {
	o := sample(t)
	o.Demo = true
	o.Tunnels = append(o.Tunnels,
		tunnelOf(t, strings.Repeat("Довга назва воронки без кінця 🎉👩\u200d👩\u200d👧 ", 10), 3, 2, 1, 1, "1", "2"),
		tunnelOf(t, strings.Repeat("免费", 100), math.MaxInt64, math.MaxInt64-1, 1, math.MaxInt64, strings.Repeat("9", 32)+".99", "0.01"),
		tunnelOf(t, "וובינר "+strings.Repeat("x", 300), math.MinInt64, 1, 0, -1, "-1", "-2"),
		tunnel{Name: "Gone", Failure: errors.New(strings.Repeat("a reason ", 30))},
	)
	for _, unicode := range []bool{true, false} {
		for width := 2; width <= 250; width++ {
			widest := 0
			for line := range strings.Lines(printed(t, screen{width, unicode}, o)) {
				widest = max(widest, output.Width(strings.TrimSuffix(line, "\n")))
			}
			assert.LessOrEqual(t, widest, width, "unicode %t", unicode)
		}
	}
}

func TestTheLongestBarFillsTheScreen(t *testing.T) {
	o := overview{Tunnels: []tunnel{tunnelOf(t, "", 150, 50, 4, 2, "1", "1")}}
	for width := 4; width <= 200; width++ {
		for mark, unicode := range map[string]bool{"#": false, "█": true} {
			longest := 0
			for line := range strings.Lines(printed(t, screen{width, unicode}, o)) {
				if strings.HasSuffix(line, mark+"\n") {
					longest = max(longest, output.Width(strings.TrimSuffix(line, "\n")))
				}
			}
			assert.Equal(t, width, longest, "unicode %t", unicode)
		}
	}
}

func TestNothingOfANameIsLostInANarrowScreen(t *testing.T) {
	name := "Безкоштовний марафон 🎉 免费 " + strings.Repeat("довго", 20)
	without := strings.NewReplacer(" ", "", "\n", "")
	for width := 2; width < 100; width++ {
		out := printed(t, screen{width, true}, overview{Tunnels: []tunnel{tunnelOf(t, name, 1, 1, 1, 1, "", "")}})
		assert.Contains(t, without.Replace(out), without.Replace(name)+"Visits1", "width %d", width)
	}
}

func TestScreenWithoutTunnels(t *testing.T) {
	out := printed(t, screen{width: 80}, overview{})
	assert.Contains(t, out, "There are no tunnels.")
	assert.NotContains(t, out, "Total")
}

func TestScreenOfOneTunnelHasNoTotal(t *testing.T) {
	o := sample(t)
	o.Tunnels = o.Tunnels[:1]
	assert.NotContains(t, printed(t, screen{width: 80}, o), "Total")
}

func TestScreenOfADemoSaysSo(t *testing.T) {
	o := sample(t)
	assert.NotContains(t, printed(t, screen{width: 80}, o), "made-up")
	o.Demo = true
	assert.Contains(t, printed(t, screen{width: 80}, o), "made-up company (--demo)")
}

func TestBar(t *testing.T) {
	for name, test := range map[string]struct {
		share          float64
		unicode, ascii string
	}{
		"nothing":      {0, "", ""},
		"a little":     {1e-9, "▏", "#"},
		"an eighth":    {1.0 / 32, "▏", "#"},
		"a cell":       {0.25, "█", "#"},
		"one and half": {0.375, "█▌", "##"},
		"almost all":   {31.0 / 32, "███▉", "####"},
		"all":          {1, "████", "####"},
	} {
		assert.Equal(t, test.unicode, screen{unicode: true}.bar(test.share, 4), name)
		assert.Equal(t, test.ascii, screen{}.bar(test.share, 4), name)
	}
}

func TestScreenOf(t *testing.T) {
	env := map[string]string{}
	a := &app.App{Out: new(strings.Builder), Getenv: func(name string) string { return env[name] }}
	for locale, unicode := range map[string]bool{
		"uk_UA.UTF-8": true, "en_US.utf8": true, "C.UTF-8": true, "C": false, "POSIX": false, "uk_UA.KOI8-U": false,
	} {
		env["LC_ALL"] = locale
		assert.Equal(t, screen{80, unicode}, screenOf(a), locale)
	}
	env = map[string]string{"LC_CTYPE": "uk_UA.UTF-8", "LANG": "C"}
	assert.True(t, screenOf(a).unicode, "LC_CTYPE is before LANG")
}
