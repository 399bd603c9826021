package main

import (
	"bytes"
	"crypto/rand"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

//go:embed form.html thanks.html
var files embed.FS

var templates = template.Must(template.ParseFS(files, "*.html"))

const maxBody = 32 << 10 // all fields at their longest, escaped for the way

// pageNumber is what rand.Text makes.
var pageNumber = regexp.MustCompile(`^[A-Z2-7]{26,52}$`)

// site is the form.
type site struct {
	region string
	goal   goal
	leads  *journal.Journal[lead]
	queue  func(lead)
	log    *slog.Logger
}

type page struct {
	Number   string
	Input    input
	Problems problems
}

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		s.render(w, http.StatusOK, "form.html", page{Number: rand.Text()})
	})
	mux.HandleFunc("POST /{$}", s.submit)
	mux.HandleFunc("GET /thanks", func(w http.ResponseWriter, _ *http.Request) {
		s.render(w, http.StatusOK, "thanks.html", nil)
	})
	return mux
}

// submit answers when the lead is on disk. Leeloo is called later: the visitor does not wait for it.
func (s *site) submit(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		status := http.StatusBadRequest
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			status = http.StatusRequestEntityTooLarge
		}
		s.again(w, status, page{Problems: problems{"form": "This could not be read. Please fill in the form again, with a shorter message."}})
		return
	}
	typed, number := readInput(r.PostForm), r.PostForm.Get("number")
	in, found := typed.check(s.region)
	if !pageNumber.MatchString(number) {
		number, found["form"] = "", "This page was out of date. Please send it again."
	}
	if len(found) > 0 {
		s.again(w, http.StatusUnprocessableEntity, page{number, typed, found})
		return
	}
	l := lead{Number: in.number(number), Received: time.Now().UTC(), Input: in, Goal: s.goal}
	fresh, err := take(s.leads, l)
	if err != nil {
		s.log.Error("a lead could not be written to the journal", "error", err)
		s.again(w, http.StatusServiceUnavailable,
			page{number, typed, problems{"form": "Your message could not be stored. Please send it again in a minute."}})
		return
	}
	if fresh {
		s.log.Info("lead taken", "lead", l.Number)
		s.queue(l)
	}
	http.Redirect(w, r, "/thanks", http.StatusSeeOther)
}

// again shows the form with what was typed. A page keeps its number, so that it stays one lead.
func (s *site) again(w http.ResponseWriter, status int, p page) {
	if p.Number == "" {
		p.Number = rand.Text()
	}
	s.render(w, status, "form.html", p)
}

func (s *site) render(w http.ResponseWriter, status int, name string, data any) {
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, name, data); err != nil {
		s.log.Error("page", "name", name, "error", err)
		http.Error(w, "Sorry, something went wrong.", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Cache-Control", "no-store") // a page's number is one visitor's
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // a visitor who has left needs no page
}
