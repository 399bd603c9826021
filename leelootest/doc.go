// Package leelootest is a Leeloo to test against: the REST API v2 with all its 30 operations, in memory, behind a real
// HTTP server on this machine. It needs no account, keeps what is written to it, and fails on demand.
//
//	func TestWelcome(t *testing.T) {
//		srv := leelootest.New(t) // closes itself with the test
//		company := srv.Seed(10)  // ten people, the same every time
//		crm := srv.Client()      // or your own, with leeloo.WithBaseURL(srv.URL) and srv.Token
//		person, lead := company.People[0], company.Tags[1]
//
//		if err := welcome(t.Context(), crm, person, lead.ID); err != nil {
//			t.Fatal(err)
//		}
//		card, err := crm.People.Get(t.Context(), person, leeloo.PersonGetParams{})
//		if err != nil || !slices.Contains(card.Tags, lead.Name) {
//			t.Errorf("the tag is missing (error: %v)", err)
//		}
//
//		// And if the answer is lost after the comment is written?
//		srv.Fail(leelootest.Dropped().AfterApplying().On("People.AddComment"))
//		if err := welcome(t.Context(), crm, person, lead.ID); !errors.Is(err, leeloo.ErrMaybeApplied) {
//			t.Errorf("error %v, want ErrMaybeApplied", err)
//		}
//		if comments := srv.Comments(person); len(comments) != 2 {
//			t.Errorf("%d comments, want one of each time", len(comments))
//		}
//	}
//
// A server that was not seeded has nobody in it, but all that the API can't make: tags, tunnels with their blocks and
// lead generation tools, templates, users, connections, payment credits, offers. Seed(0) tells their ids.
//
// # What it imitates
//
//   - The answers: envelopes, names in their mixed spellings, NOT_DEFINED and its kin, times without seconds in old
//     rows, prices as numbers with all their digits.
//   - The state: a created person is in the lists with a MANUAL channel, takes tags, comments, calls, orders and
//     subscriptions; an order goes from OPENED to RESOLVED or REJECTED, once; a message is at the head of its chat.
//     The figures of a tunnel count its subscriptions and the orders of its offer.
//   - The refusals: `status` 0 inside HTTP 200, with a code for each wrong field. Fields that it doesn't know are
//     dropped without a word. What is not one of the 30 operations gets HTTP 404 and is told so.
//   - The bodies: every operation reads JSON, URL-encoded and multipart forms ([WithJSONOnly] for less).
//   - The pages: 20 rows unless the request says otherwise, 100 at most ([WithMaxLimit]).
//
// People, channels, orders and messages are listed newest first, by creation; tags, tunnels, users, templates and
// connections in the order of their creation.
//
// # What can go wrong
//
// [Server.Fail] scripts it. These have a name:
//
//	429 with Retry-After, in plain text    RateLimited(time.Second)
//	a proxy's page, under any status       HTMLPage(502)
//	SERVER_ERROR inside HTTP 200           ServerError()
//	status 0 with the codes of fields      Refused("FORMAT_ERROR", fields)
//	a redirect, to another host as well    Redirect(307, other.URL)
//	a connection that ends                 Dropped(), HungUp(), CutBody()
//	an answer that is late, or slow        Slow(time.Minute), Dripping(time.Second)
//
// The rest is an answer of your own, in a [Fault]:
//
//	a bare status, an empty body           Fault{Status: 503}, Fault{Status: 200}
//	null, garbage, another object          Fault{Body: "null"}
//	trailing garbage, a BOM, bad UTF-8     Fault{Body: "\ufeff" + answer + "}"}
//	an oversized body                      Fault{Body: strings.Repeat(" ", 17<<20)}
//	a deeply nested body                   Fault{Body: strings.Repeat("[", 1<<20)}
//	a gzip bomb                            Fault{Header: http.Header{"Content-Encoding": {"gzip"}}, Body: bomb}
//	a header flood                         Fault{Header: http.Header{"X-Flood": {strings.Repeat("x", 1<<20)}}}
//
// Each can come AfterApplying, On one operation, Repeat itself.
//
// # Lists that change
//
// [Server.BeforeEach] inserts and deletes rows between requests: what paging by offset loses, and what the SDK's All
// doesn't.
//
// # What nobody outside Leeloo knows
//
// Here the fake decides, and code should not rely on it: the order of the lists but messages, the code NOT_FOUND for
// an unknown id, that filter[tags] asks for all the tags and that the `to` day of filter[last_message] is included,
// what filteredCount counts, the notation {{name}} for variables in templates, that a new person's last message is
// dated by the creation, that totalSale is in US dollars at rates of its own. No rate limit is imposed: script
// [RateLimited]. The chats hold only what the company says, since the types of other messages are not documented.
package leelootest
