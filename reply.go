package leeloo

import (
	"bytes"
	"strings"

	"github.com/leeloo-go/leeloo/internal/attempt"
	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/envelope"
	"github.com/leeloo-go/leeloo/internal/route"
)

// reply is what came back for a message.
type reply struct {
	message
	attempts int   // so far
	lost     error // why there is no whole answer
	answer   attempt.Answer
	env      envelope.Envelope
}

// response is a copy for the caller to keep.
func (r *reply) response() Response {
	return Response{r.answer.StatusCode, r.answer.Header, bytes.Clone(r.answer.Body), r.attempts}
}

// release gives the body back to the client's pool. All that was decoded has copied what it took.
func (r *reply) release() {
	r.core.sender.Release(&r.answer)
	r.env = envelope.Envelope{}
}

// dataPath is where in the answer the operation's data lies: "data", or "data.templates".
func (r *reply) dataPath() string {
	if r.route.Key == "" {
		return "data"
	}
	return "data." + r.route.Key
}

func (r *reply) data() ([]byte, error) {
	data := r.env.Data
	if r.route.Key != "" && codec.IsObject(data) {
		var member []byte
		_ = codec.Members(data, func(name, value []byte) error { // whole, since the envelope was read
			if string(name) == r.route.Key {
				member = value
			}
			return nil
		})
		data = member
	}
	if data == nil {
		return nil, r.unexpected(r.dataPath() + " is missing")
	}
	return data, nil
}

func (r *reply) decodeData(out any) error {
	data, err := r.data()
	if err != nil {
		return err
	}
	return r.decode(r.dataPath(), data, out)
}

func (r *reply) decode(path string, value []byte, out any) error {
	if err := codec.Unmarshal(value, out); err != nil {
		return r.unreadable(path, err)
	}
	return nil
}

// unreadable is the error for a value that is not as its type has it.
func (r *reply) unreadable(path string, err error) *Error {
	if inner := codec.Path(err); inner != "" {
		path += "." + inner
	}
	return r.unexpected(shown(path) + ": " + codec.Problem(err))
}

// decodeResult decodes the data, unless it was decoded along with the envelope.
func (r *reply) decodeResult() error {
	data, err := r.data()
	if err != nil || r.env.Decoded {
		return err
	}
	return r.decode(r.dataPath(), data, r.result.fresh())
}

func decodeRows[T any, PT row[T]](r *reply, to *many[T]) ([]T, error) {
	if err := r.decodeResult(); err != nil {
		return nil, err
	}
	if !haveIDs[T, PT](to.List) {
		return nil, r.unexpected(r.dataPath() + " has a row without an id")
	}
	return to.List, nil
}

func haveIDs[T any, PT row[T]](rows []T) bool {
	for i := range rows {
		if PT(&rows[i]).identity() == "" {
			return false
		}
	}
	return true
}

func (r *reply) decodeMeta() (meta Meta, err error) {
	if r.env.Meta != nil {
		err = r.decode("meta", r.env.Meta, &meta)
	}
	return meta, err
}

// linker is a model whose data links to rows that the answer includes.
type linker interface{ attach(included) }

// included are the rows that the links of an answer's data point to.
type included struct {
	Users        []User        `json:"users,omitzero"`
	Orders       []Order       `json:"orders,omitzero"`
	LeadGenTools []LeadGenTool `json:"leadgentools,omitzero"`
}

func (r *reply) decodeIncluded(model any) error {
	m, ok := model.(linker)
	if !ok || !codec.IsObject(r.env.Included) || string(r.env.Included) == "{}" { // which is what stands there as a rule
		return nil
	}
	var rows included
	if err := r.decode("included", r.env.Included, &rows); err != nil {
		return err
	}
	if !haveIDs(rows.Users) || !haveIDs(rows.Orders) || !haveIDs(rows.LeadGenTools) {
		return r.unexpected("included has a row without an id")
	}
	m.attach(rows)
	return nil
}

// checkID judges the id in data as the route demands.
func (r *reply) checkID(id string) error {
	switch {
	case id == "" && r.route.ID != route.SameIfAny:
		return r.unexpected("data.id is missing")
	case id != "" && r.route.ID != route.OwnID && !strings.EqualFold(id, r.subject):
		return r.unexpected("data.id is not the id that was asked for")
	default:
		return nil
	}
}

// checkNamedID judges the id in data where nothing else of data is read.
func (r *reply) checkNamedID() error {
	if r.route.ID == route.NoID || !codec.IsObject(r.env.Data) {
		return nil
	}
	var named struct {
		ID OrderID `json:"id"`
	}
	if err := r.decodeData(&named); err != nil {
		return err
	}
	return r.checkID(string(named.ID))
}
