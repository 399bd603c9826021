package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/leeloo-go/leeloo"
)

const (
	maxBody  = 16 << 10
	maxWork  = 2 * time.Minute
	comeback = "60" // seconds
)

// answer is what the provider gets. Any 2xx ends the deliveries of most providers, so that there is none but 200, and
// that only once nothing is left to do: the payment is settled, or a human has to look, whom no delivery replaces. 503 asks
// for another delivery. 4xx says that another one will not help.
type answer struct {
	PaymentID string         `json:"payment_id,omitzero"`
	State     string         `json:"state,omitzero"` // done, held, unfinished
	OrderID   leeloo.OrderID `json:"order_id,omitzero"`
	Error     string         `json:"error,omitzero"`
}

// newHandler serves the callbacks. The work on one ends with work, and not when the provider hangs up: a call to Leeloo
// that is cut off is one of which nobody knows what it has done.
func newHandler(work context.Context, p *processor, secret []byte) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /callback", func(w http.ResponseWriter, r *http.Request) {
		e, err := receive(w, r, secret, p.now())
		if refused, ok := errors.AsType[refusal](err); ok {
			p.log.Warn("refused a callback", "payment", e.PaymentID, "status", refused.code, "error", refused.text)
			reply(w, refused.code, answer{PaymentID: e.PaymentID, Error: refused.text})
			return
		}
		ctx, cancel := context.WithTimeout(work, maxWork)
		defer cancel()
		rec, err := p.deliver(ctx, e)
		switch {
		case errors.Is(err, errContradiction):
			reply(w, http.StatusConflict, answer{PaymentID: e.PaymentID, Error: errContradiction.Error()})
		case err != nil:
			w.Header().Set("Retry-After", comeback)
			reply(w, http.StatusServiceUnavailable, answer{PaymentID: e.PaymentID, State: "unfinished", OrderID: rec.Order})
		case rec.Held:
			reply(w, http.StatusOK, answer{PaymentID: e.PaymentID, State: "held", OrderID: rec.Order})
		default:
			reply(w, http.StatusOK, answer{PaymentID: e.PaymentID, State: "done", OrderID: rec.Order})
		}
	})
	return mux
}

// receive reads a callback. Nothing of it is looked at before the signature proves who sent it.
func receive(w http.ResponseWriter, r *http.Request, secret []byte, now time.Time) (event, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return event{}, refusal{http.StatusRequestEntityTooLarge, "the body is too large"}
	}
	if err != nil {
		return event{}, refusal{http.StatusBadRequest, "the body breaks off"}
	}
	if !isSigned(secret, body, r.Header.Get(signatureHeader)) {
		return event{}, refusal{http.StatusUnauthorized, signatureHeader + " is not the HMAC-SHA256 of the body in hexadecimal"}
	}
	return parseEvent(body, now)
}

func reply(w http.ResponseWriter, code int, a answer) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(a) // it fails when the provider is gone, which delivers again then
}
