package operation

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/leeloo-go/leeloo/internal/validate"
)

// Endpoint is an operation together with the ids of its path.
type Endpoint struct {
	*Operation
	ids     [2]string // no path has more, and an array needs no allocation
	literal string    // the path of an operation that is not in the table
}

// With fills the operation's path with ids, one for each parameter, in order. Expand checks them.
func (op Op) With(ids ...string) Endpoint {
	e := Endpoint{Operation: &table[op]}
	copy(e.ids[:], ids)
	return e
}

// At is the endpoint of an operation that is not in the table. The path is not part of the operation, since it may
// contain ids.
func At(op *Operation, path string) Endpoint { return Endpoint{Operation: op, literal: path} }

// ResourceID returns the id of the resource that the request is about: the last one of the path, or "".
func (e Endpoint) ResourceID() string {
	return cmp.Or(e.ids[1], e.ids[0])
}

// Expand returns the path with its ids. An id that would change the path is an error that names the parameter.
func (e Endpoint) Expand() (string, error) {
	if e.Path == "" {
		return e.literal, validatePath(e.literal)
	}
	path, ids := e.Path, e.ids[:]
	for {
		before, rest, ok := strings.Cut(path, "{")
		if !ok {
			return path, nil
		}
		parameter, after, _ := strings.Cut(rest, "}")
		if len(ids) == 0 {
			return "", fmt.Errorf("%s is missing", parameter)
		}
		if err := validate.RequiredID(parameter, ids[0]); err != nil {
			return "", err
		}
		path, ids = before+ids[0]+after, ids[1:]
	}
}

func validatePath(path string) error {
	segments := strings.Split(path, "/")
	if segments[0] != "" || len(segments) == 1 {
		return errors.New(`Path must begin with "/"`)
	}
	for i, segment := range segments[1:] {
		if err := validate.Name(fmt.Sprintf("Path segment %d", i+1), segment); err != nil {
			return err
		}
	}
	return nil
}
