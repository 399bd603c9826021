package leeloo

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/engine"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/response"
)

// This file checks and reads the data of a successful response. The read methods of the models are generated from their
// tags.

//go:generate go run ./internal/readgen

// unexpected is the error of a success that is not as the API documents it.
func (r *exchange) unexpected(detail string) *Error {
	o := r.Received().Unexpected(detail)
	o.MaybeApplied = o.LeavesOpen(r.Endpoint.Class)
	return newError(r.Endpoint, r.Attempts, &o)
}

// readIncluded reads the items that the links of a model point to.
func (r *exchange) readIncluded(model any) error {
	m, ok := model.(interface{ include(included) })
	raw := r.Envelope.Included
	if !ok || !codec.IsObject(raw) || string(raw) == "{}" { // the usual case
		return nil
	}
	var items included
	if err := r.read("included", raw, items.read); err != nil {
		return err
	}
	m.include(items)
	return nil
}

// read reads a member of the envelope besides data, if it is there.
func (r *exchange) read(name string, raw []byte, read func(*codec.Reader)) error {
	if raw == nil {
		return nil
	}
	if err := r.Envelope.Read(raw, codec.ReadFunc(read)); err != nil {
		return r.unexpected(response.Misread(name, err))
	}
	return nil
}

// data reads the data of a response and checks it.
type data = engine.Data

// one reads one model.
type one[T any, PT model[T]] struct{ model T }

// Read reads the model. An earlier attempt may have filled it.
func (o *one[T, PT]) Read(r *codec.Reader) {
	o.model = *new(T)
	PT(&o.model).read(r)
}

// Problem checks the id of the model.
func (o *one[T, PT]) Problem(x *engine.Exchange) string {
	return cmp.Or(missingData(x), wrongID(x.Endpoint, PT(&o.model).resourceID()))
}

// onlyID reads the id of data that has nothing else to return.
type onlyID struct{ id string }

// Read reads the id, if data is an object.
func (o *onlyID) Read(r *codec.Reader) { o.id = readID(r) }

// Problem checks the id.
func (o *onlyID) Problem(x *engine.Exchange) string { return wrongID(x.Endpoint, o.id) }

// required reads data that must be there.
type required func(*codec.Reader)

// Read calls the function.
func (f required) Read(r *codec.Reader) { f(r) }

// Problem checks that there is data.
func (f required) Problem(x *engine.Exchange) string { return missingData(x) }

func missingData(x *engine.Exchange) string {
	if x.Envelope.Data == nil {
		return "data is missing"
	}
	return ""
}

// wrongID checks the id in data by the rule of the operation.
func wrongID(endpoint operation.Endpoint, id string) string {
	switch rule := endpoint.ID; {
	case id == "" && rule != operation.SameIfAny && rule != operation.NoID:
		return "data.id is missing"
	case id != "" && (rule == operation.SameID || rule == operation.SameIfAny) && !strings.EqualFold(id, endpoint.ResourceID()):
		return "data.id is not the id that was asked for"
	default:
		return ""
	}
}

// member returns what reads a member of data. Data that is not an object is read itself.
func member(name string, read required) required {
	if name == "" {
		return read
	}
	return func(r *codec.Reader) {
		if !r.IsObject() {
			read(r)
			return
		}
		found := false
		for range r.Object([]string{name}) {
			read(r)
			found = true
		}
		if !found {
			r.Fail(name + " is missing")
		}
	}
}

// readItems reads an array of models. Each must have its id.
func readItems[T any, PT model[T]](r *codec.Reader) []T {
	return codec.List(r, func(item *T, r *codec.Reader) {
		PT(item).read(r)
		if PT(item).resourceID() == "" {
			r.Fail("the id is missing")
		}
	})
}

// readStats reads an array of statistics, or one object.
func readStats(r *codec.Reader) []TunnelStats {
	if r.IsObject() {
		list := make([]TunnelStats, 1)
		list[0].read(r)
		return list
	}
	return codec.List(r, (*TunnelStats).read)
}

func readCount(r *codec.Reader) int {
	if r.IsNull() {
		r.Fail("want a number, not null")
	}
	return r.Int()
}

var idNames = []string{"id"}

// readID reads the id of an object, and "" from any other value.
func readID(r *codec.Reader) (id string) {
	if !r.IsObject() {
		r.Skip()
		return ""
	}
	for range r.Object(idNames) {
		id = r.ID()
	}
	return id
}

// included are the items that the links of a response's data point to.
type included struct {
	Users        []User        `json:"users,omitzero"`
	Orders       []Order       `json:"orders,omitzero"`
	LeadGenTools []LeadGenTool `json:"leadgentools,omitzero"`
}

var includedNames = []string{"users", "orders", "leadgentools"}

func (i *included) read(r *codec.Reader) {
	if !r.IsObject() { // for example [] if nothing is included
		r.Skip()
		return
	}
	for place := range r.Object(includedNames) {
		switch place {
		case 0:
			i.Users = readItems[User](r)
		case 1:
			i.Orders = readItems[Order](r)
		case 2:
			i.LeadGenTools = readItems[LeadGenTool](r)
		}
	}
}

// link points to an item of another kind.
type link[ID ~string] struct {
	Type string `json:"type"`
	ID   ID     `json:"id"`
}

func linksTo[ID ~string](kind string, ids []ID) []link[ID] {
	if ids == nil {
		return nil
	}
	links := make([]link[ID], len(ids))
	for i, id := range ids {
		links[i] = link[ID]{kind, id}
	}
	return links
}

// readLinks reads the ids of links. Links without an id are left out.
func readLinks[ID ~string](r *codec.Reader) []ID {
	ids := codec.List(r, func(id *ID, r *codec.Reader) { *id = ID(readID(r)) })
	return slices.DeleteFunc(ids, func(id ID) bool { return id == "" })
}
