package check

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// shape is what a response looks like: the kinds of its members by path (data[].id), without a value.
type shape map[string]map[string]bool

// The kinds of values. Those of texts say as much as can be said without the text.
const (
	kindID       = "id"   // 24 hexadecimal digits
	kindTime     = "time" // as documented
	kindSentinel = "NOT_DEFINED"
	kindEmpty    = "empty text"
	kindNumeric  = "number as text"
	kindString   = "string"
	kindInteger  = "integer"
	kindNumber   = "number"
	kindBoolean  = "boolean"
	kindNull     = "null"
	kindArray    = "array"
	kindObject   = "object"
)

// shapeOf returns the shape of a JSON document. The documented members tell objects with fixed names from those whose names
// are data.
func shapeOf(body []byte, documented map[string]member) (shape, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	s := shape{}
	s.add("", document, documented)
	delete(s, "")
	return s, nil
}

func (s shape) add(path string, value any, documented map[string]member) {
	if s[path] == nil {
		s[path] = map[string]bool{}
	}
	switch v := value.(type) {
	case nil:
		s[path][kindNull] = true
	case bool:
		s[path][kindBoolean] = true
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			s[path][kindNumber] = true
		} else {
			s[path][kindInteger] = true
		}
	case string:
		s[path][kindOfText(path, v, documented)] = true
	case []any:
		s[path][kindArray] = true
		for _, item := range v {
			s.add(path+"[]", item, documented)
		}
	case map[string]any:
		s[path][kindObject] = true
		_, free := documented[path+".*"]
		for name, item := range v {
			if free || !isName(name) {
				name = "*"
			}
			s.add(strings.TrimPrefix(path+"."+name, "."), item, documented)
		}
	}
}

var (
	objectID = regexp.MustCompile(`^[0-9A-Fa-f]{24}$`)
	numeric  = regexp.MustCompile(`^-?[0-9]+([.,][0-9]+)?$`)
	letters  = regexp.MustCompile(`[^-+:. TZ]`)
	digits   = regexp.MustCompile(`[0-9]`)
)

func kindOfText(path, text string, documented map[string]member) string {
	switch {
	case text == "":
		return kindEmpty
	case text == "NOT_DEFINED" || text == "NO_DATA":
		return kindSentinel
	case objectID.MatchString(text):
		return kindID
	case isTime(text):
		return kindTime
	case documented[path].is(kindTime):
		return "time like " + pattern(text)
	case numeric.MatchString(text):
		return kindNumeric
	default:
		return kindString
	}
}

// timeForms are the forms of times that the vendor documents.
var timeForms = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"}

func isTime(text string) bool {
	for _, form := range timeForms {
		if _, err := time.Parse(form, text); err == nil {
			return true
		}
	}
	return false
}

// pattern is the form of a text without its value: 9 for a digit, x for a letter, 40 characters at most.
func pattern(text string) string {
	text = letters.ReplaceAllStringFunc(text, func(c string) string {
		if digits.MatchString(c) {
			return "9"
		}
		return "x"
	})
	runes := []rune(text)
	return string(runes[:min(len(runes), 40)])
}

var name = regexp.MustCompile(`^[A-Za-z_]+[0-9]{0,2}[A-Za-z_]*$`)

// isName reports whether a name is one of the API's, not a customer's: the names of members may be data, too.
func isName(text string) bool { return len(text) <= 40 && name.MatchString(text) }

// kinds returns the shape as sorted lists.
func (s shape) kinds() map[string][]string {
	all := make(map[string][]string, len(s))
	for path, kinds := range s {
		all[path] = slices.Sorted(maps.Keys(kinds))
	}
	return all
}
