package leeloo_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// findOrCreate returns the person with the phone of params, and creates the person if there is none. If several people
// have the phone, it returns the smallest id, which is usually the oldest card.
func findOrCreate(ctx context.Context, client *leeloo.Client, params leeloo.PersonCreateParams) (id leeloo.PersonID, isNew bool, err error) {
	people, err := client.People.ByPhone(ctx, params.Phone)
	if err != nil {
		return "", false, err
	}
	if len(people) > 0 {
		oldest := slices.MinFunc(people, func(a, b leeloo.Person) int { return cmp.Compare(a.ID, b.ID) })
		return oldest.ID, false, nil
	}
	created, err := client.People.Create(ctx, params)
	if err != nil {
		return "", false, err
	}
	return created.PersonID, true, nil
}

// Leeloo probably does not merge people with the same phone, so look for the phone before you create a person. Two
// processes that do so at the same time may still create two people: lock the phone in your database.
func Example_findOrCreate() {
	server := leelootest.Start()
	defer server.Close()
	client := server.Client()

	for _, phone := range []string{"+380500000000", "+38 (050) 000-00-00"} {
		params := leeloo.PersonCreateParams{Name: "Olena", Phone: phone}
		_, isNew, err := findOrCreate(context.Background(), client, params)
		fmt.Println("new:", isNew, err)
	}
	// Output:
	// new: true <nil>
	// new: false <nil>
}
