package codec_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/codec"
)

func TestMoreValuesThanThree(t *testing.T) {
	tests := map[string]struct {
		body string
		more bool
	}{
		"nothing":                              {``, false},
		"null":                                 {`null`, false},
		"three elements":                       {`[1,2,3]`, false},
		"four elements":                        {`[1,2,3,4]`, true},
		"three objects":                        {`[{},{},{}]`, false},
		"four objects":                         {`[{},{},{},{}]`, true},
		"objects in objects: three":            {`{"a":{"b":{}}}`, false},
		"objects in objects: four":             {`{"a":{"b":{"c":{}}}}`, true},
		"arrays in arrays: three":              {`[[[[]]]]`, false},
		"arrays in arrays: four":               {`[[[[[]]]]]`, true},
		"arrays without an end: four":          {`[[[[[`, true},
		"elements of any kind":                 {`["a",null,true,-1.5]`, true},
		"an object in an array counts once":    {`[{"a":1},{"a":2},{"a":3}]`, false},
		"two arrays of two":                    {`{"a":[1,2],"b":[3,4]}`, true},
		"an object and two elements":           {`{"a":[1,2],"b":"c","d":[]}`, false},
		"members of an object":                 {`{"a":1,"b":2,"c":3,"d":4,"e":5}`, false},
		"punctuation in a text is not counted": {`["{[,,,,[[[[{{{{","\",,,,,"]`, false},
		"punctuation in a name is not counted": {`{"{[,,,,[[[[{{{{":[1,2]}`, false},
		"space between":                        {"[ 1 ,\n2 ,\t3 ,\r4 ]", true},
		"a duplicate name":                     {`[{"a":1,"a":2},{"a":1,"a":2}]`, false},
		"invalid UTF-8":                        {"[\"\xff\",2,3,4]", true},
		"one document after another":           {`[1,2] [3,4]`, true},
		"fifteen names":                        {`{` + names(15) + `}`, false},
		"sixteen names":                        {`{` + names(16) + `}`, true},
		"sixteen names of arrays":              {`{` + strings.ReplaceAll(names(16), "1", "[]") + `}`, true},
		"invalid after four":                   {`[1,2,3,4,`, true},
		"invalid before four":                  {`[1,2,3,x,5,6]`, false},
		"HTML with commas":                     {`<p>,,,,,,,,,,,,</p>`, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.more, codec.MoreValuesThan(3, []byte(tt.body)))
		})
	}
}

func names(n int) string { return strings.TrimSuffix(strings.Repeat(`"n":1,`, n), ",") }

func TestMoreValuesThanInHostileBodies(t *testing.T) {
	const limit = 50_000
	tests := map[string]struct {
		body string
		more bool
	}{
		"exactly the limit":              {"[" + strings.Repeat("{},", limit-1) + "{}]", false},
		"one more":                       {"[" + strings.Repeat("{},", limit) + "{}]", true},
		"four million objects":           {`{"data":[` + strings.Repeat("{},", 4e6) + "{}]}", true},
		"four million numbers":           {`{"data":[` + strings.Repeat("1,", 4e6) + "1]}", true},
		"four million names":             {`{"data":{` + names(4e6) + "}}", true},
		"four million commas":            {`{"data":"` + strings.Repeat(",", 4e6) + `"}`, false},
		"arrays a million deep":          {strings.Repeat("[", 1e6), false}, // no decoder accepts them
		"a number of a megabyte":         {"[" + strings.Repeat("1", 1<<20) + "]", false},
		"four million truncated objects": {strings.Repeat("[{", 4e6), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.more, codec.MoreValuesThan(limit, []byte(tt.body)))
		})
	}
}

// FuzzMoreValuesThan compares with a count of the tokens of encoding/json.
func FuzzMoreValuesThan(f *testing.F) {
	addSamples(f)
	for _, seed := range []string{`[]`, `[[],{}]`, `{"a":{"b":[1,{}]}}`, `["{[,"]`, `{` + names(31) + `}`, `1`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if !json.Valid(body) {
			codec.MoreValuesThan(2, body)
			return
		}
		values, names := count(body)
		if values > 0 {
			assert.True(t, codec.MoreValuesThan(values-1, body), "%d values, one more than the limit", values)
		}
		limit := max(values, (names+4)/5)
		assert.False(t, codec.MoreValuesThan(limit, body), "%d values, %d names", values, names)
	})
}

// count returns the number of objects and elements, and the number of names, in valid JSON.
func count(body []byte) (values, names int) {
	type open struct{ object, wantName bool }
	var stack []open
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			return values, names
		}
		if token == json.Delim('}') || token == json.Delim(']') {
			stack = stack[:len(stack)-1]
			continue
		}
		inArray := false
		if n := len(stack); n > 0 {
			inArray = !stack[n-1].object
			if stack[n-1].object {
				if stack[n-1].wantName = !stack[n-1].wantName; !stack[n-1].wantName {
					names++
					continue
				}
			}
		}
		if token == json.Delim('{') || inArray {
			values++
		}
		switch token {
		case json.Delim('{'):
			stack = append(stack, open{object: true, wantName: true})
		case json.Delim('['):
			stack = append(stack, open{})
		}
	}
}
