package codec_test

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

func readEnum(r *codec.Reader) string { return codec.Enum(r, []string{"MANUAL", "TELEGRAM"}) }

// assertReads checks what a method reads from a value; want nil means an error.
func assertReads[T any](t *testing.T, value string, method func(*codec.Reader) T, want any) {
	t.Helper()
	got, err := read(value, method)
	if want == nil {
		require.Error(t, err, value)
		assert.NotEmpty(t, codec.Problem(err))
		return
	}
	require.NoError(t, err, value)
	assert.Equal(t, want, got, value)
}

func TestTextsAreReadFromScalarsOfAnyKind(t *testing.T) {
	tests := map[string]struct {
		value       string
		verbatim    any // Text
		textOrEmpty any // TextOrEmpty and Enum
		id          any
	}{
		"text":                   {`"MANUAL"`, "MANUAL", "MANUAL", "MANUAL"},
		"empty":                  {`""`, "", "", ""},
		"null":                   {`null`, "", "", ""},
		"NOT_DEFINED":            {`"NOT_DEFINED"`, "NOT_DEFINED", "", ""},
		"NO_DATA":                {`"NO_DATA"`, "NO_DATA", "", ""},
		"NO_DATA, escaped":       {`"NO\u005fDATA"`, "NO_DATA", "", ""},
		"no_data":                {`"no_data"`, "no_data", "no_data", "no_data"},
		"NO_DATA and a space":    {`"NO_DATA "`, "NO_DATA ", "NO_DATA ", "NO_DATA "},
		"unknown":                {`"NEW_ONE"`, "NEW_ONE", "NEW_ONE", "NEW_ONE"},
		"null as a text":         {`"null"`, "null", "null", "null"},
		"number":                 {`20`, "20", "20", nil},
		"number as it is":        {`-20.50e+1`, "-20.50e+1", "-20.50e+1", nil},
		"a long number":          {`12345678901234567890`, "12345678901234567890", "12345678901234567890", nil},
		"true":                   {`true`, "true", "true", nil},
		"false":                  {`false`, "false", "false", nil},
		"array":                  {`["MANUAL"]`, nil, nil, nil},
		"object":                 {`{}`, nil, nil, nil},
		"invalid":                {`nul`, nil, nil, nil},
		"truncated":              {`"MANU`, nil, nil, nil},
		"nothing":                {``, nil, nil, nil},
		"escapes":                {`"\"\\\/\b\f\n\r\t\u0041"`, "\"\\/\b\f\n\r\tA", "\"\\/\b\f\n\r\tA", "\"\\/\b\f\n\r\tA"},
		"Cyrillic":               {`"Марина"`, "Марина", "Марина", "Марина"},
		"a surrogate pair":       {`"\ud83d\ude00"`, "😀", "😀", "😀"},
		"half a surrogate pair":  {`"a\ud83db"`, "a\ufffdb", "a\ufffdb", "a\ufffdb"},
		"invalid UTF-8":          {"\"a\xffb\"", "a\ufffdb", "a\ufffdb", "a\ufffdb"},
		"invalid UTF-8, escaped": {"\"\\u0041\xff\"", "A\ufffd", "A\ufffd", "A\ufffd"},
		"longer than a block":    {`"` + strings.Repeat("x", 2000) + `"`, strings.Repeat("x", 2000), strings.Repeat("x", 2000), strings.Repeat("x", 2000)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assertReads(t, tt.value, (*codec.Reader).Text, tt.verbatim)
			assertReads(t, tt.value, (*codec.Reader).TextOrEmpty, tt.textOrEmpty)
			assertReads(t, tt.value, readEnum, tt.textOrEmpty)
			assertReads(t, tt.value, (*codec.Reader).ID, tt.id)
		})
	}
}

// Texts that share a block of memory do not overwrite each other.
func TestTextsOfAnyLengthAreKept(t *testing.T) {
	texts := func(lengths []uint16) bool {
		var want []string
		for i, length := range lengths {
			want = append(want, strings.Repeat(string(rune('a'+i%26)), int(length%300)))
		}
		value, err := json.Marshal(want)
		require.NoError(t, err)
		got, err := read(string(value), (*codec.Reader).Strings)
		return assert.NoError(t, err) && assert.Equal(t, want, got)
	}
	require.NoError(t, quick.Check(texts, nil))
}

func TestKnownEnumValuesAreNotCopied(t *testing.T) {
	known := []string{"MANUAL", "TELEGRAM"}
	var got string
	into := codec.ReadFunc(func(r *codec.Reader) { got = codec.Enum(r, known) })
	skip := codec.ReadFunc(func(r *codec.Reader) { r.Skip() })
	value := []byte(`"TELEGRAM"`)
	allocations := func(into codec.Readable) float64 {
		return testing.AllocsPerRun(100, func() { _ = codec.Read(value, into) })
	}
	assert.Equal(t, allocations(skip), allocations(into))
	assert.Equal(t, "TELEGRAM", got)
}

func TestInt(t *testing.T) {
	tests := map[string]any{ // nil: an error
		`20`: 20, `"20"`: 20, `-3`: -3, `"-3"`: -3, `"+3"`: 3, `0`: 0, `-0`: 0, `"007"`: 7,
		`20.0`: 20, `2e1`: 20, `"2E+1"`: 20, `2000e-2`: 20, `"\u0032"`: 2,
		`null`: 0, `""`: 0, `"NOT_DEFINED"`: 0, `"NO_DATA"`: 0, `false`: 0, `true`: 1, `"true"`: 1,
		`2147483647`: math.MaxInt32, `-2147483648`: math.MinInt32,

		`20.5`: nil, `"20.5"`: nil, `1e-3`: nil, `1e999`: nil, `-1e999`: nil, `1e30`: nil,
		`"many"`: nil, `"20 "`: nil, `"NaN"`: nil, `"Inf"`: nil, `"1,000"`: nil, `[]`: nil, `[20]`: nil, `{}`: nil, ``: nil, `2` + `x`: nil,
	}
	for value, want := range tests {
		assertReads(t, value, (*codec.Reader).Int, want)
	}
	if strconv.IntSize == 64 {
		exact := int64(9007199254740993) // more than 2^53
		assertReads(t, "9007199254740993", (*codec.Reader).Int, int(exact))
		assertReads(t, "9007199254740992.0", (*codec.Reader).Int, int(exact-1))
		assertReads(t, "9007199254740994.0", (*codec.Reader).Int, nil)
		assertReads(t, "9223372036854775808", (*codec.Reader).Int, nil)
	} else {
		assertReads(t, "2147483648", (*codec.Reader).Int, nil)
		assertReads(t, "2147483648.0", (*codec.Reader).Int, nil)
	}
	assertReads(t, strings.Repeat("1", 1<<20), (*codec.Reader).Int, nil)
	assertReads(t, "0."+strings.Repeat("1", 1<<20), (*codec.Reader).Int, nil)
}

func TestBool(t *testing.T) {
	for value, want := range map[string]any{
		`true`: true, `"true"`: true, `1`: true, `"1"`: true,
		`false`: false, `"false"`: false, `0`: false, `"0"`: false, `null`: false, `""`: false, `"NO_DATA"`: false, `"NOT_DEFINED"`: false,
		`2`: nil, `"yes"`: nil, `"TRUE"`: nil, `[]`: nil, `{}`: nil, ``: nil,
	} {
		assertReads(t, value, (*codec.Reader).Bool, want)
	}
}

func TestSeconds(t *testing.T) {
	for value, want := range map[string]any{
		`140`: 140 * time.Second, `"140"`: 140 * time.Second, `1.5`: 1500 * time.Millisecond, `-2`: -2 * time.Second, `1e2`: 100 * time.Second,
		`0.0000000016`: 2 * time.Nanosecond, `9000000000`: 9_000_000_000 * time.Second,
		`0`: time.Duration(0), `null`: time.Duration(0), `""`: time.Duration(0), `"NOT_DEFINED"`: time.Duration(0), `true`: time.Duration(0),
		`"long"`: time.Duration(0), `"NaN"`: time.Duration(0), `"Inf"`: time.Duration(0), `1e999`: time.Duration(0), `1e10`: time.Duration(0), `-1e10`: time.Duration(0),
		`[]`: nil, `{}`: nil,
	} {
		assertReads(t, value, (*codec.Reader).Seconds, want)
	}
	assertReads(t, strings.Repeat("1", 1<<20), (*codec.Reader).Seconds, time.Duration(0))
}

func TestAny(t *testing.T) {
	for value, want := range map[string]any{
		`null`: nil, `{}`: map[string]any{}, `{"a":[1.5,"x",true,null]}`: map[string]any{"a": []any{1.5, "x", true, nil}}, "\"\xff\"": "\ufffd", `"\ud83d"`: "\ufffd",
		`{"a":1e999}`: nil, // out of the range of a float64
	} {
		got, err := read(value, (*codec.Reader).Any)
		require.NoError(t, err, value)
		assert.Equal(t, want, got, value)
	}
	for _, value := range []string{``, `{"a":`, `{"a":1,"a":2}`, `{} x`} {
		_, err := read(value, (*codec.Reader).Any)
		require.Error(t, err, value)
		assert.Nil(t, codec.Any([]byte(value)), value)
	}
	assert.Equal(t, map[string]any{"a": 1.5}, codec.Any([]byte(`{"a":1.5}`)))
}

// Every scalar, read by every method, either fails or gives what the documentation of the method says. The text of the
// scalar, as encoding/json decodes it, is what decides.
func TestEveryScalarInEveryMethod(t *testing.T) {
	var scalars []any
	for _, text := range []string{"", "NOT_DEFINED", "NO_DATA", "true", "false", "0", "1", "-7", "7.0", "7.5", "1e3", "Марина", "2020-02-06T11:30:30Z", "2020-02-06", `\"`, "\u2028"} {
		scalars = append(scalars, text)
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			scalars = append(scalars, json.Number(text))
		}
	}
	scalars = append(scalars, nil, true, false)
	for _, scalar := range scalars {
		encoded, err := json.Marshal(scalar)
		require.NoError(t, err)
		value, text, isString := string(encoded), "", false
		switch scalar := scalar.(type) {
		case string:
			text, isString = scalar, true
		case nil:
		default:
			text = value
		}
		orEmpty := text
		if text == "NOT_DEFINED" || text == "NO_DATA" {
			orEmpty = ""
		}
		t.Run(value, func(t *testing.T) {
			assertReads(t, value, (*codec.Reader).Text, text)
			assertReads(t, value, (*codec.Reader).TextOrEmpty, orEmpty)
			assertReads(t, value, readEnum, orEmpty)
			assertReads(t, value, (*codec.Reader).ID, when(isString || scalar == nil, orEmpty))
			whole := map[string]int{"": 0, "true": 1, "false": 0, "0": 0, "1": 1, "-7": -7, "7.0": 7, "1e3": 1000}
			number, isWhole := whole[orEmpty]
			assertReads(t, value, (*codec.Reader).Int, when(isWhole, number))
			isBool := strings.Contains("|true|false|0|1||", "|"+orEmpty+"|")
			assertReads(t, value, (*codec.Reader).Bool, when(isBool, orEmpty == "true" || orEmpty == "1"))
			float, _ := strconv.ParseFloat(text, 64)
			assertReads(t, value, (*codec.Reader).Seconds, time.Duration(float*1e9))
			var at time.Time
			switch {
			case isString && strings.HasPrefix(text, "2020-02-06"):
				at, _ = time.Parse(time.RFC3339, (text + "T00:00:00Z")[:20])
				if strings.Contains(text, "T") {
					at, _ = time.Parse(time.RFC3339, text)
				}
			case !isString && isWhole && text != "" && text != "true" && text != "false":
				at = time.UnixMilli(int64(number)).UTC()
			}
			assertReads(t, value, (*codec.Reader).Time, at)
			var unmarshaled any
			require.NoError(t, json.Unmarshal(encoded, &unmarshaled))
			got, err := read(value, (*codec.Reader).Any)
			require.NoError(t, err)
			assert.Equal(t, unmarshaled, got)
		})
	}
}

// when returns a wanted value, or nil for an error.
func when[T any](ok bool, value T) any {
	if !ok {
		return nil
	}
	return value
}
