// Package leeloo is a client for the REST API v2 of Leeloo.ai: chat-bot funnels and the CRM behind them.
//
// A [Client] has a service for each kind of thing in Leeloo, and the services have a method for each of the API's 30
// operations:
//
//	crm, err := leeloo.NewClient(os.Getenv("LEELOO_TOKEN"))
//	if err != nil {
//		return err
//	}
//	created, err := crm.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena", Phone: "+380500000000"})
//	if err != nil {
//		return err
//	}
//	_, err = crm.People.AddComment(ctx, created.PersonID, "Wrote from the site")
//	return err
//
// The token is in Leeloo's web interface under "Leeloo.ai API". Make one client and share it: it is safe for concurrent
// use.
//
// # Ids
//
// One human has two kinds of ids. A [PersonID] is the card: tags, comments and orders belong to it. An [AccountID] is
// that person in one channel, such as Telegram: messages, templates and tunnels go to it. A person may have several
// accounts. [Person].Accounts leads from the card to the accounts, [ChannelsService.Person] back.
//
// A [ConnectionID] is neither: it is the company's bot. A [UserID] is somebody of the staff. Each kind of id is a type
// of its own, so that a swap does not compile. An id from a form or a database is converted: leeloo.PersonID(text).
//
// # Errors
//
// Every error is or wraps an [*Error]. Ask what happened with [errors.Is] and a sentinel such as [ErrRateLimited] or
// [ErrRejected]; the API's code and the fields that it refused are in the Error. The end of a context stays visible:
// errors.Is(err, context.Canceled).
//
// The API reports most of its failures under HTTP 200, and probably an unknown id too: those are [ErrRejected].
// [ErrNotFound] is HTTP 404 alone.
//
// When an operation that changes something fails, ask whether it may have been carried out all the same:
//
//	if errors.Is(err, leeloo.ErrMaybeApplied) {
//		// Look for the order before you send it again.
//	}
//
// No text of an error shows the token, or what was sent and received.
//
// # Lists
//
// Six lists are paged: people, channels, messages, orders, tunnels and users. Their List methods return one [Page]. Their
// All methods walk over all the rows and fetch the pages as they go:
//
//	for person, err := range crm.People.All(ctx, leeloo.PeopleListParams{Tags: []string{"vip"}}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(person.Name)
//	}
//
// An error comes once, as the last thing. [Error.NextOffset] tells where the walk can be taken up again.
// [ListParams].Prefetch fetches pages ahead while the caller works.
//
// A row that exists throughout the walk comes exactly once, also when other rows come and go meanwhile, as long as the
// rows keep their order. Where a list is sorted by a value that changes, a row can jump over the reader; a LastMessage
// range that ends in the past gives people and channels a set that no row enters or moves in. See [ListParams].
//
// # Retries and limits
//
// A call is sent again, up to four times in all, only where that does no harm:
//
//   - What only reads: after a lost connection, a timeout, a cut answer, HTTP 408, 429, 500, 502, 503 or 504.
//   - People.Update, Tags.Add and Tags.Remove, which have the same result twice: likewise, but not after HTTP 500.
//   - All else, such as orders, messages and comments: only after HTTP 429, or when nothing had left this machine.
//
// [NoRetry] and [RetryUnsafe] change that for one call, [WithMaxAttempts] for a client. One attempt may take 30
// seconds ([WithTimeout]); the whole call ends with its context.
//
// A client sends no more than 300 requests in a minute, the API's limit, and waits its turn. [WithLimiter] replaces
// that. After HTTP 429 the whole client pauses as long as the API asks, at most 90 seconds.
//
// # Forms
//
// For Orders.Update, People.AddCall, Tags.Add and Tunnels.Subscribe the API's page asks for form-data, and elsewhere for
// JSON in every request. The default is a URL-encoded form. If the API does not read it, the error says so:
// [WithFormEncoding] sends multipart/form-data or JSON.
//
// # Raw answers, and operations that are not here
//
// [CaptureResponse] keeps the status, the header and the body of an answer, also when the call fails. [Client.Call] calls
// an operation that this package does not know, under the same guards; what is not a GET is sent once.
//
// Models marshal with encoding/json under the API's names and read that back. Some of the tolerance for what the API's
// answers vary in is the client's: decode answers with the client, and not by hand.
//
// # Logs, traces and metrics
//
// [WithLogger] logs each attempt. For traces and metrics there is the transport of [WithHTTPClient], which learns from
// [OperationFromContext] what a request is for. Neither needs to see an id, or anything of a person.
//
// # Testing
//
// Package [github.com/leeloo-go/leeloo/leelootest] is a Leeloo in memory with all 30 operations. It keeps what is written
// to it, and fails on demand:
//
//	srv := leelootest.New(t)
//	company, crm := srv.Seed(10), srv.Client()
package leeloo
