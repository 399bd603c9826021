package transport

import (
	"errors"
	"io"
	"net/http"
)

const maxErrorBytes = 64 << 10

var errTooLarge = errors.New("the response body exceeds the limit")

func (t *Transport) readBody(to *Response, response *http.Response) error {
	if response.StatusCode < 200 {
		return nil // after 101 the body is the connection itself, which has no deadline
	}
	if response.StatusCode > 299 {
		// The status is what counts: an unreadable body changes nothing.
		_ = t.readUpTo(to, response.Body, 0, maxErrorBytes)
		return nil
	}
	err := t.readUpTo(to, response.Body, response.ContentLength, t.MaxBytes)
	if err == nil && int64(len(to.Body)) == t.MaxBytes {
		err = expectEnd(response.Body)
	}
	if err != nil {
		t.Release(to)
	}
	return err
}

// readUpTo reads at most limit bytes. expected is the Content-Length, or less than 1 if it is not known.
func (t *Transport) readUpTo(to *Response, r io.Reader, expected, limit int64) error {
	const atLeast, atMost = 512, 1 << 20 // a false Content-Length costs no more than atMost
	t.setBuffer(to, min(max(expected+1, atLeast), atMost, limit))
	for int64(len(to.Body)) < limit {
		body := to.Body
		if len(body) == cap(body) {
			// Growing by 4 leaves less garbage than growing by 2, and the garbage counts against what a response may cost.
			grown := make([]byte, len(body), min(4*int64(cap(body)), limit))
			copy(grown, body)
			body = grown
		}
		n, err := r.Read(body[len(body):min(int64(cap(body)), limit)])
		to.Body = body[:len(body)+n]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// expectEnd returns errTooLarge if r has more bytes.
func expectEnd(r io.Reader) error {
	n, err := io.ReadFull(r, make([]byte, 1))
	switch {
	case n > 0:
		return errTooLarge
	case err == io.EOF:
		return nil
	}
	return err
}
