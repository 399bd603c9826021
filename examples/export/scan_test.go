package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// awkward are names and messages that a CSV file has to quote.
var awkward = []string{`"",`, "a \"quoted\"\n\nname\"", "Олена", "=1;\x1b\n."}

// newAwkwardShop has a person, an order and a message of each awkward text.
func newAwkwardShop(t *testing.T) *leelootest.Server {
	srv := newShop(t, 0)
	company, crm := srv.Seed(0), srv.Client()
	for _, text := range awkward {
		person, err := crm.People.Create(t.Context(), leeloo.PersonCreateParams{Name: text})
		require.NoError(t, err)
		require.NoError(t, crm.Messages.Send(t.Context(), leeloo.SendMessageParams{AccountID: person.AccountID, Text: text}))
		_, err = crm.Orders.Create(t.Context(), leeloo.OrderCreateParams{
			PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID, PersonID: person.PersonID,
			TransactionDate: time.Now(),
		})
		require.NoError(t, err)
	}
	return srv
}

// However many bytes of a file are there: scan finds the whole rows, and where they end.
func TestScanFindsTheWholeRows(t *testing.T) {
	srv := newAwkwardShop(t)
	for _, f := range everyFormat() {
		t.Run(f.String(), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			mustExport(t, srv, "-what", f.what, "-format", f.format, "-o", path)
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			l := layoutOf(job{What: f.what, Format: f.format})

			var keys []string
			all, err := l.scan(bytes.NewReader(text), func(key string) { keys = append(keys, key) })
			require.NoError(t, err)
			require.Equal(t, contents{len(awkward), int64(len(text))}, all)

			ends := []int64{0}
			for n := range int64(len(text)) {
				var got []string
				part, err := l.scan(bytes.NewReader(text[:n]), func(key string) { got = append(got, key) })
				require.NoError(t, err)
				require.Equal(t, keys[:part.rows], append([]string{}, got...))
				require.LessOrEqual(t, part.size, n)
				if part.size > ends[len(ends)-1] {
					ends = append(ends, part.size)
				}
				require.Equal(t, ends[len(ends)-1], part.size, "the end of a row does not depend on what follows")
			}
			lines := len(awkward) - 1
			if f.format == formatCSV {
				lines++
			}
			assert.Len(t, ends[1:], lines, "each line but the last has been the last whole one")
		})
	}
}

func TestScanStopsAtWhatIsNoRow(t *testing.T) {
	header := "id,name\n"
	csvLayout, jsonLayout := layout{formatCSV, []string{"id", "name"}}, layout{format: formatNDJSON}
	tests := map[string]struct {
		layout layout
		text   string
		rows   int
	}{
		"a hole that a power cut left": {csvLayout, header + "1,a\n\x00\x00\x00\n2,b\n", 1},
		"a column too few":             {csvLayout, header + "1,a\n2\n3,c\n", 1},
		"a quote in a bare cell":       {csvLayout, header + "1,a\n2,b\"\"b\n3,c\n", 1},
		"no id":                        {csvLayout, header + "1,a\n,b\n", 1},
		"an empty line":                {csvLayout, header + "1,a\n\n2,b\n", 1},
		"no JSON":                      {jsonLayout, `{"id":"1"}` + "\n\x00\n" + `{"id":"2"}` + "\n", 1},
		"JSON without an id":           {jsonLayout, `{"id":"1"}` + "\n{}\n", 1},
		"nothing wrong":                {jsonLayout, `{"id":"1"}` + "\n" + `{"id":"2"}` + "\n", 2},
	}
	for name, test := range tests {
		got, err := test.layout.scan(bytes.NewReader([]byte(test.text)), func(string) {})
		require.NoError(t, err, name)
		assert.Equal(t, test.rows, got.rows, name)
		assert.Equal(t, test.rows == 2, got.size == int64(len(test.text)), name)
	}
}

func TestScanRefusesOtherColumns(t *testing.T) {
	l := layout{formatCSV, []string{"id", "name"}}
	for _, text := range []string{"id,phone\n1,2\n", "x"} {
		_, err := l.scan(bytes.NewReader([]byte(text)), func(string) {})
		require.ErrorIs(t, err, errOtherColumns)
	}
}

func TestNamesOfColumnsNeedNoQuotes(t *testing.T) {
	for what, k := range kinds {
		for _, name := range k.columns {
			assert.Regexp(t, "^[a-z_]+$", name, what)
		}
	}
}

// A power cut can leave a block of zeros, from the middle of a row to that of another one.
func TestScanStopsAtAHole(t *testing.T) {
	l := layout{format: formatCSV, columns: []string{"id", "name"}}
	whole := "id,name\n1,Olena\n"
	got, err := l.scan(strings.NewReader(whole+"2,Rom\x00\x00\x00\x00ia\n9,Petro\n"), func(string) {})
	require.NoError(t, err)
	assert.Equal(t, contents{1, int64(len(whole))}, got)
}
