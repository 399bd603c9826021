// Package response says what one response means: whether it proves a success, why it failed, whether the request may
// have been applied nevertheless, and which operations may be sent again. It is pure: no clock, no network.
package response

import (
	"bytes"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// Envelope is a response taken apart. Data, Meta and Included are parts of the body; a member that is missing is nil.
type Envelope struct {
	Data     []byte
	Meta     []byte
	Included []byte // the items that links of data point to: "included" or "linked"
	Error    *APIError

	pool    *codec.Pool // of the client
	status  status
	dataErr error // of the reading of data
}

// status is the member "status" of an envelope.
type status uint8

const (
	otherStatus status = iota // missing, or neither of these
	applied                   // 1 or "1"
	refused                   // 0 or "0"
)

// parse reads a body. If into is not nil, it reads the data on the way.
func (e *Envelope) parse(pool *codec.Pool, body []byte, into codec.Readable) error {
	*e = Envelope{pool: pool}
	return pool.Read(body, codec.ReadFunc(func(r *codec.Reader) { e.read(r, into) }))
}

var envelopeNames = []string{"data", "status", "meta", "error", "included", "linked"}

func (e *Envelope) read(r *codec.Reader, into codec.Readable) {
	if r.IsNull() {
		r.Fail("want an object, not null")
	}
	for place := range r.Object(envelopeNames) {
		switch place {
		case 0:
			e.Data, e.dataErr = r.Try(into) // a refusal stays one, whatever its data are
		case 1:
			e.status = statusOf(r.Raw())
		case 2:
			e.Meta = r.Raw()
		case 3:
			if raw := r.Raw(); raw != nil && !codec.IsNull(raw) {
				e.Error = parseAPIError(e.pool, raw)
			}
		case 4, 5:
			if raw := r.Raw(); len(raw) > len(e.Included) { // if both are there, one is empty
				e.Included = raw
			}
		}
	}
}

func statusOf(value []byte) status {
	if whole, fraction, _ := bytes.Cut(value, []byte(".")); codec.IsNumber(value) && len(bytes.Trim(fraction, "0")) == 0 {
		value = whole // 1.0 is 1
	}
	switch string(value) {
	case "1", `"1"`:
		return applied
	case "0", `"0"`:
		return refused
	default:
		return otherStatus
	}
}

// Read reads a part of the envelope with into.
func (e *Envelope) Read(part []byte, into codec.Readable) error { return e.pool.Read(part, into) }

// isSuccess reports whether the response says that the request was applied, and nothing against it.
func (e *Envelope) isSuccess() bool { return e.status == applied && e.Error == nil }

// isRefusal reports whether the response says that the request was not applied.
func (e *Envelope) isRefusal() bool { return e.status == refused }
