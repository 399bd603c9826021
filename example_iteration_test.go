package leeloo_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Resumes an export that failed. An item may be exported a second time, so the export keeps items by id.
func ExampleError_ResumeOffset() {
	srv := leelootest.Start(leelootest.WithMaxLimit(10))
	defer srv.Close()
	srv.Seed(40)
	srv.Fail(leelootest.Fault{Status: 503, Body: "{}", Op: "People.List", Skip: 2})

	crm, ctx, exported := srv.Client(), context.Background(), map[leeloo.PersonID]bool{}
	for params, more := (leeloo.PeopleListParams{}), true; more; {
		more = false
		for person, err := range crm.People.All(ctx, params, leeloo.NoRetry()) {
			if e, ok := errors.AsType[*leeloo.Error](err); ok {
				params.Offset, more = e.ResumeOffset()
				fmt.Println(len(exported), "people, then:", err)
				break
			}
			exported[person.ID] = true
		}
	}
	fmt.Println(len(exported), "people")
	// Output:
	// 19 people, then: leeloo: People.List: server error (HTTP 503)
	// 40 people
}

// Collects the items before it changes what the list is filtered by. A loop over All would take each person out of the
// list that it reads.
func ExampleCollect() {
	srv := leelootest.Start()
	defer srv.Close()
	for _, name := range []string{"Olena", "Ivan", "Nadia"} {
		srv.AddPerson(leelootest.Person{Name: name, Tags: []string{"lead"}})
	}
	crm, ctx := srv.Client(), context.Background()

	lead, err := crm.Tags.ByName(ctx, "lead")
	if err != nil {
		fmt.Println(err)
		return
	}
	people, err := leeloo.Collect(crm.People.All(ctx, leeloo.PeopleListParams{Tags: []string{lead.Name}}))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, person := range people {
		if err := crm.Tags.Remove(ctx, person.ID, lead.ID); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(len(people), "people are no longer leads")
	// Output: 3 people are no longer leads
}

// Writes to a person in the channel where they can be reached.
func ExamplePerson_MessageAccount() {
	srv := leelootest.Start()
	defer srv.Close()
	olena := srv.AddPerson(leelootest.Person{Name: "Olena"})
	crm, ctx := srv.Client(), context.Background()

	person, err := crm.People.Get(ctx, olena.ID, leeloo.PersonGetParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	account, ok := person.MessageAccount()
	if !ok {
		fmt.Println("no channel")
		return
	}
	err = crm.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: account.AccountID, Text: "Hello!"})
	fmt.Println(account.AccountID == olena.AccountID, err)
	// Output: true <nil>
}
