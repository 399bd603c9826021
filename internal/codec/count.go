package codec

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// namesPerValue is the number of names that a body may contain for each value that it may contain.
const namesPerValue = 5

// MoreValuesThan reports whether JSON contains more than limit values that cost memory when they are decoded: objects,
// and elements of arrays. A body of a few megabytes can contain millions. Names of members cost memory too; there may be
// five times as many. Invalid JSON is counted up to the first error.
func MoreValuesThan(limit int, body []byte) bool {
	// Each value has a brace, a bracket or a comma of its own, so these counts are never too low. They are nearly free, and
	// sufficient for nearly all bodies.
	if len(body) <= limit || bytes.Count(body, []byte{'{'})+bytes.Count(body, []byte{'['})+bytes.Count(body, []byte{','}) <= limit {
		return false
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	values, members := 0, 0 // members counts the names and their values, which are both tokens of an object
	for values <= limit && members <= 2*namesPerValue*limit {
		parent, _ := dec.StackIndex(dec.StackDepth())
		token, err := dec.ReadToken()
		if err != nil {
			return false
		}
		switch kind := token.Kind(); {
		case kind == '{' || parent == '[' && kind != ']':
			values++
		case parent == '{' && kind != '}':
			members++
		}
	}
	return true
}
