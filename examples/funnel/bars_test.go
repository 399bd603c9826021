package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

func TestScreen(t *testing.T) {
	for golden, s := range map[string]screen{"unicode-80.txt": {80, true}, "ascii-60.txt": {60, false}} {
		t.Run(golden, func(t *testing.T) {
			var out strings.Builder
			require.NoError(t, s.print(&out, sample(t)))
			path := filepath.Join("testdata", golden)
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(out.String()), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, strings.ReplaceAll(string(want), "\r\n", "\n"), out.String())
			for line := range strings.Lines(out.String()) {
				if strings.ContainsAny(line, "#█") {
					assert.LessOrEqual(t, utf8.RuneCountInString(line), s.width+len("\n"), line)
				}
			}
		})
	}
}

func TestScreenWithoutTunnels(t *testing.T) {
	var out strings.Builder
	require.NoError(t, screen{width: 80}.print(&out, overview{}))
	assert.Contains(t, out.String(), "There are none.")
	assert.NotContains(t, out.String(), "Total")
}

func TestScreenOfOneTunnelHasNoTotal(t *testing.T) {
	var out strings.Builder
	o := sample(t)
	o.Tunnels = o.Tunnels[:1]
	require.NoError(t, screen{width: 80}.print(&out, o))
	assert.NotContains(t, out.String(), "Total")
}

func TestScreenIsNotTooNarrowForBars(t *testing.T) {
	var out strings.Builder
	require.NoError(t, screen{width: 1}.print(&out, sample(t)))
	assert.Contains(t, out.String(), strings.Repeat("#", minimal)+"\n")
}

func TestBar(t *testing.T) {
	tests := map[string]struct {
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
	}
	for name, test := range tests {
		assert.Equal(t, test.unicode, screen{unicode: true}.bar(test.share, 4), name)
		assert.Equal(t, test.ascii, screen{}.bar(test.share, 4), name)
	}
}

func TestScreenOf(t *testing.T) {
	for locale, unicode := range map[string]bool{
		"uk_UA.UTF-8": true, "en_US.utf8": true, "C.UTF-8": true, "C": false, "POSIX": false, "uk_UA.KOI8-U": false,
	} {
		t.Setenv("LC_ALL", locale)
		assert.Equal(t, screen{80, unicode}, screenOf(new(strings.Builder)), locale)
	}
	t.Setenv("LC_ALL", "")
	t.Setenv("LC_CTYPE", "uk_UA.UTF-8")
	t.Setenv("LANG", "C")
	assert.True(t, screenOf(new(strings.Builder)).unicode, "LC_CTYPE is before LANG")
}
