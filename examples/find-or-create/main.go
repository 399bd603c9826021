// Find-or-create finds a person by phone or creates the person, then adds a tag and a comment. It is safe to run twice.
//
// A comment is there twice if it is sent twice, and the API cannot read comments. So the tag marks who has been processed:
// it is added first, and a person who has it already gets no comment.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func main() {
	var l lead
	demo := flag.Bool("demo", false, "run twice against a fake Leeloo in this process")
	flag.StringVar(&l.phone, "phone", "", "the `phone` of the person")
	flag.StringVar(&l.name, "name", "", "the `name`, if the person is created")
	flag.StringVar(&l.tag, "tag", "lead", "the `tag` that marks who has been processed")
	flag.StringVar(&l.comment, "comment", "Asked for the price", "the `text` of the comment")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, *demo, l)
	stop()
	os.Exit(code)
}

// run returns the exit code: 0 done, 1 failed, 2 wrong usage, 4 a human has to look at the card.
func run(ctx context.Context, demo bool, l lead) int {
	if demo {
		server := leelootest.Start()
		defer server.Close()
		l.phone, l.name = "+380500000000", "Olena"
		return max(report(l.save(ctx, server.Client())), report(l.save(ctx, server.Client())))
	}
	token, baseURL := os.Getenv("LEELOO_TOKEN"), cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2")
	if token == "" || l.phone == "" || l.name == "" || l.comment == "" {
		fmt.Fprintln(os.Stderr, "Set LEELOO_TOKEN to the token of your company, and give -phone, -name and -comment. Or try -demo.")
		return 2
	}
	client, err := leeloo.NewClient(token, leeloo.WithBaseURL(baseURL))
	if err != nil {
		fmt.Fprintln(os.Stderr, "Check LEELOO_TOKEN and LEELOO_BASE_URL:", err)
		return 2
	}
	return report(l.save(ctx, client))
}

type lead struct{ phone, name, tag, comment string }

// errCommentMissing is returned if the tag was added, so that another run will not write the comment.
var errCommentMissing = errors.New("the tag was added, but the comment may be missing: if it is, write it in Leeloo")

func (l lead) save(ctx context.Context, client *leeloo.Client) error {
	tag, err := client.Tags.ByName(ctx, l.tag) // before anything is written
	if err != nil {
		return err
	}
	person, err := l.findOrCreate(ctx, client)
	if err != nil {
		return err
	}
	if slices.Contains(person.Tags, tag.Name) {
		fmt.Printf("The person has the tag %q already: nothing is left to do.\n", tag.Name)
		return nil
	}
	if err := addTag(ctx, client, person.ID, tag); err != nil {
		return err
	}
	if _, err := client.People.AddComment(ctx, person.ID, l.comment); err != nil {
		return fmt.Errorf("%w: %w", errCommentMissing, err)
	}
	fmt.Printf("Added the tag %q and the comment.\n", tag.Name)
	return nil
}

func (l lead) findOrCreate(ctx context.Context, client *leeloo.Client) (leeloo.Person, error) {
	person, found, err := l.find(ctx, client)
	if err != nil {
		return person, err
	}
	if found {
		fmt.Println("Found the person", person.ID)
		return person, nil
	}
	created, err := client.People.Create(ctx, leeloo.PersonCreateParams{Name: l.name, Phone: l.phone})
	if errors.Is(err, leeloo.ErrMaybeApplied) { // look whether the person is there; never create again blindly
		if person, found, findErr := l.find(ctx, client); findErr == nil && found {
			fmt.Println("Created the person", person.ID, "(the response was lost)")
			return person, nil
		}
	}
	if err != nil {
		return leeloo.Person{}, err
	}
	fmt.Println("Created the person", created.PersonID)
	return leeloo.Person{ID: created.PersonID, Tags: created.Tags}, nil
}

// find returns the person with the phone. Of several it returns the one with the smallest id, which is usually the oldest,
// so that each run finds the same.
func (l lead) find(ctx context.Context, client *leeloo.Client) (person leeloo.Person, found bool, err error) {
	people, err := client.People.ByPhone(ctx, l.phone)
	if err != nil || len(people) == 0 {
		return person, false, err
	}
	return slices.MinFunc(people, func(a, b leeloo.Person) int { return cmp.Compare(a.ID, b.ID) }), true, nil
}

func addTag(ctx context.Context, client *leeloo.Client, id leeloo.PersonID, tag *leeloo.Tag) error {
	err := client.Tags.Add(ctx, id, tag.ID)
	if errors.Is(err, leeloo.ErrMaybeApplied) { // the card shows whether it was
		if person, getErr := client.People.Get(ctx, id, leeloo.PersonGetParams{}); getErr == nil && slices.Contains(person.Tags, tag.Name) {
			return nil
		}
	}
	return err
}

// report prints an error and what to do about it, and returns the exit code.
func report(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, err)
	e, _ := errors.AsType[*leeloo.Error](err)
	switch outcome := leeloo.OutcomeOf(err); {
	case errors.Is(err, errCommentMissing):
		return 4
	case outcome == leeloo.NotApplied:
		fmt.Fprintln(os.Stderr, "Nothing was changed by this request. Run the program again later.")
	case outcome == leeloo.Refused && len(e.Candidates) > 0:
		fmt.Fprintf(os.Stderr, "Names that exist: %q\n", e.Candidates)
	case outcome == leeloo.Refused:
		fmt.Fprintln(os.Stderr, "The request cannot succeed as it is. Change the flags.")
	default:
		fmt.Fprintln(os.Stderr, "It may have been applied. Look at the person in Leeloo before you run the program again.")
		return 4
	}
	return 1
}
