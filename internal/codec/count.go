package codec

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// namesPerValue is how many names of members may come on one value that may stand in a body.
const namesPerValue = 5

// MoreValuesThan reports whether JSON holds more than limit values that cost memory when they are decoded: objects,
// and elements of arrays. An answer of a few megabytes can hold millions. Names of members cost as well, and may be
// five times as many. Broken JSON is counted up to the break.
func MoreValuesThan(limit int, body []byte) bool {
	// Each of them has a brace, a bracket or a comma of its own, so that this is never too few. It is nearly free, and
	// enough for all but the strange.
	if bytes.Count(body, []byte{'{'})+bytes.Count(body, []byte{'['})+bytes.Count(body, []byte{','}) <= limit {
		return false
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	values, members := 0, 0 // a member is a name or its value, which are tokens of an object alike
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
