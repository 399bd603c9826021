// Package retry knows when a call may be sent again, and when not: nothing may happen twice.
package retry

import (
	"net/http"

	"github.com/leeloo-go/leeloo/internal/route"
)

// Outcome is how an attempt failed.
type Outcome struct {
	Status      int  // HTTP, 0 if there was no answer
	RateLimited bool // whatever the status
	ServerError bool // the API's code for an exception of its own, whatever the status
	Lost        bool // there is no whole answer
	NeverLeft   bool // lost, and proved not to have reached the network
	Distrust    bool // lost, since the server's certificate is not to be trusted
}

// Again reports whether a call of a class may be sent again after an attempt.
func Again(class route.Class, o Outcome) bool {
	switch {
	case class == route.Once || o.Distrust:
		return false
	case o.RateLimited || o.NeverLeft: // not carried out
		return true
	case class == route.Act:
		return false
	case o.Lost:
		return true
	case o.ServerError || o.Status == http.StatusInternalServerError:
		return class == route.Read
	}
	switch o.Status {
	case http.StatusRequestTimeout, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}
