package main

import (
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/leeloo-go/leeloo/examples/internal/phone"
	"github.com/leeloo-go/leeloo/examples/internal/text"
)

//go:embed form.html
var source string

var (
	page     = template.Must(template.New("form").Parse(source))
	isNumber = regexp.MustCompile(`^[A-Z2-7]{26,52}$`).MatchString // what rand.Text returns
	isID     = regexp.MustCompile(`^[0-9a-fA-F]{24}$`).MatchString
	isEmail  = regexp.MustCompile(`^[^\s@,;:"()<>]+@[^\s@,;:"()<>]+\.[^\s@,;:"()<>.]+$`).MatchString
)

type view struct {
	Number   string // of the page, which shows all of this
	Lead     lead
	Problems map[string]bool // by field
	Offers   []offer         // to choose from
	Consent  string
	Thanks   bool
}

// ServeHTTP serves the form at each path, so that a proxy may serve it under any path, with the prefix or without. The lead
// is on disk before the response; the visitor does not wait for Leeloo.
func (p *program) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		p.render(w, http.StatusOK, view{Thanks: r.URL.Query().Has("thanks")})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 32<<10) // all fields at their longest, escaped
	err := r.ParseForm()
	v := view{Number: r.PostForm.Get("number"), Lead: p.read(r.PostForm, r.URL.Query())}
	l := v.Lead
	l.Phone = phone.Normalize(l.Phone, p.country)
	v.Problems = map[string]bool{ // the page has the same limits
		"page":    err != nil || !isNumber(v.Number),
		"name":    l.Name == "" || utf8.RuneCountInString(l.Name) > 100,
		"phone":   l.Phone == "",
		"email":   l.Email != "" && !isEmail(l.Email) || len(l.Email) > 254,
		"message": utf8.RuneCountInString(l.Message) > 2000,
		"offer":   len(l.Offers) != len(r.PostForm["offer"]),
		"consent": !r.PostForm.Has("consent"),
	}
	if slices.Contains(slices.Collect(maps.Values(v.Problems)), true) {
		p.render(w, http.StatusUnprocessableEntity, v)
		return
	}
	id := hash(v.Number, l) // sent a second time, a page is the same lead, unless something else is in it
	l.Received = time.Now()
	added, err := p.queue.Add(r.Context(), id, l)
	if err != nil {
		p.log.Error("a lead could not be stored", "error", err)
		v.Problems["store"] = true
		p.render(w, http.StatusServiceUnavailable, v)
		return
	}
	p.log.Info("lead received", "job", id, "new", added)
	w.Header().Set("Location", "?thanks") // relative to the URL of the visitor, which http.Redirect does not know
	w.WriteHeader(http.StatusSeeOther)
}

func hash(parts ...any) string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q", parts)))[:32]
}

// read reads what a visitor has typed, and the marks in the URL of the page.
func (p *program) read(typed, marks url.Values) lead {
	l := lead{Name: text.Line(typed.Get("name")), Phone: text.Line(typed.Get("phone")), Email: text.Email(typed.Get("email")), Message: text.Clean(typed.Get("message"))}
	for _, o := range p.offers {
		if slices.Contains(typed["offer"], string(o.ID)) {
			l.Offers = append(l.Offers, o)
		}
	}
	if typed.Has("consent") {
		l.Consent = p.consent
	}
	for _, name := range []string{"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"} {
		if value := text.Line(marks.Get(name)); value != "" {
			l.UTM = append(l.UTM, fmt.Sprintf("%s: %.200s", name, value))
		}
	}
	return l
}

func (p *program) render(w http.ResponseWriter, status int, v view) {
	v.Offers, v.Consent = p.offers, p.consent
	if !isNumber(v.Number) {
		v.Number = rand.Text()
	}
	w.Header().Set("Cache-Control", "no-store") // the number of a page belongs to one visitor
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := page.Execute(w, v); err != nil { // the visitor may have left
		p.log.Info("page", "error", err)
	}
}
