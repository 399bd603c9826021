package validate_test

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/validate"
)

func TestID(t *testing.T) {
	tests := map[string]struct {
		id string
		ok bool
	}{
		"ObjectId":               {"625946dd585052c1629f1b2b", true},
		"upper case":             {"625946DD585052C1629F1B2B", true},
		"each kind of character": {"azAZ09-_", true},
		"one byte":               {"0", true},
		"only a hyphen":          {"-", true},
		"128 bytes":              {strings.Repeat("a", 128), true},
		"129 bytes":              {strings.Repeat("a", 129), false},
		"empty":                  {"", false},
		"one dot":                {".", false},
		"two dots":               {"..", false},
		"a dot inside":           {"a.b", false},
		"slash":                  {"a/b", false},
		"backslash":              {`a\b`, false},
		"percent":                {"%2e", false},
		"query":                  {"a?b", false},
		"fragment":               {"a#b", false},
		"semicolon":              {"a;b", false},
		"blank":                  {" ", false},
		"trailing blank":         {"a ", false},
		"line break":             {"a\n", false},
		"NUL":                    {"a\x00", false},
		"DEL":                    {"a\x7f", false},
		"Cyrillic а":             {"а", false},
		"full-width digit":       {"１", false},
		"broken UTF-8":           {"a\xff", false},
		"neighbors in ASCII":     {"@[`{/:", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.ok, validate.ID(tt.id) == nil)
		})
	}
}

func TestIDAllowsOnlyLettersDigitsHyphenAndUnderscore(t *testing.T) {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for b := range 256 {
		id := string([]byte{byte(b)})
		assert.Equal(t, strings.Contains(allowed, id), validate.ID(id) == nil, "byte %#x", b)
	}
}

func TestNameAllowsWhatAnIDAllows(t *testing.T) {
	for name, ok := range map[string]bool{"contactedUsers": true, "a-b_C9": true, "": false, ".": false, "a,b": false, strings.Repeat("a", 129): false} {
		assert.Equal(t, ok, validate.Name("Include[0]", name) == nil, "%q", name)
	}
}

func FuzzID(f *testing.F) {
	for _, seed := range []string{"625946dd585052c1629f1b2b", "", ".", "..", "a/b", "%2e%2e", "a?b", "а", "\xff", "a-b_C"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if validate.ID(id) != nil {
			return
		}
		assert.Equal(t, id, url.PathEscape(id), "has a meaning in a URL")
		assert.Equal(t, "/orders/"+id, path.Clean("/orders/"+id), "changes the path")
		assert.NotEmpty(t, id)
		assert.LessOrEqual(t, len(id), 128)
	})
}
