package validate_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/validate"
)

// canary stands for a client's phone, which no error may contain.
const canary = "+380500000000"

type status string

func TestChecks(t *testing.T) {
	broken := canary + "\xff"
	day := time.Date(2020, 2, 4, 11, 46, 48, 0, time.UTC)
	west := time.FixedZone("west", -12*60*60)
	const (
		ok        = ""
		noID      = "ID must be an id of 1 to 128 letters, digits, '-' or '_'"
		noName    = "Include must be 1 to 128 letters, digits, '-' or '_'"
		required  = "Text is required"
		blank     = "Text is required and must not be blank"
		noFilter  = "Phone is blank: leave it empty to omit it"
		noUTF8    = "Text must be valid UTF-8"
		noStatus  = "Status must be one of A, B"
		negative  = "Limit must not be negative"
		positive  = "Timeout must be positive"
		years     = "Date must be a time in the years 1 to 9999"
		noElement = "People must have at least one element"
	)
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"RequiredID: an id", validate.RequiredID("ID", "625946dd585052c1629f1b2b"), ok},
		{"RequiredID: empty", validate.RequiredID("ID", ""), "ID is required"},
		{"RequiredID: a phone", validate.RequiredID("ID", canary), noID},
		{"OptionalID: an id", validate.OptionalID("ID", "a"), ok},
		{"OptionalID: empty", validate.OptionalID("ID", ""), ok},
		{"OptionalID: a phone", validate.OptionalID("ID", canary), noID},
		{"Name: a name", validate.Name("Include", "orders"), ok},
		{"Name: empty", validate.Name("Include", ""), noName},
		{"Name: a phone", validate.Name("Include", canary), noName},
		{"Required: a text", validate.Required("Text", canary), ok},
		{"Required: empty", validate.Required("Text", ""), required},
		{"Required: blank", validate.Required("Text", " \t\n\u00a0"), blank},
		{"Required: not UTF-8", validate.Required("Text", broken), noUTF8},
		{"Required: nothing in UTF-8", validate.Required("Text", "\xff"), noUTF8},
		{"NotBlank: a text", validate.NotBlank("Phone", canary), ok},
		{"NotBlank: empty", validate.NotBlank("Phone", ""), ok},
		{"NotBlank: blank", validate.NotBlank("Phone", " "), noFilter},
		{"NotBlank: not UTF-8", validate.NotBlank("Text", broken), noUTF8},
		{"Text: empty", validate.Text("Text", ""), ok},
		{"Text: blank", validate.Text("Text", " "), ok},
		{"Text: Cyrillic", validate.Text("Text", "Марина"), ok},
		{"Text: not UTF-8", validate.Text("Text", broken), noUTF8},
		{"OneOf: in the list", validate.OneOf("Status", status("B"), "A", "B"), ok},
		{"OneOf: not in the list", validate.OneOf("Status", status(canary), "A", "B"), noStatus},
		{"OneOf: another case", validate.OneOf("Status", status("b"), "A", "B"), noStatus},
		{"OneOf: empty", validate.OneOf("Status", status(""), "A", "B"), noStatus},
		{"NotNegative: 0", validate.NotNegative("Limit", 0), ok},
		{"NotNegative: the largest int", validate.NotNegative("Limit", math.MaxInt), ok},
		{"NotNegative: -1", validate.NotNegative("Limit", -1), negative},
		{"NotNegative: a negative phone", validate.NotNegative("Limit", int64(-380500000000)), negative},
		{"NotNegative: -1 ns", validate.NotNegative("Limit", -time.Nanosecond), negative},
		{"Positive: 1 ns", validate.Positive("Timeout", time.Nanosecond), ok},
		{"Positive: 0", validate.Positive("Timeout", 0), positive},
		{"Positive: -1", validate.Positive("Timeout", -1), positive},
		{"AtMost: the bound", validate.AtMost("Prefetch", 32, 32), ok},
		{"AtMost: more", validate.AtMost("Prefetch", 33, 32), "Prefetch must be at most 32"},
		{"RequiredTime: a day", validate.RequiredTime("Date", day), ok},
		{"RequiredTime: zero", validate.RequiredTime("Date", time.Time{}), "Date is required"},
		{"RequiredTime: year 10000", validate.RequiredTime("Date", day.AddDate(7980, 0, 0)), years},
		{"OptionalTime: zero", validate.OptionalTime("Date", time.Time{}), ok},
		{"OptionalTime: year 9999", validate.OptionalTime("Date", day.AddDate(7979, 0, 0)), ok},
		{"OptionalTime: year 10000", validate.OptionalTime("Date", day.AddDate(7980, 0, 0)), years},
		{"OptionalTime: year 10000 in UTC", validate.OptionalTime("Date", time.Date(9999, 12, 31, 23, 0, 0, 0, west)), years},
		{"OptionalTime: year 0", validate.OptionalTime("Date", time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC)), years},
		{"NotEmpty: an element", validate.NotEmpty("People", []int{0}), ok},
		{"NotEmpty: empty", validate.NotEmpty("People", []int{}), noElement},
		{"NotEmpty: nil", validate.NotEmpty[int]("People", nil), noElement},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == ok {
				require.NoError(t, tt.err)
				return
			}
			require.EqualError(t, tt.err, tt.want)
		})
	}
}

func TestAllJoinsTheTexts(t *testing.T) {
	require.NoError(t, validate.All())
	require.NoError(t, validate.All(nil, nil))
	require.EqualError(t, validate.All(nil, errors.New("one"), nil, errors.New("two")), "one; two")
}

type person struct{ name, phone string }

func checkPerson(name string, p person) error {
	return validate.All(validate.Text(name+".Name", p.name), validate.Required(name+".Phone", p.phone))
}

func TestEachNamesTheElementsThatFail(t *testing.T) {
	require.NoError(t, validate.Each("People", nil, checkPerson))
	require.NoError(t, validate.Each("People", []person{{"", "1"}, {"", "2"}}, checkPerson))
	require.EqualError(t, validate.Each("People", []person{{"", "1"}, {"\xff", ""}, {"", "1"}, {"", ""}}, checkPerson),
		"People[1].Name must be valid UTF-8; People[1].Phone is required; People[3].Phone is required")
	require.EqualError(t, validate.Each("TagIDs", []string{"a", ""}, validate.RequiredID), "TagIDs[1] is required")
}

func TestChecksThatPassDoNotAllocate(t *testing.T) {
	people := make([]person, 100)
	for i := range people {
		people[i] = person{"Марина", fmt.Sprint(i)}
	}
	tests := map[string]func() error{
		"All": func() error {
			return validate.All(
				validate.RequiredID("ID", "625946dd585052c1629f1b2b"),
				validate.Required("Name", people[0].name),
				validate.NotBlank("Phone", people[0].phone),
				validate.OneOf("Status", status("B"), "A", "B"),
				validate.AtMost("Prefetch", 3, 32),
			)
		},
		"Each": func() error { return validate.Each("People", people, checkPerson) },
	}
	for name, check := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Zero(t, testing.AllocsPerRun(100, func() {
				if err := check(); err != nil {
					t.Error(err)
				}
			}))
		})
	}
}
