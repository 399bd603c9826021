package leelootest

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	webhookAttempts = 5
	webhookTimeout  = 10 * time.Second
	webhookBackoff  = 100 * time.Millisecond // before the second attempt; doubled for each one after
)

// WebhookFault is what goes wrong with an event of WithWebhook. The zero WebhookFault is nothing.
type WebhookFault struct {
	Twice     bool          // the event is sent twice
	Delay     time.Duration // the event is sent late, and events after it are not
	AfterNext bool          // the event is sent after the next one, if it has no Delay
}

// FailWebhook scripts faults for the events to come, one for each event:
//
//	srv.FailWebhook(leelootest.WebhookFault{}, leelootest.WebhookFault{Twice: true}) // the second event comes twice
//
// It panics without WithWebhook and if a Delay is negative.
func (s *Server) FailWebhook(f ...WebhookFault) {
	if s.webhook == nil {
		panic("leelootest: FailWebhook requires WithWebhook")
	}
	if slices.ContainsFunc(f, func(f WebhookFault) bool { return f.Delay < 0 }) {
		panic("leelootest: Delay of a webhook fault must not be negative")
	}
	s.webhook.mu.Lock()
	defer s.webhook.mu.Unlock()
	s.webhook.faults = append(s.webhook.faults, f...)
}

// webhook sends events to a URL. A goroutine runs only while there are events to send.
type webhook struct {
	url    string
	client *http.Client
	waits  waits

	mu      sync.Mutex
	faults  []WebhookFault
	queue   [][]byte
	held    [][]byte                 // sent after the next event
	delayed map[*time.Timer][][]byte // sent when the timer fires
	done    chan struct{}            // closed when the goroutine ends; nil: none is running
}

func newWebhook(url string) *webhook {
	return &webhook{
		url: url,
		client: &http.Client{
			Transport:     &http.Transport{DisableKeepAlives: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Timeout:       webhookTimeout,
		},
		delayed: map[*time.Timer][][]byte{},
	}
}

// enqueue sends an event in the background, subject to its fault.
func (w *webhook) enqueue(event []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var f WebhookFault
	if len(w.faults) > 0 {
		f, w.faults = w.faults[0], w.faults[1:]
	}
	events := [][]byte{event}
	if f.Twice {
		events = append(events, event)
	}
	switch {
	case f.Delay > 0:
		w.delay(events, f.Delay)
	case f.AfterNext:
		w.held = append(w.held, events...)
	default:
		w.push(append(events, w.held...))
		w.held = nil
	}
}

func (w *webhook) delay(events [][]byte, delay time.Duration) {
	var timer *time.Timer
	timer = time.AfterFunc(delay, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.push(w.delayed[timer]) // nothing after close and reset
		delete(w.delayed, timer)
	})
	w.delayed[timer] = events
}

func (w *webhook) push(events [][]byte) {
	w.queue = append(w.queue, events...)
	if w.done == nil && len(w.queue) > 0 {
		w.done = make(chan struct{})
		go w.sendAll(w.done)
	}
}

func (w *webhook) sendAll(done chan struct{}) {
	defer close(done)
	for {
		w.mu.Lock()
		if len(w.queue) == 0 {
			w.done = nil
			w.mu.Unlock()
			return
		}
		event := w.queue[0]
		w.queue = w.queue[1:]
		w.mu.Unlock()
		w.send(event)
	}
}

func (w *webhook) send(event []byte) {
	for attempt := range webhookAttempts {
		if attempt > 0 && !w.waits.wait(context.Background(), webhookBackoff<<(attempt-1)) {
			return
		}
		if w.post(event) {
			return
		}
	}
}

func (w *webhook) post(event []byte) (delivered bool) {
	response, err := w.client.Post(w.url, "application/json", bytes.NewReader(event))
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode/100 == 2
}

func (w *webhook) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults, w.queue, w.held = nil, nil, nil
	clear(w.delayed)
}

// close sends what is pending, without delays and retries, and waits.
func (w *webhook) close() {
	w.waits.close()
	w.mu.Lock()
	for timer, events := range w.delayed {
		timer.Stop()
		w.queue = append(w.queue, events...)
	}
	clear(w.delayed)
	w.push(w.held)
	w.held = nil
	done := w.done
	w.mu.Unlock()
	if done != nil {
		<-done
	}
}
