package leeloo_test

import (
	"context"
	"fmt"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// removeTagFromAll removes the tag with a name from all people and returns their number.
func removeTagFromAll(ctx context.Context, client *leeloo.Client, name string) (removed int, err error) {
	tag, err := client.Tags.ByName(ctx, name)
	if err != nil {
		return 0, err
	}
	people, err := leeloo.Collect(client.People.All(ctx, leeloo.PeopleListParams{Tags: []string{tag.Name}}))
	if err != nil {
		return 0, err
	}
	for _, person := range people {
		if err := client.Tags.Remove(ctx, person.ID, tag.ID); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

// Collect the people before you change what the list is filtered by: a person without the tag leaves the list while it is
// read, and the iteration would end with ErrPaginationStuck. After an error, call it again: removing a tag twice does no
// harm.
func Example_removeTagFromAll() {
	server := leelootest.Start()
	defer server.Close()
	server.Seed(250)
	client, ctx := server.Client(), context.Background()

	removed, err := removeTagFromAll(ctx, client, "webinar")
	fmt.Println("removed from", removed, "people", err)

	page, err := client.People.List(ctx, leeloo.PeopleListParams{Tags: []string{"webinar"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("left:", len(page.Items))
	// Output:
	// removed from 69 people <nil>
	// left: 0
}
