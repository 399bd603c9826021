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

	status string
}

// Parse reads a body. Its errors say what is wrong in words that codec.Problem gives.
func (e *Envelope) Parse(body []byte) error {
	*e = Envelope{}
	return codec.Members(body, func(name, value []byte) error {
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
			if !codec.IsString(value) && !codec.IsNumber(value) {
				return nil
			}
			text, err := codec.Text(value)
			e.status = text
			if whole, fraction, _ := strings.Cut(text, "."); codec.IsNumber(value) && strings.Trim(fraction, "0") == "" {
				e.status = whole // 1.0 is 1
			}
			return err
		case "error":
			if !codec.IsNull(value) {
				e.Failure = parseFailure(value)
			}
		}
		return nil
	})
}

// Success reports whether the answer says that the call was carried out, and nothing against it.
func (e Envelope) Success() bool { return e.status == "1" && e.Failure == nil }

// Refusal reports whether the answer says that the call was not carried out.
func (e Envelope) Refusal() bool { return e.status == "0" }
