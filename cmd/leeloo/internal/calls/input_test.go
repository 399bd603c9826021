package calls

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever a line is, the lines before and after it count, and each keeps its number.
func TestStrangeLinesDoNotStopTheRest(t *testing.T) {
	good := CDR{}.String()
	tests := map[string]struct {
		line string
		why  reason // "" means that the line counts
	}{
		"Latin-1 in clid":           {CDR{Clid: "\"Ren\xe9\" <+380500000001>"}.String(), ""},
		"quotes that nobody closed": {strings.Replace(good, `"""Roman"" <+380500000001>"`, `""Roman" <+380500000001>"`, 1), ""},
		"CRLF":                      {good + "\r", ""},
		"everything in quotes":      {`"` + strings.Join(strings.Split(CDR{Clid: "x"}.String(), ","), `","`) + `"`, malformed},
		"an unclosed quote":         {`"","101","05000`, malformed},
		"an unclosed clid":          {strings.Replace(good, `"""Roman"" <+380500000001>"`, `"Roman <+380500000001>`, 1), malformed},
		"a NUL":                     {strings.Replace(good, "Roman", "Rom\x00n", 1), malformed},
		"a run of NULs":             {strings.Repeat("\x00", 4096), malformed},
		"a megabyte":                {strings.Repeat("x", 1<<20), malformed},
		"a megabyte in clid":        {CDR{Clid: strings.Repeat("x", 1<<20)}.String(), malformed},
		"just over the limit":       {strings.Repeat("x", maxLine), malformed},
		"another CSV file":          {"name,phone", malformed},
		"one column short":          {CDR{More: []string{}}.String()[1:], malformed},
		"too many columns":          {good + ",,,,", malformed},
		"no disposition":            {strings.Replace(good, "ANSWERED", "DOCUMENTATION", 1), malformed},
		"a negative time":           {CDR{Billsec: -1}.String(), malformed},
		"a time like a word":        {CDR{Start: "yesterday"}.String(), malformed},
		"a day that is none":        {CDR{Start: "2026-02-30 10:00:00"}.String(), malformed},
		"a header":                  {"accountcode,src,dst,dcontext,clid" + strings.Repeat(",start", 13), malformed},
		"nothing":                   {"", ""},
		"blanks":                    {"   ", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, unplaced, err := read(strings.NewReader(good+"\n"+test.line+"\n"+good+"\n"), time.UTC)
			require.NoError(t, err)
			var numbers []int
			for _, r := range records {
				numbers = append(numbers, r.line)
			}
			switch {
			case test.why != "":
				assert.Equal(t, []int{1, 3}, numbers)
				require.Len(t, unplaced, 1)
				assert.Equal(t, row{line: 2, key: unplaced[0].key, why: test.why}, unplaced[0])
			case strings.TrimSpace(test.line) == "":
				assert.Equal(t, []int{1, 3}, numbers)
				assert.Empty(t, unplaced)
			default:
				assert.Equal(t, []int{1, 2, 3}, numbers)
				assert.Empty(t, unplaced)
			}
		})
	}
}

// A file that went through Windows has the same calls.
func TestTheHashIgnoresLineEndings(t *testing.T) {
	line := `"",` + strings.TrimPrefix(CDR{More: []string{}}.String(), ",")
	keys := map[string]bool{}
	for _, text := range []string{line + "\n", line + "\r\n", bom + line + "\n"} {
		records, unplaced, err := read(strings.NewReader(text), time.UTC)
		require.NoError(t, err)
		assert.Empty(t, unplaced)
		require.Len(t, records, 1)
		keys[records[0].key] = true
	}
	assert.Len(t, keys, 1)
}

// A line that is cut off may look whole, with half a uniqueid: it would be logged again under the whole one.
func TestTheLastLineNeedsAnEnd(t *testing.T) {
	records, unplaced, err := read(strings.NewReader(File(CDR{})+CDR{}.String()), time.UTC)
	require.NoError(t, err)
	assert.Len(t, records, 1)
	assert.Equal(t, []row{{line: 2, why: unfinished}}, unplaced)
}

func TestReadReturnsAFailure(t *testing.T) {
	broken := errors.New("broken pipe")
	_, _, err := read(io.MultiReader(strings.NewReader(File(CDR{})), iotest.ErrReader(broken)), time.UTC)
	require.ErrorIs(t, err, broken)
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add(File(CDR{More: []string{"pbx-1772445600.1", "", "", "1772445600.1", "2"}}))
	f.Fuzz(func(t *testing.T, text string) {
		records, unplaced, err := read(strings.NewReader(text), time.UTC)
		require.NoError(t, err)
		calls, rest := office.calls(records)
		lines := strings.Count(text, "\n") + 1
		assert.LessOrEqual(t, len(records)+len(unplaced), lines)
		assert.LessOrEqual(t, len(calls)+len(rest), len(records))
	})
}

// A logrotate with copytruncate empties the file while it is read. One line could then be made of the halves of two.
func TestAFileThatIsEmptiedWhileItIsRead(t *testing.T) {
	text := strings.Repeat(File(CDR{}), 10)
	for name, test := range map[string]struct {
		change func(t *testing.T, path string)
		want   string
	}{
		"nothing happens": {func(*testing.T, string) {}, ""},
		"it grows":        {func(t *testing.T, path string) { appendTo(t, path, os.O_APPEND, File(CDR{})) }, ""},
		"it is emptied":   {func(t *testing.T, path string) { require.NoError(t, os.Truncate(path, 0)) }, "was emptied"},
		"emptied and refilled": {func(t *testing.T, path string) {
			appendTo(t, path, os.O_TRUNC, strings.Repeat(File(CDR{Billsec: 7}), 20))
		}, "was emptied"},
		"it is renamed": {func(t *testing.T, path string) {
			require.NoError(t, os.Rename(path, path+".1"))
			appendTo(t, path, os.O_CREATE, File(CDR{}))
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "Master.csv")
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			file, err := os.Open(path)
			require.NoError(t, err)
			defer file.Close()
			change := readerFunc(func() { test.change(t, path) })
			s := &source{io.MultiReader(io.LimitReader(file, int64(len(text)/2)), &change, file), file}
			records, unplaced, err := s.records(t.Context(), time.UTC)
			if test.want != "" {
				require.ErrorContains(t, err, test.want)
				return
			}
			require.NoError(t, err)
			assert.GreaterOrEqual(t, len(records), 10)
			assert.Empty(t, unplaced)
		})
	}
}

// readerFunc is a reader without content that calls a function once.
type readerFunc func()

func (f *readerFunc) Read([]byte) (int, error) {
	(*f)()
	return 0, io.EOF
}

func appendTo(t *testing.T, path string, mode int, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY|mode, 0o600)
	require.NoError(t, err)
	_, err = file.WriteString(text)
	require.NoError(t, err)
	require.NoError(t, file.Close())
}
