package codec

import (
	"bytes"
	"hash/maphash"
	"iter"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Object reads an object. It yields the index in names of each member; the caller reads the value of the member and
// does not break the loop. Members with other names are skipped. null yields nothing. There can be at most 64 names.
func (r *Reader) Object(names []string) iter.Seq[int] {
	return func(yield func(int) bool) { r.object(names, yield) } // short enough to be inlined, which saves an allocation
}

func (r *Reader) object(names []string, yield func(int) bool) {
	if !r.enter('{') {
		return
	}
	seen, next, first := uint64(0), 0, len(r.unknown)
	for r.more('}') {
		quoted := r.value()
		if r.err != nil {
			return
		}
		name := quoted[1 : len(quoted)-1]
		place := find(names, name, next)
		if place < 0 { // the name may contain escapes
			name = r.unquote(quoted)
			place = find(names, name, next)
		}
		if place < 0 {
			r.addUnknown(name, first)
			r.Skip()
			continue
		}
		if seen>>place&1 == 1 {
			r.fail(jsontext.ErrDuplicateName)
			return
		}
		seen, next = seen|1<<place, place+1
		if !yield(place) {
			break
		}
	}
	r.closeUnknown(first)
}

// find returns the index of a name, or -1. It tries the likely index first, since members usually keep their order.
func find(names []string, name []byte, likely int) int {
	if likely < len(names) && string(name) == names[likely] {
		return likely
	}
	return findAfter(names, name, likely)
}

// findAfter is not a part of find, so that find is inlined.
func findAfter(names []string, name []byte, likely int) int {
	for i, known := range names[likely:] {
		if string(name) == known {
			return likely + i
		}
	}
	for i, known := range names[:likely] {
		if string(name) == known {
			return i
		}
	}
	return -1
}

// name reads the name of a member. The bytes are valid until the next read.
func (r *Reader) name() []byte {
	quoted := r.value()
	if r.err != nil {
		return nil
	}
	return r.unquote(quoted)
}

// unquote returns the text of a JSON string, which is valid UTF-8. The bytes are valid until the next read.
func (r *Reader) unquote(quoted []byte) []byte {
	inner := quoted[1 : len(quoted)-1]
	if !r.escapes || bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	r.scratch, _ = jsontext.AppendUnquote(r.scratch[:0], quoted) // the error is half a surrogate pair, which is replaced
	return r.scratch
}

// fewNames is the number of unknown names up to which each is compared with all others at once. If there are more, they
// are sorted at the end of the object.
const fewNames = 32

// addUnknown notes an unknown name of an object. The hashes of the object begin at first.
func (r *Reader) addUnknown(name []byte, first int) {
	if r.unknown == nil {
		r.unknown, r.seed = r.room[:0], maphash.MakeSeed()
	}
	hash := maphash.Bytes(r.seed, name)
	if others := r.unknown[first:]; len(others) < fewNames && slices.Contains(others, hash) {
		r.failDuplicate()
	}
	r.unknown = append(r.unknown, hash)
}

// closeUnknown forgets the unknown names of an object whose end was read.
func (r *Reader) closeUnknown(first int) {
	if others := r.unknown[first:]; len(others) > fewNames {
		slices.Sort(others)
		if len(slices.Compact(others)) < len(others) {
			r.fail(jsontext.ErrDuplicateName)
		}
	}
	r.unknown = r.unknown[:first]
}

// failDuplicate reports an unknown name at its object, so that [Path] does not contain the name.
func (r *Reader) failDuplicate() { r.failAt(r.dec.StackPointer().Parent(), jsontext.ErrDuplicateName) }

// namesAreUnique reports whether each name occurs once in each object of a JSON value.
func namesAreUnique(value jsontext.Value) bool { return value.IsValid(jsontext.AllowInvalidUTF8(true)) }
