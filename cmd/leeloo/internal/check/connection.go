package check

import (
	"crypto/tls"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// connection is what the responses say about the way to the API.
type connection struct {
	Clock    string            `json:"clock"`
	Protocol string            `json:"protocol"`
	TLS      string            `json:"tls"`
	Slowest  time.Duration     `json:"-"`
	Latency  string            `json:"latency"`
	Limits   map[string]string `json:"rate_limit_headers,omitempty"`
}

// observer is a transport that notes what the connection is like.
type observer struct {
	http.RoundTripper
	mu         sync.Mutex
	connection connection
	times      []time.Duration
}

func newObserver() *observer {
	return &observer{RoundTripper: http.DefaultTransport.(*http.Transport).Clone(), connection: connection{Limits: map[string]string{}}}
}

// RoundTrip implements http.RoundTripper.
func (o *observer) RoundTrip(r *http.Request) (*http.Response, error) {
	begun := time.Now()
	response, err := o.RoundTripper.RoundTrip(r)
	if err == nil {
		o.note(response, begun, time.Since(begun))
	}
	return response, err
}

var limitHeader = regexp.MustCompile(`(?i)rate-?limit|retry-after`)
var limitValue = regexp.MustCompile(`^[0-9;=,w ]{1,40}$`)

func (o *observer) note(r *http.Response, begun time.Time, took time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.times = append(o.times, took)
	c := &o.connection
	c.Protocol = r.Proto
	c.TLS = describeTLS(r.TLS)
	if server, err := http.ParseTime(r.Header.Get("Date")); err == nil {
		c.Clock = describeClock(begun.Add(took / 2).Sub(server))
	} else {
		c.Clock = "the API does not say its time"
	}
	for name, values := range r.Header {
		if limitHeader.MatchString(name) && limitValue.MatchString(values[0]) {
			c.Limits[name] = values[0]
		}
	}
}

// result returns what was noted.
func (o *observer) result() connection {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.times) == 0 {
		return connection{}
	}
	c := o.connection
	c.Limits = maps.Clone(c.Limits)
	slices.Sort(o.times)
	c.Slowest = o.times[len(o.times)-1]
	c.Latency = fmt.Sprintf("median %d ms, slowest %d ms of %d requests", o.times[len(o.times)/2].Milliseconds(), c.Slowest.Milliseconds(), len(o.times))
	return c
}

// maxClockError is how far two clocks may differ before days and times of filters go wrong. Date has whole seconds.
const maxClockError = 5 * time.Second

func describeClock(ahead time.Duration) string {
	switch {
	case ahead > maxClockError:
		return fmt.Sprintf("this computer is %s ahead of the API: set its clock", ahead.Round(time.Second))
	case ahead < -maxClockError:
		return fmt.Sprintf("this computer is %s behind the API: set its clock", (-ahead).Round(time.Second))
	default:
		return "right"
	}
}

func describeTLS(state *tls.ConnectionState) string {
	if state == nil || len(state.PeerCertificates) == 0 {
		return "none: plain HTTP"
	}
	certificate := state.PeerCertificates[0]
	return fmt.Sprintf("%s, certificate of %s until %s", tls.VersionName(state.Version),
		strings.Join(certificate.Issuer.Organization, ", "), certificate.NotAfter.UTC().Format(time.DateOnly))
}
