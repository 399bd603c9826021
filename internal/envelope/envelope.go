// Package envelope reads the envelope of an answer and tells a success from a failure. The HTTP status of a failure is
// 200 as a rule, so that the body has to prove the success.
package envelope

import (
	"strings"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// Envelope is an answer taken apart. The raw members are parts of the body; a member that was missing is nil.
type Envelope struct {
	Data     []byte
	Meta     []byte
	Included []byte // the rows that links of data point to: "included" or "linked"
	Failure  *Failure
	Decoded  bool // whether Data is decoded already

	status string
}

// Parse reads a body. Its errors say what is wrong in words that codec.Problem gives.
//
// Nearly all answers are as documented. So the data is decoded into out on the way, if out is not nil, which spares a
// second reading of it. Where that fails, for whatever reason, the data is left to the caller and Decoded is false.
func (e *Envelope) Parse(body []byte, out any) error {
	*e = Envelope{}
	if out != nil && codec.MembersInto(body, "data", out, e.take) == nil {
		e.Decoded = true
		return nil
	}
	*e = Envelope{}
	return codec.Members(body, e.take)
}

func (e *Envelope) take(name, value []byte) error {
	switch string(name) {
	case "data":
		e.Data = value
	case "meta":
		e.Meta = value
	case "included", "linked":
		if len(value) > len(e.Included) { // where both stand, one is empty
			e.Included = value
		}
	case "status":
		return e.takeStatus(value)
	case "error":
		if !codec.IsNull(value) {
			e.Failure = parseFailure(value)
		}
	}
	return nil
}

func (e *Envelope) takeStatus(value []byte) (err error) {
	if codec.IsString(value) || codec.IsNumber(value) {
		e.status, err = codec.Text(value)
	}
	if whole, fraction, _ := strings.Cut(e.status, "."); codec.IsNumber(value) && strings.Trim(fraction, "0") == "" {
		e.status = whole // 1.0 is 1
	}
	return err
}

// Success reports whether the answer says that the call was carried out, and nothing against it.
func (e Envelope) Success() bool { return e.status == "1" && e.Failure == nil }

// Refusal reports whether the answer says that the call was not carried out.
func (e Envelope) Refusal() bool { return e.status == "0" }
