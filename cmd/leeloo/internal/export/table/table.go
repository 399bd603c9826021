// Package table writes records into files for spreadsheets: CSV, Excel's CSV and Excel workbooks. No text of a record runs
// as a formula there, or acts on a terminal.
package table

import "io"

// Format is the format of a file.
type Format string

// The formats.
const (
	CSV      Format = "csv"
	ExcelCSV Format = "excel-csv"
	XLSX     Format = "xlsx"
	NDJSON   Format = "ndjson" // not a table: a JSON object a line
)

// Writer writes records. Each has a text for each column.
type Writer interface {
	Write(record []string) error
	// Close completes the file, without closing what it is written to.
	Close() error
	// Cut returns the number of cells that were longer than Excel allows, and were cut.
	Cut() int
}

// New returns a Writer of a table. title is the name of the sheets of a workbook, temp a directory for its temporary
// files.
func New(format Format, out io.Writer, title string, columns []string, temp string) (Writer, error) {
	switch format {
	case XLSX:
		return newWorkbook(out, title, columns, temp, maxRows)
	case ExcelCSV:
		return newText(out, excelCSV, columns)
	default:
		return newText(out, plainCSV, columns)
	}
}
