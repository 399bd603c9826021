// Package webhook receives what Leeloo posts to a company's server: the webhooks for orders and sales, and the
// "external request" block of a tunnel.
//
// # Setup
//
// Leeloo does not sign its webhooks: anyone who knows the URL can post to it. So the URL has to contain a secret:
//
//  1. Create the secret once, for example with [crypto/rand.Text], and store it like a password.
//  2. Serve a [Handler] with that Secret under HTTPS, for example at /leeloo/.
//  3. Enter the URL, which ends in the secret, in Leeloo's web interface: https://example.com/leeloo/SECRET. A company has
//     one webhook URL.
//
// Access logs of a server or proxy in front of the handler usually contain the path, and so the secret.
//
// # Reading orders back
//
// If Handler.Client is set, the handler gets the order of each ORDER and SALE with Orders.Get, and refuses an event that
// does not agree with it. A leaked URL is then not enough to report a sale that did not happen. The API's order has
// no account, offer name, e-mail or phone: these fields of an event stay unproved, and so do events of unknown types. The
// handler does not prove that an event is new: see "Duplicates".
//
// The comparison is careful not to refuse real events, whose values the vendor's documentation does not define exactly.
// It covers what both sides have:
//
//   - The order exists.
//   - For a SALE: the order is not open, rejected, failed or refunded, the currency is the same, and the price is not
//     above the order's. It may be below: a part payment may count as a sale.
//   - For an ORDER: the currency and the price are the order's. After the payment they are not compared, since the
//     order then may have the sum that was received, in the currency in which it was received.
//
// An order status that the SDK does not know is accepted.
//
// # Responses
//
//	200  OnEvent returned nil
//	400  the body is incomplete or is not an event
//	404  the path does not end in the secret
//	405  the method is not POST
//	408  the body took longer than 10 seconds
//	413  the body is longer than MaxBytes
//	415  the body is not JSON, or is compressed
//	422  Leeloo refused to return the order, or the event does not agree with it
//	500  OnEvent returned an error or panicked, or the Handler lacks Secret or OnEvent
//	503  the order could not be read back now, or is not shown as paid after three reads in 4 seconds
//
// Whether Leeloo repeats a delivery after a status other than 2xx, and how long it waits for a response, is not
// documented. Do not rely on it: compare with Orders.All from time to time.
//
// # Duplicates
//
// An event may arrive twice, for example if the response to the first delivery was lost, and an ORDER may arrive
// after its SALE. Store [Event.Key] under a unique constraint, in the same transaction as the effect of the event.
package webhook
