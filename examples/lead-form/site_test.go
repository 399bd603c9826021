package main

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// form is a form without a program behind it: what it takes stays in the journal.
func (w *world) form() (*site, http.Handler) {
	s := w.service(w.journal(w.path()))
	form := &site{region: s.region, goal: s.goal, leads: s.leads, queue: func(lead) {}, log: s.log}
	return form, form.handler()
}

func request(handler http.Handler, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, r)
	return answer
}

func (w *world) taken(s *site) []lead {
	w.t.Helper()
	leads, err := pick(s.leads, func(*lead) bool { return true })
	require.NoError(w.t, err)
	return leads
}

func number(t *testing.T, answer *httptest.ResponseRecorder) string {
	t.Helper()
	found := hidden.FindStringSubmatch(answer.Body.String())
	require.NotNil(t, found)
	return found[1]
}

func TestForm(t *testing.T) {
	_, form := newWorld(t).form()
	first, second := request(form, "GET", "/", nil), request(form, "GET", "/", nil)
	assert.Equal(t, http.StatusOK, first.Code)
	assert.Equal(t, "no-store", first.Header().Get("Cache-Control"))
	assert.NotEqual(t, number(t, first), number(t, second))
	for _, field := range []string{"name", "phone", "email", "message"} {
		assert.Contains(t, first.Body.String(), `<label for="`+field+`">`)
		assert.Contains(t, first.Body.String(), `id="`+field+`" name="`+field+`"`)
	}
	assert.NotContains(t, first.Body.String(), "aria-invalid=")

	assert.Equal(t, http.StatusOK, request(form, "GET", "/thanks", nil).Code)
	assert.Equal(t, http.StatusNotFound, request(form, "GET", "/else", nil).Code)
	assert.Equal(t, http.StatusMethodNotAllowed, request(form, "PUT", "/", nil).Code)
}

func TestALeadIsOnDiskBeforeTheAnswer(t *testing.T) {
	w := newWorld(t)
	s, form := w.form()
	queued := 0
	s.queue = func(l lead) {
		queued++
		assert.Equal(t, olena, w.read(s.leads, l.Number).Input)
	}
	typed := olena
	typed.Phone = "050 000-00-00"
	fields := fields(number(t, request(form, "GET", "/", nil)), typed)
	for range 2 {
		answer := request(form, "POST", "/", fields)
		assert.Equal(t, http.StatusSeeOther, answer.Code)
		assert.Equal(t, "/thanks", answer.Header().Get("Location"))
		require.Len(t, w.taken(s), 1)
	}
	assert.Equal(t, 1, queued)
	assert.Equal(t, w.goal, w.taken(s)[0].Goal)
}

func TestABadFieldComesBackWithWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	s, form := w.form()
	page := number(t, request(form, "GET", "/", nil))
	typed := input{Name: `"><script>alert(1)</script>`, Phone: "12", Email: "olena@example.com", Message: "</textarea>Hello"}
	answer := request(form, "POST", "/", fields(page, typed))
	body := answer.Body.String()
	assert.Equal(t, http.StatusUnprocessableEntity, answer.Code)
	assert.Equal(t, page, number(t, answer), "still the same submission")
	assert.Equal(t, 1, strings.Count(body, `aria-invalid="true"`))
	assert.Regexp(t, `id="phone"[^>]* value="12"[^>]*aria-invalid="true"`, body)
	assert.Regexp(t, `id="phone-problem">Enter your phone`, body)
	assert.NotContains(t, body, "<script>")
	for _, text := range []string{typed.Name, typed.Email, typed.Message} {
		assert.Contains(t, html.UnescapeString(body), text)
	}
	assert.Empty(t, w.taken(s))
}

func TestAFormWithoutANumberGetsOne(t *testing.T) {
	w := newWorld(t)
	s, form := w.form()
	for _, strange := range []string{"", "1", strings.Repeat("a", 26), strings.Repeat("A", 26) + "/", strings.Repeat("A", 100)} {
		answer := request(form, "POST", "/", fields(strange, olena))
		assert.Equal(t, http.StatusUnprocessableEntity, answer.Code)
		require.Empty(t, w.taken(s))
		assert.Equal(t, http.StatusSeeOther, request(form, "POST", "/", fields(number(t, answer), olena)).Code)
		require.Len(t, w.taken(s), 1)
		s, form = w.form()
	}
}

func TestTheLongestFormFitsAndNoLonger(t *testing.T) {
	w := newWorld(t)
	s, form := w.form()
	page := number(t, request(form, "GET", "/", nil))
	long := input{strings.Repeat("🙂", maxName), phone, strings.Repeat("o", 64) + "@example.com", strings.Repeat("🙂", maxMessage)}
	assert.Equal(t, http.StatusSeeOther, request(form, "POST", "/", fields(page, long)).Code)
	long.Message = strings.Repeat("🙂", 2*maxMessage)
	answer := request(form, "POST", "/", fields(page, long))
	assert.Equal(t, http.StatusRequestEntityTooLarge, answer.Code)
	assert.Contains(t, answer.Body.String(), "could not be read")
	assert.Len(t, w.taken(s), 1)
}

func TestALeadThatCannotBeStoredIsNotThankedFor(t *testing.T) {
	w := newWorld(t)
	s, form := w.form()
	page := number(t, request(form, "GET", "/", nil))
	require.NoError(t, s.leads.Close())
	answer := request(form, "POST", "/", fields(page, olena))
	assert.Equal(t, http.StatusServiceUnavailable, answer.Code)
	assert.Equal(t, page, number(t, answer))
	assert.Contains(t, answer.Body.String(), olena.Message)
}
