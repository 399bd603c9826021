// Package leelootest is a fake Leeloo for tests: the REST API v2 with all its operations, in memory. It needs no
// account, stores what is written to it, and fails on demand.
//
//	func TestWelcome(t *testing.T) {
//		srv := leelootest.New(t) // is closed at the end of the test
//		company := srv.Seed(10)  // ten people, the same every time
//		crm := srv.Client()      // or your own, with leeloo.WithBaseURL(srv.URL) and srv.Token
//		person, lead := company.People[0], company.Tag("lead")
//
//		if err := welcome(t.Context(), crm, person.ID, lead.ID); err != nil {
//			t.Fatal(err)
//		}
//		card, err := crm.People.Get(t.Context(), person.ID, leeloo.PersonGetParams{})
//		if err != nil || !slices.Contains(card.Tags, lead.Name) {
//			t.Errorf("the tag is missing (error: %v)", err)
//		}
//
//		// And if the response is lost after the comment was added?
//		srv.Fail(leelootest.Dropped().AfterApplying().On("People.AddComment"))
//		if err := welcome(t.Context(), crm, person.ID, lead.ID); !errors.Is(err, leeloo.ErrMaybeApplied) {
//			t.Errorf("error %v, want ErrMaybeApplied", err)
//		}
//		if comments := srv.Comments(person.ID); len(comments) != 2 {
//			t.Errorf("%d comments, want one for each call", len(comments))
//		}
//	}
//
// # Data
//
// A new server has no people, but everything that the API cannot create: tags, tunnels with their blocks and lead
// generation tools, templates, users, connections, payment credits, offers. [Server.Seed] returns their ids and names,
// and adds people. The Add methods add data of your own:
//
//	olena := srv.AddPerson(leelootest.Person{Name: "Олена", Phone: "+380500000001", Tags: []string{"vip"}})
//	srv.AddMessage(olena.AccountID, leelootest.Inbound, "How much is it?")
//	course := srv.AddOffer("Course", "1490.50", "UAH")
//
// [Server.Reset] removes all of it. [Server.Requests] and [Server.Count] report what the server received.
//
// # What it imitates
//
//   - Responses: the envelope, the mixed spellings of names, NOT_DEFINED instead of null, times without seconds in a
//     few old records, prices as numbers with all their digits.
//   - State: a created person is in the lists, with a MANUAL account, and has tags, comments, calls, orders and
//     subscriptions. An order changes from OPENED to RESOLVED or REJECTED, once. A message is the newest of its chat. The
//     statistics of a tunnel count its subscriptions and the orders of its offer.
//   - Refusals: `status` 0 under HTTP 200, with a code for each invalid field, "data/0/email" for a nested one. A phone
//     must be "+" and digits. Unknown fields are ignored. A request that no operation serves gets HTTP 404.
//   - Duplicates: people may share a phone or an e-mail address. Who is already connected to the connection of
//     People.ConnectSMS or People.ConnectEmail is counted and ignored.
//   - Bodies: every operation reads JSON, URL-encoded and multipart forms. [WithJSONOnly] and [WithFormsOnly] restrict
//     that.
//   - Pages: 20 items by default, 100 at most ([WithMaxLimit]).
//   - Webhooks: ORDER and SALE ([WithWebhook]).
//
// People, channels, orders and messages are listed newest first, by creation; tags, tunnels, users, templates and
// connections oldest first.
//
// # Faults
//
// [Server.Fail] scripts faults. The usual ones have names:
//
//	429 with Retry-After, as plain text       RateLimited(time.Second)
//	a proxy's page, under any status          HTMLPage(502)
//	SERVER_ERROR under HTTP 200               ServerError()
//	status 0 with the codes of fields         Rejected("FORMAT_ERROR", fields)
//	a redirect, possibly to another host      Redirect(307, other.URL)
//	a connection that is closed               Dropped(), Disconnected(), Truncated()
//	a response that is late or slow           Slow(time.Minute), SlowBody(time.Second)
//
// The rest is a response of your own, in a [Fault]:
//
//	a status without a body, an empty body    Fault{Status: 503}, Fault{Status: 200}
//	null, garbage, another object             Fault{Body: "null"}
//	trailing garbage, a BOM, invalid UTF-8    Fault{Body: "\ufeff" + body + "}"}
//	an oversized body                         Fault{Body: strings.Repeat(" ", 17<<20)}
//	a deeply nested body                      Fault{Body: strings.Repeat("[", 1<<20)}
//	a gzip bomb                               Fault{Header: http.Header{"Content-Encoding": {"gzip"}}, Body: bomb}
//	a huge header                             Fault{Header: http.Header{"X-Large": {strings.Repeat("x", 1<<20)}}}
//
// Each can come AfterApplying, On one operation, and Repeat.
//
// # Time
//
// In a bubble of testing/synctest, [Server.Client] uses [Server.Transport], and no wait takes real time:
//
//	synctest.Test(t, func(t *testing.T) {
//		srv := leelootest.New(t)
//		srv.Fail(leelootest.RateLimited(30 * time.Second))
//		tags, err := srv.Client().Tags.List(t.Context()) // succeeds after 30 seconds of the bubble's time
//	})
//
// Create the client in the bubble, also if the server is from outside: a client from outside uses sockets, and the test
// hangs. Outside of a bubble, RateLimited costs at least a second.
//
// # Lists that change
//
// [Server.BeforeEach] inserts and deletes items between requests. Paging by offset then misses items; All of package
// leeloo does not.
//
// # What is unknown
//
// The following is our choice, because the vendor does not document it. Code should not rely on it: the order of the
// lists other than messages; the code NOT_FOUND for an unknown id; the code for an order that is closed already; that
// filter[tags] requires all of the tags; that filter[last_message] includes the `to` day; what filteredCount counts; the
// notation {{name}} for variables in templates; that the last message of a new person is dated by the creation; the type
// of inbound messages; `from` of SMS and e-mail accounts; that the account of a webhook is the person's first one, and
// the price of a SALE what was received; that totalSale is in US dollars at fixed rates. The server has no rate limit:
// script [RateLimited].
package leelootest
