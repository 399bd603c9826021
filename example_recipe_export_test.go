package leeloo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// exportedPerson is a line of the export. Person is not embedded, since its MarshalJSON would then write the line, without
// the messages.
type exportedPerson struct {
	Person   *leeloo.Person   `json:"person"`
	Messages []leeloo.Message `json:"messages"`
}

// exportPeople writes all people with their last messages, a line of JSON for each. The order is not defined.
func exportPeople(ctx context.Context, client *leeloo.Client, out io.Writer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	people := make(chan *leeloo.Person)
	encoder := json.NewEncoder(out)
	var writing sync.Mutex
	var workers sync.WaitGroup
	for range 4 { // as many as keep the limiter busy: it allows 5 requests a second
		workers.Go(func() {
			for person := range people {
				line, err := exportPerson(ctx, client, person)
				if err == nil {
					writing.Lock()
					err = encoder.Encode(line)
					writing.Unlock()
				}
				if err != nil {
					cancel(err) // only the first error counts, and ends the others
				}
			}
		})
	}
	for person, err := range client.People.All(ctx, leeloo.PeopleListParams{}) {
		if err != nil {
			cancel(err)
			break
		}
		people <- person
	}
	close(people)
	workers.Wait()
	return context.Cause(ctx)
}

func exportPerson(ctx context.Context, client *leeloo.Client, person *leeloo.Person) (line exportedPerson, err error) {
	line.Person = person
	account, ok := person.MessageAccount()
	if !ok {
		return line, nil
	}
	page, err := client.Messages.List(ctx, account.AccountID, leeloo.ListParams{Limit: 20})
	if err != nil {
		return line, err
	}
	line.Messages = page.Items
	return line, nil
}

// Workers share one client, and so its limiter of 300 requests a minute. Each person takes one request for the messages:
// 5,000 people take 17 minutes, with any number of workers.
func Example_exportJSONLines() {
	server := leelootest.Start()
	defer server.Close()
	olena := server.AddPerson(leelootest.Person{Name: "Olena"})
	server.AddPerson(leelootest.Person{Name: "Ivan"})
	server.AddMessage(olena.AccountID, leelootest.Inbound, "How much is it?")

	var file bytes.Buffer
	if err := exportPeople(context.Background(), server.Client(), &file); err != nil {
		fmt.Println(err)
		return
	}
	for line := range bytes.Lines(file.Bytes()) {
		var read exportedPerson
		err := json.Unmarshal(line, &read)
		fmt.Println(read.Person.Name, len(read.Messages), err)
	}
	// Unordered output:
	// Olena 1 <nil>
	// Ivan 0 <nil>
}
