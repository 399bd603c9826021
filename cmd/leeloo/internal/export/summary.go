package export

import (
	"fmt"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// summary is the result of the command.
type summary struct {
	target.Manifest
	Path         string  `json:"path"`
	ManifestPath string  `json:"manifest"`
	Seconds      float64 `json:"seconds"`  // of this run
	Requests     int     `json:"requests"` // of this run
}

func (s summary) print(a *app.App) error {
	if a.Settings.JSON {
		return output.JSON(a.Out, s)
	}
	_, err := fmt.Fprintf(a.Out, "%s is complete: %s, %d bytes, in %.1f s with %d requests.\n", s.Path, rowsText(s.Manifest), s.Bytes, s.Seconds, s.Requests)
	return err
}

func rowsText(m target.Manifest) string {
	text := fmt.Sprintf("%d rows", m.Rows)
	if m.What == chats {
		text = fmt.Sprintf("%d messages of %d chats", m.Rows, m.Chats)
	}
	return text
}

// warn says what about the rows is not as expected.
func warn(a *app.App, m target.Manifest, hasPeriod bool) {
	if m.Undated > 0 && hasPeriod {
		a.Printf("%d rows have no time that can be read. They are included, whatever the period.", m.Undated)
	}
	if m.CutCells > 0 {
		a.Printf("%d cells were cut: Excel takes no more than 32,767 characters. The format ndjson has all of them.", m.CutCells)
	}
	if m.LeftOut > 0 {
		a.Printf("Leeloo listed %d people for the tag who do not have it. They are not included.", m.LeftOut)
	}
}
