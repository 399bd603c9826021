package check

import (
	"context"
	"errors"
	"fmt"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// result is what came of one operation.
type result struct {
	Operation string `json:"operation"`
	NotTried  string `json:"not_tried,omitempty"` // why
	Error     string `json:"error,omitempty"`
	HTTP      int    `json:"http_status,omitempty"`
	MediaType string `json:"content_type,omitempty"`
	comparison

	Shape map[string][]string `json:"shape,omitempty"`
}

func (r result) verdict() string {
	switch {
	case r.NotTried != "":
		return "not tried: " + r.NotTried
	case r.Error != "":
		return "failed"
	case len(r.Problems) > 0:
		return "differs"
	case len(r.Notes) > 0:
		return fmt.Sprintf("fits, with %s", count(len(r.Notes), "note"))
	default:
		return "fits"
	}
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// findings is the result of the whole check. It has no values of the company's.
type findings struct {
	BaseURL    string     `json:"base_url"`
	Version    string     `json:"version"`
	Connection connection `json:"connection"`
	Operations []result   `json:"operations"`
	Behavior   []behavior `json:"behavior"`
}

// bad returns how many operations failed or differ.
func (f *findings) bad() (n int) {
	for _, r := range f.Operations {
		if r.Error != "" || len(r.Problems) > 0 {
			n++
		}
	}
	return n
}

// run tries all operations. done is called after each. A token that is not accepted ends it, and so does ctx.
func run(ctx context.Context, client *leeloo.Client, done func()) (results []result, known *ids, err error) {
	documented, err := readDocumented()
	if err != nil {
		return nil, nil, err
	}
	known = new(ids)
	for _, op := range operations {
		r := result{Operation: op.name, NotTried: op.missing(known)}
		if r.NotTried == "" {
			if err := try(ctx, client, op, known, documented[op.name], &r); err != nil {
				return nil, nil, err
			}
		}
		results = append(results, r)
		done()
	}
	return results, known, nil
}

func try(ctx context.Context, client *leeloo.Client, op operation, known *ids, documented map[string]member, r *result) error {
	var response leeloo.Response
	err := op.call(ctx, client, known, leeloo.CaptureResponse(&response))
	if errors.Is(err, leeloo.ErrUnauthorized) || ctx.Err() != nil {
		return err
	}
	r.HTTP, r.MediaType = response.StatusCode, response.Header.Get("Content-Type")
	if err != nil {
		r.Error = app.Text(err)
	}
	got, shapeErr := shapeOf(response.Body, documented)
	if shapeErr != nil { // the error of the call says so
		return nil
	}
	r.Shape = got.kinds()
	if err == nil || errors.Is(err, leeloo.ErrUnexpectedResponse) {
		r.comparison = compare(got, documented)
	}
	return nil
}
