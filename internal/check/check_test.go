package check_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/check"
)

// canary stands for a client's phone, which no error may show.
const canary = "+380501234567"

type status string

func TestChecks(t *testing.T) {
	broken := canary + "\xff"
	day := time.Date(2020, 2, 4, 11, 46, 48, 0, time.UTC)
	west := time.FixedZone("west", -12*60*60)
	tests := map[string]struct {
		err error
		ok  bool
	}{
		"RequiredID: an id":            {check.RequiredID("ID", "625946dd585052c1629f1b2b"), true},
		"RequiredID: empty":            {check.RequiredID("ID", ""), false},
		"RequiredID: a phone":          {check.RequiredID("ID", canary), false},
		"OptionalID: an id":            {check.OptionalID("ID", "a"), true},
		"OptionalID: empty":            {check.OptionalID("ID", ""), true},
		"OptionalID: a phone":          {check.OptionalID("ID", canary), false},
		"Required: a text":             {check.Required("Text", canary), true},
		"Required: empty":              {check.Required("Text", ""), false},
		"Required: blanks":             {check.Required("Text", " \t\n\u00a0"), false},
		"Required: not UTF-8":          {check.Required("Text", broken), false},
		"Text: empty":                  {check.Text("Text", ""), true},
		"Text: Cyrillic":               {check.Text("Text", "Марина"), true},
		"Text: not UTF-8":              {check.Text("Text", broken), false},
		"OneOf: in it":                 {check.OneOf("Status", status("B"), "A", "B"), true},
		"OneOf: not in it":             {check.OneOf("Status", status(canary), "A", "B"), false},
		"OneOf: another case":          {check.OneOf("Status", status("b"), "A", "B"), false},
		"OneOf: empty":                 {check.OneOf("Status", status(""), "A", "B"), false},
		"NotNegative: 0":               {check.NotNegative("Limit", 0), true},
		"NotNegative: the most":        {check.NotNegative("Limit", math.MaxInt), true},
		"NotNegative: -1":              {check.NotNegative("Limit", -1), false},
		"NotNegative: -380501234567":   {check.NotNegative("Limit", int64(-380501234567)), false},
		"NotNegative: -1 ns":           {check.NotNegative("Duration", -time.Nanosecond), false},
		"RequiredTime: a day":          {check.RequiredTime("Date", day), true},
		"RequiredTime: zero":           {check.RequiredTime("Date", time.Time{}), false},
		"RequiredTime: year 10000":     {check.RequiredTime("Date", day.AddDate(7980, 0, 0)), false},
		"OptionalTime: zero":           {check.OptionalTime("Date", time.Time{}), true},
		"OptionalTime: year 9999":      {check.OptionalTime("Date", day.AddDate(7979, 0, 0)), true},
		"OptionalTime: year 10000":     {check.OptionalTime("Date", day.AddDate(7980, 0, 0)), false},
		"OptionalTime: year 10000 UTC": {check.OptionalTime("Date", time.Date(9999, 12, 31, 23, 0, 0, 0, west)), false},
		"OptionalTime: year 0":         {check.OptionalTime("Date", time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC)), false},
		"NotEmpty: one":                {check.NotEmpty("People", []int{0}), true},
		"NotEmpty: none":               {check.NotEmpty("People", []int{}), false},
		"NotEmpty: nil":                {check.NotEmpty[int]("People", nil), false},
		"Each: all pass":               {check.Each("IDs", []string{"a", "b"}, check.RequiredID), true},
		"Each: none there":             {check.Each("IDs", nil, check.RequiredID[string]), true},
		"Each: one fails":              {check.Each("IDs", []string{"a", canary}, check.RequiredID), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.ok {
				require.NoError(t, tt.err)
				return
			}
			require.Error(t, tt.err)
			assert.NotContains(t, tt.err.Error(), "380501234567", "the value is shown")
			assert.Regexp(t, `^(ID|IDs\[1\]|Text|Status|Limit|Duration|Date|People) `, tt.err.Error(), "the parameter comes first")
		})
	}
}

func TestAll(t *testing.T) {
	require.NoError(t, check.All())
	require.NoError(t, check.All(nil, nil))
	require.EqualError(t, check.All(nil, errors.New("one"), nil, errors.New("two")), "one; two")
}

func TestEachNamesTheElement(t *testing.T) {
	err := check.Each("TagIDs", []string{"a", "", "b", "."}, check.RequiredID)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "TagIDs[1] ")
	assert.Contains(t, err.Error(), "TagIDs[3] ")
	assert.NotContains(t, err.Error(), "TagIDs[0]")
}

func TestOneOfNamesTheList(t *testing.T) {
	err := check.OneOf("Status", status("x"), "RESOLVED", "REJECTED")
	require.ErrorContains(t, err, "RESOLVED")
	require.ErrorContains(t, err, "REJECTED")
}
