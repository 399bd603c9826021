// Package leeloo is a client for the REST API v2 of Leeloo.ai, a platform for chat-bot funnels and CRM. It is unofficial.
//
// A [Client] has a service for each kind of resource, and a service has a method for each operation of the API:
//
//	client, err := leeloo.NewClient(os.Getenv("LEELOO_TOKEN"))
//	if err != nil {
//		return err
//	}
//	created, err := client.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena", Phone: "+380500000000"})
//	if err != nil {
//		return err
//	}
//	_, err = client.People.AddComment(ctx, created.PersonID, "Wrote from the site")
//	return err
//
// The token is in Leeloo under Settings → Integrations → Leeloo API → Tokens. Create one client per token and share it:
// it is safe for concurrent use.
//
// The vendor documents the API at https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649666, the token at
// https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3946151937 and webhooks at https://leelooai.atlassian.net/wiki/x/ZYA94Q.
//
// # Ids
//
// Two ids belong to one human. A [PersonID] is the card: tags, comments and orders belong to it. An [AccountID] is that
// person in one communication channel, for example Telegram: messages, templates and tunnels need it. A person may have
// several accounts. [Person.MessageAccount] returns the account to write to; [ChannelsService.Person] returns the person
// of an account.
//
// A [ConnectionID] is neither: it is a bot of the company. A [UserID] is a member of the staff. Each kind of id is a type
// of its own, so that a swap does not compile. Convert an id from a form or a database: leeloo.PersonID(text).
//
// # Errors
//
// Every error is or wraps an [*Error]. Compare it with [errors.Is] and a sentinel such as [ErrRateLimited] or
// [ErrRejected]; the API's code and the refused fields are in the Error. Context errors are preserved: errors.Is(err,
// context.Canceled) reports cancellation.
//
// The API usually sends a refusal with HTTP 200, probably also for an unknown id: that is [ErrRejected]. [ErrNotFound] is
// only HTTP 404.
//
// A failed write may still have taken effect, for example if its response was lost. Check before repeating it:
//
//	if errors.Is(err, leeloo.ErrMaybeApplied) {
//		// Look for the order before creating it again.
//	}
//
// [OutcomeOf] reduces an error to what it means for a write: applied, not applied, refused or unknown. No text of an error
// contains the token, or what was sent and received.
//
// # Lists
//
// Six lists have pages: people, channels, messages, orders, tunnels and users. Their List methods return one [Page]. Their
// All methods iterate over all items and fetch the pages as needed:
//
//	for person, err := range client.People.All(ctx, leeloo.PeopleListParams{Tags: []string{"vip"}}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(person.Name)
//	}
//
// All yields every item that is present for the whole iteration exactly once, even if others are inserted or deleted,
// provided the order does not change. On failure, All yields the error and stops. [Error.ResumeOffset] returns the offset
// from which to resume. [ListParams].Prefetch fetches pages ahead. [Collect] returns all items as a slice.
//
// # Names
//
// TagsService.ByName, TemplatesService.ByName, TunnelsService.ByName and UsersService.ByName return the item with a name,
// and [PeopleService.ByPhone] the people with a phone. Each reads a list, so keep the id if it is needed often.
//
// # Retries and limits
//
// An operation has at most 4 attempts ([WithMaxAttempts]). It is retried only if that does no harm:
//
//   - Operations that change nothing: after a transport error, a timeout, a truncated body, HTTP 408, 429, 500, 502, 503
//     or 504.
//   - People.Update, Tags.Add and Tags.Remove, which have the same effect twice: likewise, but not after HTTP 500.
//   - All others, such as orders, messages and comments: only after HTTP 429, or if the request was provably never sent.
//
// [NoRetry] and [RetryUnsafe] change that for one call. Each attempt has a timeout of 30 seconds ([WithTimeout]); the whole
// call ends with its context. The waits between attempts grow and are random. A Retry-After of the API is the least wait;
// if it is more than 90 seconds, or would pass the deadline of the context, the call returns at once.
//
// A client has a retry quota, so that retries do not multiply the load of an outage. It starts at 500. A retry takes 5, and
// gives them back if it succeeds; a success at the first attempt adds 1; a retry after HTTP 429 takes nothing. If the quota
// is used up, a call fails without a retry, and its error says so.
//
// A client sends at most 300 requests in any minute, the API's limit. [WithLimiter] replaces that. After HTTP 429 all
// calls of the client wait as long as the API asks, at most 90 seconds.
//
// # Forms
//
// For Orders.Update, People.AddCall, Tags.Add and Tunnels.Subscribe the vendor documents form-data, and JSON for every
// request. The client finds out which the API reads: see [FormAuto]. [WithFormEncoding] sets it.
//
// # Raw responses, and operations that are not here
//
// [CaptureResponse] stores the status, the header and the body of a response, also if the call fails. [Client.Do] sends a
// request of an operation that this package does not know, with the same safety checks. Requests other than GET are sent
// once, unless [RetryUnsafe] says otherwise.
//
// Models marshal with encoding/json under the names of the API, and unmarshal what they marshaled. The tolerance for
// responses that differ from their documentation is part of the client: read responses with the client.
//
// # Logs, traces and metrics
//
// [WithLogger] logs each attempt. A transport of [WithHTTPClient] can trace and measure: [OperationFromContext] returns
// the operation of a request. Neither shows an id or personal data.
//
// # Writes that must be sent once
//
// After ErrMaybeApplied or a crash, a program has to find out what happened. Module
// [github.com/leeloo-go/leeloo/durable] does so: it records each write before it is sent, looks for it in Leeloo if its
// response was lost, and leaves to a human what cannot be found out.
//
// # Webhooks and tests
//
// Package [github.com/leeloo-go/leeloo/webhook] receives Leeloo's webhooks. Package
// [github.com/leeloo-go/leeloo/leelootest] is a fake Leeloo in memory for tests. It implements every operation, keeps what
// is written to it, and fails on demand:
//
//	server := leelootest.New(t)
//	data, client := server.Seed(10), server.Client()
package leeloo
