package table

import (
	"bytes"
	"encoding/csv"
	"io"
)

// dialect is a kind of CSV.
type dialect struct {
	start   string // of the file
	comma   rune
	end     string // of a record; a line break inside a cell is always \n
	cell    func(string) string
	maxText bool // cut what Excel would not take into one cell
}

var (
	plainCSV = dialect{comma: ',', end: "\n", cell: Safe}
	// Excel reads a file as UTF-8 only after a byte order mark.
	excelCSV = dialect{start: "\ufeff", comma: ';', end: "\r\n", cell: excelText, maxText: true}
)

// text is a CSV file.
type text struct {
	dialect
	out    io.Writer
	buffer bytes.Buffer
	record *csv.Writer // into buffer
	cut    int
}

func newText(out io.Writer, d dialect, columns []string) (*text, error) {
	t := &text{dialect: d, out: out}
	t.record = csv.NewWriter(&t.buffer)
	t.record.Comma = d.comma
	t.buffer.WriteString(d.start)
	return t, t.writeRecord(columns)
}

func (t *text) Write(record []string) error {
	cells := make([]string, len(record))
	for i, value := range record {
		if t.maxText {
			short, wasCut := cut(value)
			if wasCut {
				t.cut++
			}
			value = short
		}
		cells[i] = t.cell(value)
	}
	return t.writeRecord(cells)
}

func (t *text) writeRecord(cells []string) error {
	if err := t.record.Write(cells); err != nil {
		return err
	}
	t.record.Flush()
	t.buffer.Truncate(t.buffer.Len() - 1) // the line break of package csv
	t.buffer.WriteString(t.end)
	_, err := t.buffer.WriteTo(t.out)
	return err
}

func (t *text) Close() error { return t.record.Error() }

func (t *text) Cut() int { return t.cut }
