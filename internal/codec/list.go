package codec

import "slices"

// List reads an array, each element with read. null is nil; an empty array is an empty list.
func List[T any](r *Reader, read func(*T, *Reader)) []T {
	if !r.enter('[') {
		return nil
	}
	list, nested := []T{}, r.inList
	r.inList = true
	start := r.dec.InputOffset()
	for r.more(']') {
		n := len(list)
		switch {
		case n < cap(list):
		case n == 0:
			list = make([]T, 0, 1)
		case nested:
			list = slices.Grow(list, 1) // which doubles it
		default:
			list = slices.Grow(list, guess(n, int(r.dec.InputOffset()-start), len(r.dec.UnreadBuffer())))
		}
		list = list[:n+1]
		read(&list[n], r)
	}
	r.inList = nested
	if cap(list) > 2*len(list) {
		list = slices.Clone(list) // the caller may keep it
	}
	return list
}

// guess returns for how many more elements a list needs room, from the number and the bytes of those read so far: to
// grow a list step by step costs its memory again. It is bounded, since the first elements may be unusually small.
func guess(n, read, unread int) int {
	const most = 1000
	likely := n * unread / read
	return max(min(likely+likely/16, most), n/2) + 1
}

// Strings reads an array of scalars, each as [Reader.Text] does. null is nil; an empty array is an empty list.
func (r *Reader) Strings() []string {
	if !r.enter('[') {
		return nil
	}
	list := []string{}
	for r.more(']') {
		if cap(list) == 0 {
			list = make([]string, 0, 2)
		}
		list = append(list, r.Text())
	}
	return list
}

// StringMap reads an object of scalars, each as [Reader.Text] does. null, an empty array, an empty text and the sentinel
// values are nil. An error is reported at the object, so that [Path] contains none of its names.
func (r *Reader) StringMap() map[string]string {
	if r.err != nil {
		return nil
	}
	switch r.dec.PeekKind() {
	case '[':
		if r.token(); r.more(']') {
			r.Fail("want an object, not an array")
		}
		return nil
	case '"':
		if r.TextOrEmpty() != "" {
			r.Fail("want an object, not a string")
		}
		return nil
	}
	if !r.enter('{') {
		return nil
	}
	texts := make(map[string]string)
	for r.more('}') {
		name := r.keep(r.name())
		if _, ok := texts[name]; ok {
			r.failDuplicate()
		}
		text, kind := r.scalar()
		if isNested(kind) {
			r.failAt(r.dec.StackPointer().Parent(), wrongKind("texts in the object", kind))
		}
		texts[name] = r.keep(text)
	}
	return texts
}
