// Package route is the one table of the operations of the Leeloo API: what each is called, where it lives, what it
// takes, how often it may be sent, and where its answer lies.
package route

// Route describes one operation.
type Route struct {
	Name   string // service and method of the SDK: "Orders.Update"
	Method string
	Path   string // template below the base URL: "/orders/{order_id}"
	Body   Body
	Class  Class
	Key    string // the member of data that holds the answer; empty: data itself
	ID     ID
}

// String returns the method and the path template, which hold no id and no query: safe in errors and logs.
func (r Route) String() string {
	if r.Path == "" {
		return r.Method
	}
	return r.Method + " " + r.Path
}

// Body is the kind of body that an operation takes.
type Body uint8

// The kinds of body.
const (
	NoBody Body = iota
	JSON
	Form // form-data on the vendor's page
)

// Class says what sending an operation again does, and so when it may be retried.
type Class uint8

// The classes, from the most to the least repeatable.
const (
	Read Class = iota // changes nothing
	Set               // the same result however often it is sent
	Act               // acts anew each time
	Once              // nothing is known about it: never sent again
)

// ID says which id the answer's data must carry for the answer to be believed.
type ID uint8

// The demands on the id of an answer.
const (
	NoID      ID = iota // none, or the rows of a list each have their own
	OwnID               // some id: of what was made, or found by another
	SameID              // the id that was asked for
	SameIfAny           // the id that was asked for, if there is one
)
