package transport

import "weak"

// maxPooled is the size of the largest buffer that is kept. The body of a usual page of 100 items has 40 KiB.
const maxPooled = 256 << 10

// setBuffer gives a response an empty body with at least the given capacity.
func (t *Transport) setBuffer(to *Response, size int64) {
	var buffer *[]byte
	// The pool holds its buffers weakly: while the caller works on a page, the garbage collector may free the buffer
	// that the next page will use.
	if pooled, ok := t.buffers.Get().(weak.Pointer[[]byte]); ok {
		buffer = pooled.Value()
	}
	if buffer == nil {
		buffer = new([]byte)
	}
	if int64(cap(*buffer)) < size {
		*buffer = make([]byte, 0, size)
	}
	to.buffer, to.Body = buffer, (*buffer)[:0]
}

// Release returns the body of a response to the pool. Nothing may refer to the body afterwards.
func (t *Transport) Release(r *Response) {
	if r.buffer != nil && cap(r.Body) <= maxPooled {
		*r.buffer = r.Body
		t.buffers.Put(weak.Make(r.buffer)) //lint:ignore SA6002 a weak.Pointer has the size of a pointer and is not allocated
	}
	r.Body, r.buffer = nil, nil
}
