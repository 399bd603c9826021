package main

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/phone"
	"github.com/leeloo-go/leeloo/examples/internal/text"
)

// event is a webhook of the payment provider.
type event struct {
	PaymentID string        `json:"payment_id"`
	Time      time.Time     `json:"event_time"`
	Status    string        `json:"status"`
	Amount    leeloo.Amount `json:"amount"` // "1490.50" or 1490.50: all digits are kept
	Currency  string        `json:"currency"`
	Product   string        `json:"product"`
	Name      string        `json:"name"`
	Phone     string        `json:"phone"`
	Email     string        `json:"email"`
	id        string        // the same each time the event is delivered
	contact   string        // a hash of the phone or the e-mail address; empty if the event is invalid
}

var leelooID = regexp.MustCompile(`^[0-9a-f]{24}$`)
var form = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64} (pending|paid|failed|refunded) (0|[1-9][0-9]*)(\.[0-9]+)? [A-Z]{3}$`)

// parse reads an event. Unknown members are ignored. A repeated one makes it invalid, unlike with encoding/json: it is not
// clear which of two amounts counts.
func parse(body []byte, country string) (e event) {
	err := json.Unmarshal(body, &e)
	number, email := phone.Normalize(e.Phone, country), text.Email(e.Email)
	strict := strings.Join([]string{e.PaymentID, e.Status, e.Amount.String(), e.Currency}, " ")
	if err != nil || !form.MatchString(strict) || e.Time.IsZero() || e.Amount.Sign() <= 0 || number == "" && (e.Phone != "" || email == "") {
		return event{id: "invalid." + hash(string(body))}
	}
	content := []string{e.Amount.Rat().String(), e.Currency, e.Product, number, email}
	if e.Status == "refunded" { // a payment may have several of one amount
		content = append(content, e.Time.UTC().String())
	}
	e.id, e.contact = e.PaymentID+"."+e.Status+"."+hash(content...), hash(cmp.Or(number, email))
	e.Phone, e.Email, e.Name = number, email, cmp.Or(text.Line(e.Name), number, email)
	return e
}

func hash(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// sign returns the HMAC-SHA256 of a body in hexadecimal.
func sign(secret, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// ServeHTTP stores an event, whatever the path: a proxy may add a prefix. The provider gets 200 once a signed event is on
// disk, also if it will be refused: a human has to look then, and another delivery is of no use.
func (p *program) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	if err != nil {
		http.Error(w, "the body is incomplete or too large", http.StatusBadRequest)
		return
	}
	if !hmac.Equal([]byte(sign(p.secret, body)), []byte(strings.ToLower(r.Header.Get("X-Signature")))) {
		p.log.Warn("event refused: it is not signed")
		http.Error(w, "X-Signature must be the HMAC-SHA256 of the body in hexadecimal", http.StatusUnauthorized)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 20*time.Second) // the provider may hang up
	defer cancel()
	id := parse(body, p.country).id
	added, err := p.queue.Add(ctx, id, body)
	if err != nil {
		p.log.Error("event not stored", "event", id, "error", err)
		w.Header().Set("Retry-After", "60")
		http.Error(w, "the event is not stored: deliver it again", http.StatusServiceUnavailable)
		return
	}
	p.log.Info("event stored", "event", id, "new", added)
	fmt.Fprintln(w, "stored:", id)
}
