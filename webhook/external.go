package webhook

import (
	"encoding/json"

	"github.com/leeloo-go/leeloo"
)

// ExternalRequest is what the block "external request" of a tunnel posts about the person who reached the block. A field
// is empty if it is missing.
type ExternalRequest struct {
	// ID is probably the id of the person; the vendor does not document it. If People.Get does not find it, it may be an
	// account id: try Channels.Person(ctx, leeloo.AccountID(ID)).
	ID       leeloo.PersonID
	Name     string
	Phone    string
	Email    string
	UTMMarks map[string]string // nil if there are none
}

// ParseExternalRequest reads the body of an external request, {"data": {"id", "name", "phone", "email", "utm_marks"}}.
//
// It returns an error if the body or data is not a JSON object or repeats a name, or if data.id is present and is not
// an id. The error contains nothing of the body.
//
// External requests are not signed either. The block's address is the company's choice: put a secret into its path or
// query, compare it with [crypto/subtle.ConstantTimeCompare], and limit the body with [net/http.MaxBytesReader].
func ParseExternalRequest(body []byte) (ExternalRequest, error) {
	envelope, err := object("the body", body)
	if err != nil {
		return ExternalRequest{}, err
	}
	data, err := object("data", envelope["data"])
	if err != nil {
		return ExternalRequest{}, err
	}
	personID, err := id[leeloo.PersonID](data, "id")
	if err != nil {
		return ExternalRequest{}, err
	}
	return ExternalRequest{
		ID:       personID,
		Name:     text(data["name"]),
		Phone:    text(data["phone"]),
		Email:    text(data["email"]),
		UTMMarks: texts(data["utm_marks"]),
	}, nil
}

func texts(value json.RawMessage) map[string]string {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(value, &values); err != nil || len(values) == 0 {
		return nil
	}
	marks := make(map[string]string, len(values))
	for name, value := range values {
		marks[name] = text(value)
	}
	return marks
}
