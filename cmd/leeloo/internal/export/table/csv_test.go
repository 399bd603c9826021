package table

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func written(t *testing.T, format Format, records ...[]string) (content string, cutCells int) {
	t.Helper()
	var out bytes.Buffer
	w, err := New(format, &out, "people", []string{"id", "text"}, t.TempDir())
	require.NoError(t, err)
	for _, record := range records {
		require.NoError(t, w.Write(record))
	}
	require.NoError(t, w.Close())
	return out.String(), w.Cut()
}

func TestPlainCSV(t *testing.T) {
	content, _ := written(t, CSV, []string{"6925e112", "a \"quoted\", long\ntext"}, []string{"007", "+380500000000"}, []string{"1", "=1;2"})
	assert.Equal(t, "id,text\n6925e112,\"a \"\"quoted\"\", long\ntext\"\n007,+380500000000\n1,'=1;2\n", content)
}

func TestExcelCSV(t *testing.T) {
	content, _ := written(t, ExcelCSV, []string{"6925e112", "a; \"quoted\"\nОлена"}, []string{"007", "=1"})
	assert.Equal(t, "\ufeffid;text\r\n\"=\"\"6925e112\"\"\";\"a; \"\"quoted\"\"\nОлена\"\r\n\"=\"\"007\"\"\";'=1\r\n", content)
}

// What Excel would turn into a number or a day, in one country or another.
func TestExcelTextKeepsNumbersAndDays(t *testing.T) {
	long := strings.Repeat("1", 60)
	for _, text := range []string{
		"6925e112", "692511111111111111111112", "+380500000000", "00501", "1490.50", "-20.50", "1e5", "1E5", "12345678901234567890",
		"1-2", "1/2", "12.10", "5 грудня", "March 5", "10:30", "50%", "$5", "1 000", "2026-01-31T10:00:00.000Z", "\u0661\u0662", long,
		"olena1@example.com", " 7",
	} {
		assert.Equal(t, `="`+text+`"`, excelText(text))
	}
	for text, want := range map[string]string{
		"":                         "",
		"Олена":                    "Олена",
		"true":                     "true",
		"=1+1":                     "'=1+1", // not a formula, and not a number
		"-1,5":                     "'-1,5",
		`"5"`:                      `"5"`, // a quote could end the text of the formula
		"1\n2":                     "1\n2",
		strings.Repeat("1", 300):   "'" + strings.Repeat("1", 300), // longer than a text in a formula
		long + " words and a 5":    long + " words and a 5",
		`5"&HYPERLINK("x")&"`:      `5"&HYPERLINK("x")&"`,
		"O'Neil 5":                 "O'Neil 5",
		"Please call me at 10, OK": `="Please call me at 10, OK"`,
	} {
		assert.Equal(t, want, excelText(text))
	}
}

// FuzzExcelText reads cells as Excel does: a formula is a text in quotes, and nothing else.
func FuzzExcelText(f *testing.F) {
	for _, text := range []string{`5"`, `5""&A1`, "=5", "5;=1", "5\t", `5"="`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := excelText(text)
		if literal, ok := strings.CutPrefix(got, `="`); ok {
			literal, ok = strings.CutSuffix(literal, `"`)
			assert.True(t, ok)
			assert.NotContains(t, literal, `"`)
			assert.Equal(t, Visible(text), literal)
		} else {
			assert.Equal(t, Safe(text), strings.TrimPrefix(got, strings.TrimSuffix(got, Safe(text))))
			assert.False(t, strings.HasPrefix(got, "="))
		}
	})
}

func TestExcelCSVIsReadBack(t *testing.T) {
	content, _ := written(t, ExcelCSV, []string{"1", "a;b\"c\nd"})
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(content, "\ufeff")))
	r.Comma = ';'
	records, err := r.ReadAll()
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"id", "text"}, {`="1"`, "a;b\"c\nd"}}, records)
}

func TestLongCellsAreCutOnlyForExcel(t *testing.T) {
	fits, tooLong := strings.Repeat("я", maxText), strings.Repeat("😀", maxText/2+1)
	for format, cutCells := range map[Format]int{CSV: 0, ExcelCSV: 1, XLSX: 1} {
		content, got := written(t, format, []string{"1", fits}, []string{"2", tooLong})
		assert.Equal(t, cutCells, got, format)
		if format == CSV {
			assert.Contains(t, content, tooLong)
		}
	}
	short, wasCut := cut(tooLong)
	assert.True(t, wasCut)
	assert.LessOrEqual(t, utf16Len(short), maxText)
	assert.True(t, strings.HasSuffix(short, "😀…"))
}
