// Package operation is the one table of the operations of the Leeloo API: the name of each, its method and path, the
// body that it takes, how often it may be sent, and where in the response its result is.
package operation

// Operation describes one operation.
type Operation struct {
	Name   string // service and method of the SDK: "Orders.Update"
	Method string
	Path   string // template below the base URL: "/orders/{order_id}"
	Body   Body
	Class  Class
	Key    string // the member of data that holds the result; empty: data itself
	ID     IDRule
}

// Route returns the method and the path template. It contains no id and no query, so errors and logs may show it.
func (o *Operation) Route() string {
	if o.Path == "" {
		return o.Method
	}
	return o.Method + " " + o.Path
}

// Body is the kind of body that an operation takes.
type Body uint8

// The kinds of body.
const (
	NoBody Body = iota
	JSON
	Form // "form-data" in the vendor's documentation
)

// Class says what it does to send an operation again, and so when it may be retried.
type Class uint8

// The classes, from the most to the least repeatable. The first three are those of RFC 9110.
const (
	Safe          Class = iota // changes nothing
	Idempotent                 // has the same effect however often it is sent
	NonIdempotent              // takes effect each time it is sent
	Unknown                    // not in the table: never sent again
)

// IDRule says which id the data of a response must have for the response to be accepted.
type IDRule uint8

// The rules.
const (
	NoID      IDRule = iota // none; the items of a list each have their own
	OwnID                   // any id: of what was created, or found by another id
	SameID                  // the id that was asked for
	SameIfAny               // the id that was asked for, if there is one
)
