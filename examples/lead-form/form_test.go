package main

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// request sends a request to the form itself.
func (w *world) request(method, target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response := httptest.NewRecorder()
	w.p.ServeHTTP(response, r)
	return response
}

var hidden = regexp.MustCompile(`name="number" value="(\w+)"`)

func numberOf(t *testing.T, page string) string {
	t.Helper()
	number := hidden.FindStringSubmatch(page)
	require.NotNil(t, number)
	return number[1]
}

// fields are those of a form that the page accepts, with changes: names and values in turn. An empty value removes.
func fields(number string, changes ...string) url.Values {
	v := url.Values{"number": {number}, "name": {"Olena Testenko"}, "phone": {phone1}, "email": {"olena@example.com"},
		"message": {"Call me"}, "consent": {"on"}}
	for i := 0; i < len(changes); i += 2 {
		if v.Del(changes[i]); changes[i+1] != "" {
			v[changes[i]] = []string{changes[i+1]}
		}
	}
	return v
}

// formWorld has a queue on which nobody works.
func formWorld(t *testing.T) *world {
	w := newWorld(t)
	w.open(file(t))
	return w
}

func (w *world) number() string { return numberOf(w.t, w.request("GET", "/", nil).Body.String()) }

func TestPage(t *testing.T) {
	w := formWorld(t)
	first := w.request("GET", "/", nil)
	assert.Equal(t, http.StatusOK, first.Code)
	assert.Equal(t, "no-store", first.Header().Get("Cache-Control"))
	assert.NotEqual(t, numberOf(t, first.Body.String()), w.number())
	page := first.Body.String()
	for _, field := range []string{"name", "phone", "email", "message"} {
		assert.Contains(t, page, `<label for="`+field+`">`)
		assert.Contains(t, page, `id="`+field+`" name="`+field+`"`)
	}
	for _, o := range w.p.offers {
		assert.Contains(t, page, `value="`+string(o.ID)+`"`)
		assert.Contains(t, page, o.Title)
	}
	assert.Contains(t, page, w.p.consent)
	assert.NotContains(t, page, "aria-invalid=")
	assert.NotContains(t, page, "action=", "the form is sent to the URL of the page, whatever the proxy makes of it")
	assert.Contains(t, page, "</html>")
	assert.Contains(t, w.request("GET", "/?thanks", nil).Body.String(), "Thank you")
}

func TestInput(t *testing.T) {
	w := formWorld(t)
	for name, tt := range map[string]struct {
		field, value string
		wrong        bool
	}{
		"all is well":                {"name", "Olena", false},
		"no e-mail":                  {"email", "", false},
		"no message":                 {"message", "", false},
		"no name":                    {"name", "", true},
		"a blank name":               {"name", " \u00a0\x00", true},
		"a name at the limit":        {"name", strings.Repeat("Ї", 100), false},
		"a name over the limit":      {"name", strings.Repeat("Ї", 101), true},
		"no phone":                   {"phone", "", true},
		"half a phone":               {"phone", "050 000", true},
		"a local phone":              {"phone", "050 000-00-00", false},
		"invisible characters":       {"phone", "\u202a+38\u00a0(050)\u200b 000\u2011\u206000\u00ad00\ufeff\u202c", false},
		"letters":                    {"phone", "+38050OOOOOOO", true},
		"an e-mail with a blank end": {"email", "olena@example.com ", false},
		"an e-mail without a domain": {"email", "olena@", true},
		"an e-mail of this computer": {"email", "olena@localhost", true},
		"an e-mail with a name":      {"email", "Olena <olena@example.com>", true},
		"two e-mails":                {"email", "olena@example.com, ivan@example.com", true},
		"an e-mail over the limit":   {"email", strings.Repeat("o", 254) + "@example.com", true},
		"a message at the limit":     {"message", strings.Repeat("Ї", 2000), false},
		"a message over the limit":   {"message", strings.Repeat("Ї", 2001), true},
		"no consent":                 {"consent", "", true},
		"an offer":                   {"offer", string(w.p.offers[1].ID), false},
		"an offer that is gone":      {"offer", "0123456789abcdef01234567", true},
	} {
		t.Run(name, func(t *testing.T) {
			response := w.request("POST", "/", fields(w.number(), tt.field, tt.value))
			if !tt.wrong {
				assert.Equal(t, http.StatusSeeOther, response.Code)
				return
			}
			assert.Equal(t, http.StatusUnprocessableEntity, response.Code)
			assert.Equal(t, 1, strings.Count(response.Body.String(), `<p class="problem" id=`))
			assert.Contains(t, response.Body.String(), `id="`+tt.field+`-problem">`)
			assert.Contains(t, response.Body.String(), "</html>")
		})
	}
}

func TestWhatIsWrongComesBackWithWhatWasTyped(t *testing.T) {
	w := formWorld(t)
	number := w.number()
	typed := fields(number, "name", `"><script>alert(1)</script>`, "phone", "12", "message", "</textarea>Hello")
	typed["offer"] = []string{string(w.p.offers[0].ID), string(w.p.offers[1].ID)}
	response := w.request("POST", "/?utm_source=news", typed)
	page := response.Body.String()
	assert.Equal(t, http.StatusUnprocessableEntity, response.Code)
	assert.Equal(t, number, numberOf(t, page), "still the same lead")
	assert.Equal(t, 1, strings.Count(page, `aria-invalid="true"`))
	assert.Regexp(t, `id="phone"[^>]* value="12"[^>]*aria-invalid="true"`, page)
	assert.NotContains(t, page, "<script>")
	for _, text := range []string{typed.Get("name"), typed.Get("email"), typed.Get("message")} {
		assert.Contains(t, html.UnescapeString(page), text)
	}
	assert.Equal(t, 3, strings.Count(page, "checked"), "two offers and the consent")
}

func TestAPageWithoutItsNumberGetsOne(t *testing.T) {
	w := formWorld(t)
	for _, strange := range []string{"", "1", strings.Repeat("a", 26), strings.Repeat("A", 26) + "/", strings.Repeat("A", 100)} {
		response := w.request("POST", "/", fields(strange))
		assert.Equal(t, http.StatusUnprocessableEntity, response.Code)
		assert.Contains(t, response.Body.String(), "Olena Testenko")
		response = w.request("POST", "/", fields(numberOf(t, response.Body.String())))
		assert.Equal(t, http.StatusSeeOther, response.Code)
	}
}

func TestTheLongestFormFitsAndALongerOneDoesNot(t *testing.T) {
	w := formWorld(t)
	long := fields(w.number(), "name", strings.Repeat("🙂", 100), "email", strings.Repeat("o", 64)+"@example.com", "message", strings.Repeat("🙂", 2000))
	assert.Equal(t, http.StatusSeeOther, w.request("POST", "/", long).Code)
	long.Set("message", strings.Repeat("🙂", 4000))
	response := w.request("POST", "/", long)
	assert.Equal(t, http.StatusUnprocessableEntity, response.Code)
	assert.Contains(t, response.Body.String(), "message too long")
}

// A form that cannot be decoded may lack what the visitor typed.
func TestABrokenFormIsNotALead(t *testing.T) {
	w := formWorld(t)
	r := httptest.NewRequest("POST", "/", strings.NewReader(fields(w.number()).Encode()+"&offer=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response := httptest.NewRecorder()
	w.p.ServeHTTP(response, r)
	assert.Equal(t, http.StatusUnprocessableEntity, response.Code)
}

func TestALeadThatCannotBeStoredIsNotThankedFor(t *testing.T) {
	w := formWorld(t)
	number := w.number()
	require.NoError(t, w.p.queue.Close())
	response := w.request("POST", "/", fields(number))
	assert.Equal(t, http.StatusServiceUnavailable, response.Code)
	assert.Equal(t, number, numberOf(t, response.Body.String()))
	assert.Contains(t, response.Body.String(), "Call me")
}

func TestMarksAndHostileTextReachTheComment(t *testing.T) {
	w := formWorld(t)
	stop := w.run()
	defer stop()
	form := fields(w.number(), "name", " Olena\r\n Testenko\x00 ", "phone", "050\u200b 000 00 00", "message", "\r\nOne\r\n\x1b[31mTwo\xff\n")
	target := "/?utm_source=news%0Aletter&utm_campaign=" + strings.Repeat("x", 300) + "&other=1"
	require.Equal(t, http.StatusSeeOther, w.request("POST", target, form).Code)
	w.ended(1)
	people, err := w.srv.Client().People.ByPhone(t.Context(), phone1)
	require.NoError(t, err)
	require.Len(t, people, 1)
	assert.Equal(t, "Olena Testenko", people[0].Name)
	comment := w.srv.Comments(people[0].ID)[0]
	assert.Regexp(t, `^Lead \w{32}\nName: Olena Testenko\nE-mail: olena@example.com\n[\d-]{10} [\d:]{5} UTC, consent: I agree.\n`+
		`utm_source: news letter\nutm_campaign: x{200}\n\nOne\n\[31mTwo$`, comment)
}

func TestDoubleClickIsOneLead(t *testing.T) {
	w := formWorld(t)
	database := file(t)
	w.open(database)
	stop := w.run()
	number := w.number()
	post := func() { assert.Equal(t, http.StatusSeeOther, w.request("POST", "/", fields(number)).Code) }
	var clicks sync.WaitGroup
	for range 5 {
		clicks.Go(post)
	}
	clicks.Wait()
	w.ended(1)
	post() // long after
	stop()

	w.open(database) // after a restart
	defer w.run()()
	post()
	require.Equal(t, http.StatusSeeOther, w.request("POST", "/", fields(w.number(), "phone", "+380500000001")).Code)
	w.ended(2) // the other one
	one := once
	one.Orders = 0
	assert.Equal(t, one, w.outcome())
}

// Two visitors got one page from a cache, or one went back and asked for something else: none is lost.
func TestSomethingElseFromTheSamePageIsAnotherLead(t *testing.T) {
	w := formWorld(t)
	defer w.run()()
	number := w.number()
	require.Equal(t, http.StatusSeeOther, w.request("POST", "/", fields(number)).Code)
	w.ended(1) // a lead of the same phone would wait for some seconds
	leads := 1
	for field, value := range map[string]string{
		"name": "Olena", "email": "", "message": "And the price list", "offer": string(w.p.offers[0].ID),
	} {
		require.Equal(t, http.StatusSeeOther, w.request("POST", "/", fields(number, field, value)).Code)
		leads++
		w.ended(leads)
	}
	assert.Equal(t, outcome{People: 1, Comments: 5, Tags: 1, Subscriptions: 5, Orders: 1, Templates: 5}, w.outcome())
}

func TestLeadsOfOnePhoneAtATimeMakeOnePerson(t *testing.T) {
	w := formWorld(t)
	defer w.run()()
	for range 2 { // the second one waits for some seconds
		require.Equal(t, http.StatusSeeOther, w.request("POST", "/", fields(w.number())).Code)
	}
	w.ended(2)
	assert.Equal(t, outcome{People: 1, Comments: 2, Tags: 1, Subscriptions: 2, Templates: 2}, w.outcome())
}

// The page may be under any path, with a proxy that strips the prefix or does not.
func TestPathPrefix(t *testing.T) {
	for name, handler := range map[string]func(http.Handler) http.Handler{
		"stripped":     func(h http.Handler) http.Handler { return http.StripPrefix("/forms/lead", h) },
		"not stripped": func(h http.Handler) http.Handler { return h },
	} {
		t.Run(name, func(t *testing.T) {
			w := formWorld(t)
			proxy := httptest.NewServer(handler(w.p))
			defer proxy.Close()
			for _, path := range []string{"/forms/lead", "/forms/lead/", "/forms/lead?utm_source=news"} {
				submit(t, proxy.URL+path)
			}
		})
	}
}

// submit opens a page, sends its form as a browser does, and follows the redirect.
func submit(t *testing.T, page string) {
	t.Helper()
	response, err := http.Get(page)
	require.NoError(t, err)
	text := new(strings.Builder)
	require.NoError(t, response.Write(text))
	response, err = http.PostForm(page, fields(numberOf(t, text.String())))
	require.NoError(t, err)
	text.Reset()
	require.NoError(t, response.Write(text))
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Contains(t, text.String(), "Thank you")
	before, _, _ := strings.Cut(page, "?")
	assert.Equal(t, before+"?thanks", response.Request.URL.String())
}
