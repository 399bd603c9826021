package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// calls are operations of each service, with ids in the path, and with personal data in the query and in bodies.
var calls = map[string]func(ctx context.Context, client *leeloo.Client) error{
	"Templates.Send": func(ctx context.Context, client *leeloo.Client) error {
		return client.Templates.Send(ctx, leeloo.SendTemplateParams{
			AccountID: channel, TemplateID: leeloo.TemplateID(person), Variables: map[string]string{"phone": phone},
		})
	},
	"Messages.List": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.Messages.List(ctx, channel, leeloo.ListParams{}))
	},
	"Messages.Send": func(ctx context.Context, client *leeloo.Client) error {
		return client.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: channel, Text: "call " + phone})
	},
	"Channels.Person": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.Channels.Person(ctx, channel))
	},
	"LGT.CreateTrafficSource": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.LGT.CreateTrafficSource(ctx, leeloo.LeadGenToolID(person), leeloo.TrafficSourceParams{Name: email}))
	},
	"Orders.Create": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.Orders.Create(ctx, leeloo.OrderCreateParams{
			PaymentCreditsID: leeloo.PaymentCreditsID(order), OfferID: leeloo.OfferID(order), PersonID: person,
			Email: email, Phone: phone, TransactionDate: time.Unix(1e9, 0),
		}))
	},
	"Orders.List": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.Orders.List(ctx, leeloo.ListParams{}))
	},
	"Orders.Get": func(ctx context.Context, client *leeloo.Client) error { return second(client.Orders.Get(ctx, order)) },
	"Orders.Update": func(ctx context.Context, client *leeloo.Client) error {
		return client.Orders.Update(ctx, order, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, UserComments: phone})
	},
	"People.List": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.People.List(ctx, leeloo.PeopleListParams{Phone: phone, Email: email, Tags: []string{"canary"}}))
	},
	"People.Get": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.People.Get(ctx, person, leeloo.PersonGetParams{}))
	},
	"People.Update": func(ctx context.Context, client *leeloo.Client) error {
		return client.People.Update(ctx, person, leeloo.PersonUpdateParams{Phone: new(phone), Email: new(email)})
	},
	"People.Create": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.People.Create(ctx, leeloo.PersonCreateParams{Name: "Canary", Phone: phone, Email: email}))
	},
	"People.AddComment": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.People.AddComment(ctx, person, "Wrote from "+email))
	},
	"Tags.Add": func(ctx context.Context, client *leeloo.Client) error {
		return client.Tags.Add(ctx, person, leeloo.TagID(order))
	},
	"Tunnels.Subscribe": func(ctx context.Context, client *leeloo.Client) error {
		start := leeloo.SubscribeParams{TunnelID: leeloo.TunnelID(order), TunnelBlockID: leeloo.TunnelBlockID(order)}
		return client.Tunnels.Subscribe(ctx, channel, start)
	},
	"Users.Get": func(ctx context.Context, client *leeloo.Client) error {
		return second(client.Users.Get(ctx, leeloo.UserID(person)))
	},
	"Do": func(ctx context.Context, client *leeloo.Client) error {
		values := url.Values{phone: {email}}
		return client.Do(ctx, leeloo.Request{Method: "POST", Path: "/x/" + string(person), Query: values, Body: values}, nil)
	},
}

const channel = leeloo.AccountID(person)

func second[T any](_ T, err error) error { return err }

const (
	item  = `{"id":"` + string(person) + `","name":"Canary","phone":"` + phone + `","email":"` + email + `"}`
	quote = `<html>canary ` + token + " " + phone + " " + email + " " + string(person) + `</html>`
)

// quotes responds with what was sent, in every part of a response.
func quotes(status int, body string) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		response, err := says(status, body)(r)
		response.Status = fmt.Sprint(status, " ", phone)
		response.Header = http.Header{
			"Location": {"https://example.com/" + string(person) + "?" + url.QueryEscape(phone)}, "Content-Type": {"text/" + phone},
			"X-" + string(person): {token}, "Traceparent": {phone}, "Baggage": {"phone=" + phone},
		}
		return response, err
	}
}

// refusal is a body with status 0 that quotes the request.
func refusal(code string) string {
	return `{"status":0,"error":{"code":"` + code + `","message":"` + phone + `","fields":{"` + phone + `":"` + email + `"}}}`
}

var responses = map[string]http.RoundTripper{
	"an item":             says2xx(item),
	"a list":              says2xx("[" + item + "]"),
	"refused":             quotes(200, refusal("FORMAT_ERROR")),
	"refused, by a phone": quotes(200, refusal(phone[1:])),
	"refused, by a token": quotes(200, refusal(token)),
	"refused, by an id":   quotes(200, refusal(string(person))),
	"refused, by a name":  quotes(200, refusal("CANARY OLENA")),
	"HTTP 400":            quotes(400, refusal("FORMAT_ERROR")),
	"HTTP 401":            quotes(401, quote),
	"HTTP 404":            quotes(404, quote),
	"HTTP 429":            quotes(429, quote),
	"HTTP 500":            quotes(500, quote),
	"unknown status":      quotes(999, quote),
	"a page with 200":     quotes(200, quote),
	"a redirect":          quotes(302, quote),
	"a hostile error":     fails(&url.Error{Op: "Get", URL: "https://x/" + string(person) + "?" + email, Err: errors.New(quote)}),
	"an error of a body":  brokenBody(fmt.Errorf("malformed trailer %q", quote)),
	"nil":                 roundTripper(func(*http.Request) (*http.Response, error) { return nil, nil }),
	"no such host": &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: quote, Name: quote, Server: quote}
	}},
	"connection refused": &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: errors.New(quote)}
	}},
	"not HTTP":         respondsOnce("HTTP/1.1 " + quote + "\r\n\r\n"),
	"a broken header":  respondsOnce("HTTP/1.1 200 OK\r\n" + quote + "\r\n\r\n"),
	"a broken chunk":   respondsOnce("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + quote + "\r\n\r\n"),
	"a broken trailer": respondsOnce("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\n" + quote + "\r\n\r\n"),
	"a truncated body": respondsOnce("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + item),
	"another protocol": respondsOnce("HTTP/7.7 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
	"trailing data":    respondsOnce("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" + quote),
	"HTTP 408":         respondsOnce("HTTP/1.1 408 " + quote + "\r\nConnection: close\r\n\r\n" + quote),
	"a timeout": roundTripper(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: r.Context().Err()}
	}),
}

func says2xx(data string) roundTripper {
	return quotes(200, `{"status":1,"data":`+data+`,"meta":{"limit":20,"offset":0,"totalCount":1}}`)
}

func fails(err error) roundTripper {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func brokenBody(err error) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		response, _ := quotes(200, "")(r)
		response.Body = io.NopCloser(&failing{err})
		return response, nil
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// respondsOnce is a real transport to a server that sends some bytes on each connection.
func respondsOnce(response string) http.RoundTripper {
	return &http.Transport{DisableKeepAlives: true, DialTLSContext: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			request, err := http.ReadRequest(bufio.NewReader(server))
			if err == nil {
				io.Copy(io.Discard, request.Body)
				io.WriteString(server, response)
			}
		}()
		return client, nil
	}}
}

func TestNoPersonalDataIsExported(t *testing.T) {
	for name, base := range responses {
		t.Run(name, func(t *testing.T) {
			r := record(t)
			tasks := NewTasks(r.traces, r.metrics)
			client := r.client(t, base, leeloo.WithMaxAttempts(1), leeloo.WithTimeout(50*time.Millisecond))
			for name, call := range calls {
				before := len(r.spans.GetSpans())
				_ = tasks.Do(t.Context(), "task", func(ctx context.Context) error { return call(ctx, client) })
				spans := r.spans.GetSpans()[before:]
				if assert.Len(t, spans, 2, name) {
					assert.Equal(t, name, spans[0].Name)
					assert.Equal(t, spans[1].SpanContext.SpanID(), spans[0].Parent.SpanID())
				}
			}
			requireSilent(t, r.exported(t))
		})
	}
}

// Ctrl-C during a request, and before it.
func TestNoPersonalDataIsExportedAfterCtrlC(t *testing.T) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			r := record(t)
			tasks := NewTasks(r.traces, r.metrics)
			ctx, cancel := context.WithCancelCause(t.Context())
			client := r.client(t, roundTripper(func(request *http.Request) (*http.Response, error) {
				cancel(errors.New("canceled by " + phone))
				return nil, &url.Error{Op: "Get", URL: request.URL.String(), Err: context.Cause(request.Context())}
			}))
			for range 2 {
				err := tasks.Do(ctx, "task", func(ctx context.Context) error { return call(ctx, client) })
				require.ErrorIs(t, err, context.Canceled)
			}
			assert.Equal(t, uint64(2), r.counts(t, "leeloo.task.duration", "leeloo.task")["task"], "canceled tasks are counted too")
			requireSilent(t, r.exported(t))
		})
	}
}
