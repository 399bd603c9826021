package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/leelootest"
)

func TestOnlyTheProviderIsHeard(t *testing.T) {
	d := newDesk(t)
	body := d.callback(paid)
	right := sign([]byte(testSecret), body)
	for name, signature := range map[string]string{
		"none": "", "no hex": "zz", "another secret": sign([]byte("another"), body), "another body": sign([]byte(testSecret), body[1:]),
		"cut": right[:62], "longer": right + "00",
	} {
		code, _ := d.postSigned(t, body, signature)
		assert.Equal(t, http.StatusUnauthorized, code, name)
	}
	assert.Empty(t, d.srv.Requests())

	code, _ := d.postSigned(t, body, strings.ToUpper(right))
	assert.Equal(t, http.StatusOK, code)
}

// The example of RFC 4231, 4.3.
func TestSignatureIsHMACSHA256(t *testing.T) {
	const want = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	assert.Equal(t, want, sign([]byte("Jefe"), []byte("what do ya want for nothing?")))
}

func TestWhatIsWrongForGood(t *testing.T) {
	d := newDesk(t)
	for want, body := range map[int]string{
		http.StatusBadRequest:            "paid",
		http.StatusUnprocessableEntity:   string(d.callback(paid, "amount=1e2")),
		http.StatusRequestEntityTooLarge: strings.Repeat(" ", maxBody+1),
	} {
		code, got := d.post(t, []byte(body))
		assert.Equal(t, want, code)
		assert.NotEmpty(t, got.Error)
	}
	assert.Empty(t, d.srv.Requests())
	_, found, err := d.ledger.journal.Get("pay-1")
	assert.NoError(t, err)
	assert.False(t, found)
}

func TestOtherAddressesAndMethods(t *testing.T) {
	d := newDesk(t)
	for target, want := range map[string]int{"GET /callback": http.StatusMethodNotAllowed, "POST /": http.StatusNotFound} {
		method, path, _ := strings.Cut(target, " ")
		response := httptest.NewRecorder()
		newHandler(t.Context(), d.processor, []byte(testSecret)).ServeHTTP(response, httptest.NewRequest(method, path, nil))
		assert.Equal(t, want, response.Code, target)
	}
}

func TestAnswerTellsWhatBecameOfIt(t *testing.T) {
	d := newDesk(t)
	code, got := d.post(t, d.callback(paid))
	assert.Equal(t, http.StatusOK, code)
	assert.Equal(t, answer{PaymentID: "pay-1", State: "done", OrderID: d.record(t, "pay-1").Order}, got)
}

func TestLogHasNothingOfPeople(t *testing.T) {
	d := newDesk(t)
	var log bytes.Buffer
	d.log = slog.New(slog.NewTextHandler(&log, nil))
	d.srv.Fail(leelootest.ServerError().AfterApplying().On("Orders.Create"))
	d.say(t, http.StatusOK, paid)
	d.say(t, http.StatusOK, failed)
	d.say(t, http.StatusOK, paid, "payment_id=pay-2", "amount=1")
	d.say(t, http.StatusOK, paid, "payment_id=pay-3", "person_id=625946dd585052c1629f1b2b")
	d.say(t, http.StatusUnprocessableEntity, paid, "currency=+380500000000")
	assert.Contains(t, log.String(), "payment=pay-1")
	assert.Contains(t, log.String(), `"refused a callback" payment=pay-1 status=422`, "somebody may have paid")
	for _, secret := range []string{
		string(d.company.People[1].ID), "625946dd585052c1629f1b2b", testSecret, d.srv.Token, "+380500000000", "person_id=",
	} {
		assert.NotContains(t, log.String(), secret)
	}
}
