package leeloo_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// addTagByName adds the tag with a name to a person.
func addTagByName(ctx context.Context, client *leeloo.Client, id leeloo.PersonID, name string) error {
	tag, err := client.Tags.ByName(ctx, name)
	if e, ok := errors.AsType[*leeloo.Error](err); ok && errors.Is(err, leeloo.ErrNotFound) {
		return fmt.Errorf("no tag is called %q, but these exist: %q", name, e.Candidates)
	}
	if err != nil {
		return err
	}
	return client.Tags.Add(ctx, id, tag.ID)
}

// Tags are added by id, and cards and filters contain their names. ByName finds the id, and the nearest names if no tag
// has the name. It reads the list of tags each time: to tag many people, keep the id. The API cannot create tags.
func Example_tagByName() {
	server := leelootest.Start()
	defer server.Close()
	olena := server.AddPerson(leelootest.Person{Name: "Olena"})
	client, ctx := server.Client(), context.Background()

	fmt.Println(addTagByName(ctx, client, olena.ID, "Webinar")) // the tag is called "webinar"
	fmt.Println(addTagByName(ctx, client, olena.ID, "webinars"))

	person, err := client.People.Get(ctx, olena.ID, leeloo.PersonGetParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(person.Tags)
	// Output:
	// <nil>
	// no tag is called "webinars", but these exist: ["webinar"]
	// [webinar]
}
