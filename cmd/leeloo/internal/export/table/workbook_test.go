package table

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tealeg/xlsx/v3"
)

// sheets reads a workbook by another library than the one that has written it.
func sheets(t *testing.T, content []byte) (names []string, cells map[string][][]string) {
	t.Helper()
	file, err := xlsx.OpenBinary(content)
	require.NoError(t, err)
	cells = map[string][][]string{}
	for _, sheet := range file.Sheets {
		names = append(names, sheet.Name)
		require.NoError(t, sheet.ForEachRow(func(row *xlsx.Row) error {
			var record []string
			err := row.ForEachCell(func(cell *xlsx.Cell) error {
				assert.Empty(t, cell.Formula())
				if cell.Value != "" {
					assert.Contains(t, []xlsx.CellType{xlsx.CellTypeInline, xlsx.CellTypeString}, cell.Type(), cell.Value)
					assert.Equal(t, "@", cell.NumFmt, cell.Value)
				}
				record = append(record, cell.Value)
				return nil
			})
			cells[sheet.Name] = append(cells[sheet.Name], record)
			return err
		}))
	}
	return names, cells
}

func TestWorkbookHasOnlyTexts(t *testing.T) {
	texts := []string{
		"6925e112", "1e5", "+380500000000", "00501", "12345678901234567890", "1490.50", "1-2", "TRUE", "=1+1", `=HYPERLINK("x")`,
		"'quoted", "@SUM(1)", "two\nlines", "a\tb", "<a & b>", "Олена 🤷🏽\u200d♀\ufe0f", "#N/A",
	}
	records := [][]string{{"id", "text"}}
	for i, text := range texts {
		records = append(records, []string{strconv.Itoa(i), text})
	}
	content, _ := written(t, XLSX, records[1:]...)
	names, cells := sheets(t, []byte(content))
	assert.Equal(t, []string{"people"}, names)
	assert.Equal(t, records, cells["people"])
}

// The other library reads neither blanks nor escapes as Excel does.
func TestWorkbookKeepsBlanksAndEscapes(t *testing.T) {
	content, _ := written(t, XLSX, []string{" padded ", "_x0041_"})
	text := sheetXML(t, content, 1)
	assert.Contains(t, text, `<t xml:space="preserve"> padded </t>`)
	assert.Contains(t, text, `<t>_x005F_x0041_</t>`, "_x0041_ is an A for Excel")
}

// Programs that read a sheet row by row, such as those with openpyxl, stop where it says that it ends.
func TestSheetsDoNotSayWhereTheyEnd(t *testing.T) {
	var out bytes.Buffer
	w, err := newWorkbook(&out, "chats", []string{"id"}, t.TempDir(), 2)
	require.NoError(t, err)
	require.NoError(t, w.Write([]string{"1"}))
	require.NoError(t, w.Write([]string{"2"}))
	require.NoError(t, w.Close())
	for number := range 2 {
		assert.NotContains(t, sheetXML(t, out.String(), number+1), "<dimension")
	}
}

func sheetXML(t *testing.T, content string, number int) string {
	t.Helper()
	file, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	sheet, err := file.Open(fmt.Sprintf("xl/worksheets/sheet%d.xml", number))
	require.NoError(t, err)
	text, err := io.ReadAll(sheet)
	require.NoError(t, err)
	return string(text)
}

func TestWorkbookShowsWhatCannotBeSeen(t *testing.T) {
	content, _ := written(t, XLSX, []string{"1", "\x1b[31m\u202e\x00\uffff\r\nend"})
	_, cells := sheets(t, []byte(content))
	assert.Equal(t, `\x1b[31m\u202e\x00\uffff`+"\nend", cells["people"][1][1])
}

func TestWorkbookGoesOnWithAnotherSheet(t *testing.T) {
	var out bytes.Buffer
	w, err := newWorkbook(&out, "chats", []string{"id"}, t.TempDir(), 3)
	require.NoError(t, err)
	for i := range 5 {
		require.NoError(t, w.Write([]string{strconv.Itoa(i)}))
	}
	require.NoError(t, w.Close())
	names, cells := sheets(t, out.Bytes())
	assert.Equal(t, []string{"chats", "chats 2", "chats 3"}, names)
	assert.Equal(t, [][]string{{"id"}, {"0"}, {"1"}}, cells["chats"])
	assert.Equal(t, [][]string{{"id"}, {"2"}, {"3"}}, cells["chats 2"])
	assert.Equal(t, [][]string{{"id"}, {"4"}}, cells["chats 3"])
	assert.Equal(t, 1_048_576, maxRows)
}

func TestWorkbookLeavesNoTemporaryFiles(t *testing.T) {
	temp := t.TempDir()
	w, err := New(XLSX, &bytes.Buffer{}, "people", []string{"id", "text"}, temp)
	require.NoError(t, err)
	long := string(bytes.Repeat([]byte("x"), 32_000))
	for range 600 { // more than the library keeps in memory
		require.NoError(t, w.Write([]string{"1", long}))
	}
	entries, err := os.ReadDir(temp)
	require.NoError(t, err)
	assert.NotEmpty(t, entries, "the directory is the one that is used")
	require.NoError(t, w.Close())
	entries, err = os.ReadDir(temp)
	require.NoError(t, err)
	assert.Empty(t, entries)
}
