package fake

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// BasePath is the path of the API, without a slash at the end.
const BasePath = "/api/v2"

// route is an operation with its path template split at the slashes.
type route struct {
	op       operation.Operation
	segments []string
}

// routes are the routes of the operation table by method.
var routes = func() map[string][]route {
	byMethod := map[string][]route{}
	for _, op := range operation.All() {
		byMethod[op.Method] = append(byMethod[op.Method], route{op, strings.Split(op.Path, "/")})
	}
	return byMethod
}()

// Match returns the operation that serves a request, and the ids in its path by their names. A path that is not clean,
// such as "/orders/.", matches nothing, so that mistakes of a client are seen.
func Match(r *http.Request) (op operation.Operation, ids map[string]string, ok bool) {
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), BasePath)
	if !ok {
		return op, nil, false
	}
	segments := strings.Split(path, "/")
	literals := -1 // "/tunnels/stats" comes before "/tunnels/{tunnel_id}"
	for _, candidate := range routes[r.Method] {
		if values, matches := candidate.match(segments); matches && len(segments)-len(values) > literals {
			op, ids, literals = candidate.op, values, len(segments)-len(values)
		}
	}
	return op, ids, literals >= 0
}

func (r route) match(segments []string) (ids map[string]string, ok bool) {
	if len(segments) != len(r.segments) {
		return nil, false
	}
	ids = map[string]string{}
	for i, template := range r.segments {
		segment, err := url.PathUnescape(segments[i])
		switch name, isParam := strings.CutPrefix(template, "{"); {
		case err != nil:
			return nil, false
		case !isParam:
			if segment != template {
				return nil, false
			}
		case segment == "" || segment == "." || segment == "..":
			return nil, false
		default:
			ids[strings.TrimSuffix(name, "}")] = segment
		}
	}
	return ids, true
}
