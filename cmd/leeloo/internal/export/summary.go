package export

import (
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// summary is the result of the command.
type summary struct {
	target.Job
	File     string  `json:"file"`
	Manifest string  `json:"manifest"`
	Format   string  `json:"format"`
	Rows     int     `json:"rows"`
	Undated  int     `json:"undated_rows"`
	Chats    int     `json:"chats"`
	CutCells int     `json:"cut_cells"`
	LeftOut  int     `json:"without_tag"`
	Bytes    int64   `json:"bytes"`
	SHA256   string  `json:"sha256"`
	Resumed  bool    `json:"resumed"`
	Seconds  float64 `json:"seconds"`  // of this run
	Requests int     `json:"requests"` // of this run
}

// print writes the summary of a file that is complete.
func (r *run) print(at target.Paths, m target.Manifest) error {
	s := summary{
		Job: m.Job, File: at.File, Manifest: at.Manifest, Format: m.Format,
		Rows: m.Rows, Undated: m.Undated, Chats: m.Chats, CutCells: m.CutCells, LeftOut: m.LeftOut,
		Bytes: m.Bytes, SHA256: m.SHA256, Resumed: m.Resumed,
		Seconds: time.Since(r.started).Seconds(), Requests: r.company.Requests(),
	}
	if r.app.Settings.JSON {
		return output.JSON(r.app.Out, s)
	}
	_, err := fmt.Fprintf(r.app.Out, "%s is complete: %s, %d bytes, in %.1f s with %d requests.\n", s.File, rowsText(m), s.Bytes, s.Seconds, s.Requests)
	return err
}

func rowsText(m target.Manifest) string {
	if m.What == chats {
		return fmt.Sprintf("%d messages of %d chats", m.Rows, m.Chats)
	}
	return fmt.Sprintf("%d rows", m.Rows)
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
