package table

import (
	"archive/zip"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// maxRows is the number of rows of a sheet, the header included.
const maxRows = excelize.TotalRows

// workbook is an Excel workbook of text cells: phones, ids like 6925e112 and leading zeros stay what they are, and nothing
// is a formula. What does not fit on a sheet goes on with another one.
type workbook struct {
	file    *excelize.File
	style   int // of text
	title   string
	columns []string
	maxRows int

	sheet  *excelize.StreamWriter
	sheets int
	rows   int // of the sheet
	cut    int
}

func newWorkbook(out io.Writer, title string, columns []string, temp string, maxRows int) (*workbook, error) {
	w := &workbook{file: excelize.NewFile(excelize.Options{TmpDir: temp}), title: title, columns: columns, maxRows: maxRows}
	// The library collects the file in memory. This writes it straight out instead.
	w.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(out) })
	style, err := w.file.NewStyle(&excelize.Style{NumFmt: 49}) // "@", which stays a text when it is edited, too
	if err != nil {
		return nil, err
	}
	w.style = style
	return w, w.addSheet()
}

func (w *workbook) addSheet() error {
	if w.sheet != nil {
		if err := w.sheet.Flush(); err != nil {
			return err
		}
	}
	w.sheets, w.rows = w.sheets+1, 0
	name := w.title
	var err error
	if w.sheets == 1 {
		err = w.file.SetSheetName("Sheet1", name)
	} else {
		name = fmt.Sprintf("%s %d", w.title, w.sheets)
		_, err = w.file.NewSheet(name)
	}
	if err != nil {
		return err
	}
	// A new sheet says that it ends at A1, and some programs believe that.
	if err := w.file.SetSheetDimension(name, ""); err != nil {
		return err
	}
	if w.sheet, err = w.file.NewStreamWriter(name); err != nil {
		return err
	}
	if err := w.sheet.SetColStyle(1, len(w.columns), w.style); err != nil {
		return err
	}
	if err := w.sheet.SetColWidth(1, len(w.columns), 24); err != nil {
		return err
	}
	if err := w.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return w.writeRow(w.columns)
}

func (w *workbook) Write(record []string) error {
	if w.rows == w.maxRows {
		if err := w.addSheet(); err != nil {
			return err
		}
	}
	return w.writeRow(record)
}

func (w *workbook) writeRow(record []string) error {
	cells := make([]any, len(record))
	for i, value := range record {
		if value == "" {
			continue // no cell
		}
		short, wasCut := cut(Visible(value))
		if wasCut {
			w.cut++
		}
		cells[i] = short
	}
	w.rows++
	return w.sheet.SetRow(fmt.Sprint("A", w.rows), cells)
}

func (w *workbook) Close() error {
	if err := w.sheet.Flush(); err != nil {
		return err
	}
	_, err := w.file.WriteToBuffer()
	if closeErr := w.file.Close(); err == nil { // removes the temporary files
		err = closeErr
	}
	return err
}

func (w *workbook) Cut() int { return w.cut }
