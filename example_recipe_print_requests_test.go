package leeloo_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// printingTransport prints each request, with the token masked, and the status of its response.
type printingTransport struct {
	out  io.Writer
	next http.RoundTripper
}

func (t printingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	fmt.Fprintf(t.out, "%s %s\nX-Leeloo-AuthToken: ***\n", r.Method, r.URL.RequestURI())
	if r.GetBody != nil { // a copy: the body itself can be read only once
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(t.out, "Content-Type: %s\n\n", r.Header.Get("Content-Type"))
		if _, err := io.Copy(t.out, body); err != nil {
			return nil, err
		}
	}
	response, err := t.next.RoundTrip(r)
	if err != nil {
		fmt.Fprintln(t.out, "\nno response")
		return nil, err
	}
	fmt.Fprintf(t.out, "\n→ %s\n", response.Status)
	return response, nil
}

// WithLogger logs each attempt without personal data. To see the requests themselves while developing, use a transport that
// prints them. What it prints is personal data: keep it out of production.
func Example_printRequests() {
	server := leelootest.Start()
	defer server.Close()
	olena := server.AddPerson(leelootest.Person{Name: "Olena"})

	transport := printingTransport{os.Stdout, http.DefaultTransport}
	client := server.Client(leeloo.WithHTTPClient(&http.Client{Transport: transport}))
	_, err := client.People.AddComment(context.Background(), olena.ID, "Called back")
	fmt.Println(err)
	// Output:
	// PUT /api/v2/people/1ee10000000000000000003c/add-comment
	// X-Leeloo-AuthToken: ***
	// Content-Type: application/json
	//
	// {"comment":"Called back"}
	// → 200 OK
	// <nil>
}
