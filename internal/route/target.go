package route

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/leeloo-go/leeloo/internal/check"
)

// Target is a route together with what fills its path.
type Target struct {
	Route
	ids     [2]string // no path has more, and an array costs no allocation
	literal string
}

// With fills the operation's path with ids, one for each parameter, in order. Expand checks them.
func (op Op) With(ids ...string) Target {
	t := Target{Route: table[op]}
	copy(t.ids[:], ids)
	return t
}

// At is the target of a route that the table does not have. Its path stays out of Route, since it may hold ids.
func At(route Route, path string) Target { return Target{Route: route, literal: path} }

// Subject returns the id of what the call is about: the last one of the path, or none.
func (t Target) Subject() string {
	return cmp.Or(t.ids[1], t.ids[0])
}

// Expand returns the path with the ids in it. An id that would lead elsewhere is an error that names the parameter.
func (t Target) Expand() (string, error) {
	if t.Path == "" {
		return t.literal, checkLiteral(t.literal)
	}
	path, ids := t.Path, t.ids[:]
	for {
		before, rest, ok := strings.Cut(path, "{")
		if !ok {
			return path, nil
		}
		parameter, after, _ := strings.Cut(rest, "}")
		if len(ids) == 0 {
			return "", fmt.Errorf("%s is missing", parameter)
		}
		if err := check.RequiredID(parameter, ids[0]); err != nil {
			return "", err
		}
		path, ids = before+ids[0]+after, ids[1:]
	}
}

func checkLiteral(path string) error {
	segments := strings.Split(path, "/")
	if segments[0] != "" || len(segments) == 1 {
		return errors.New(`Path must begin with "/"`)
	}
	for i, segment := range segments[1:] {
		if err := check.Name(fmt.Sprintf("Path segment %d", i+1), segment); err != nil {
			return err
		}
	}
	return nil
}
