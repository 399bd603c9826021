package attempt

import (
	"io"
	"net/http"
)

func (s *Sender) read(answer *Answer, response *http.Response) error {
	if response.StatusCode < 200 {
		return nil // after 101 the body is the connection itself, and has no deadline
	}
	if response.StatusCode > 299 {
		// The status says enough, if the body does not.
		_ = s.readAll(answer, response.Body, 0, maxErrorBytes)
		return nil
	}
	err := s.readAll(answer, response.Body, response.ContentLength, s.MaxBytes)
	if err == nil && int64(len(answer.Body)) == s.MaxBytes && !atEnd(response.Body) {
		err = ErrTooLarge
	}
	if err != nil {
		s.Release(answer)
	}
	return err
}

// readAll reads at most limit bytes. expected is how many there are likely to be, or less than 1.
func (s *Sender) readAll(answer *Answer, r io.Reader, expected, limit int64) error {
	const least, trusted = 512, 1 << 20 // a length that lies costs at most the latter
	s.lend(answer, min(max(expected+1, least), trusted, limit))
	for int64(len(answer.Body)) < limit {
		body := answer.Body
		if len(body) == cap(body) {
			// In large steps: what is left behind counts against what an answer may cost.
			grown := make([]byte, len(body), min(4*int64(cap(body)), limit))
			copy(grown, body)
			body = grown
		}
		n, err := r.Read(body[len(body):min(int64(cap(body)), limit)])
		answer.Body = body[:len(body)+n]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func atEnd(r io.Reader) bool {
	n, err := io.ReadFull(r, make([]byte, 1))
	return n == 0 && err == io.EOF
}

// maxKept bounds the size of a buffer that is kept. The body of an ordinary page of a hundred rows has 40 KiB.
const maxKept = 256 << 10

// lend gives an answer a body to be filled, of at least a size.
func (s *Sender) lend(answer *Answer, size int64) {
	buffer, ok := s.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	if int64(cap(*buffer)) < size {
		*buffer = make([]byte, 0, size)
	}
	answer.buffer, answer.Body = buffer, (*buffer)[:0]
}

// Release takes the body of an answer back, for another one. Nothing may point into it any more.
func (s *Sender) Release(answer *Answer) {
	if answer.buffer != nil && cap(answer.Body) <= maxKept {
		*answer.buffer = answer.Body
		s.buffers.Put(answer.buffer)
	}
	answer.Body, answer.buffer = nil, nil
}
