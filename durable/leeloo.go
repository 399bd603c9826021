package durable

import (
	"context"

	"github.com/leeloo-go/leeloo"
)

// Writes are the writes of the Leeloo API as steps of a task. The first argument after the context is the name of the step
// within the task. Their results are ids.
//
// The package documentation lists what happens to each write that may have been applied.
type Writes struct {
	client *leeloo.Client
	task   *Task
}

// For returns the writes of a client as steps of a task. If the client has a limiter, create it with [NewLimiter] and set
// [Job.Limiter].
func For(client *leeloo.Client, t *Task) Writes { return Writes{client, t} }

// none is the result of a write without a result, and what a Find without a Before gets.
type none = struct{}

// once is for a write that must not be sent twice. The client does not retry it: a retry would wait while the step is begun.
var once = leeloo.NoRetry()

// Comment adds a comment to the card of a person. The API has no list of comments: if it may have been applied, it is held.
func (w Writes) Comment(ctx context.Context, name string, id leeloo.PersonID, text string) (leeloo.CommentID, error) {
	return Do(ctx, w.task, name, Step[leeloo.CommentID, none]{
		Send: func(ctx context.Context, _ none) (leeloo.CommentID, error) {
			comment, err := w.client.People.AddComment(ctx, id, text, once)
			if err != nil {
				return "", err
			}
			return comment.ID, nil
		},
	})
}

// Tag adds a tag to a person. It is sent until it succeeds: twice is the same as once.
func (w Writes) Tag(ctx context.Context, name string, id leeloo.PersonID, tag leeloo.TagID) error {
	return w.repeat(ctx, name, func(ctx context.Context) error { return w.client.Tags.Add(ctx, id, tag) })
}

// Untag removes a tag from a person. It is sent until it succeeds: twice is the same as once.
func (w Writes) Untag(ctx context.Context, name string, id leeloo.PersonID, tag leeloo.TagID) error {
	return w.repeat(ctx, name, func(ctx context.Context) error { return w.client.Tags.Remove(ctx, id, tag) })
}

// Update changes the card of a person. It is sent until it succeeds: twice is the same as once.
func (w Writes) Update(ctx context.Context, name string, id leeloo.PersonID, params leeloo.PersonUpdateParams) error {
	return w.repeat(ctx, name, func(ctx context.Context) error { return w.client.People.Update(ctx, id, params) })
}

// ConnectEmail connects people to an e-mail connection. It is sent until it succeeds: the API ignores who is connected
// already.
func (w Writes) ConnectEmail(ctx context.Context, name string, params leeloo.ConnectEmailParams) (accepted int, err error) {
	return Do(ctx, w.task, name, Step[int, none]{
		Send:       func(ctx context.Context, _ none) (int, error) { return w.client.People.ConnectEmail(ctx, params) },
		Repeatable: true,
	})
}

func (w Writes) repeat(ctx context.Context, name string, send func(context.Context) error) error {
	_, err := Do(ctx, w.task, name, Step[none, none]{
		Send:       func(ctx context.Context, _ none) (none, error) { return none{}, send(ctx) },
		Repeatable: true,
	})
	return err
}

// Call records a telephone call. The API has no list of calls: if it may have been applied, it is held.
func (w Writes) Call(ctx context.Context, name string, params leeloo.CallParams) (leeloo.CallID, error) {
	return Do(ctx, w.task, name, Step[leeloo.CallID, none]{
		Send: func(ctx context.Context, _ none) (leeloo.CallID, error) {
			call, err := w.client.People.AddCall(ctx, params, once)
			if err != nil {
				return "", err
			}
			return call.ID, nil
		},
	})
}

// TrafficSource creates a traffic source of a lead generation tool. The API has no list of them: if it may have been
// applied, it is held.
func (w Writes) TrafficSource(ctx context.Context, name string, id leeloo.LeadGenToolID, params leeloo.TrafficSourceParams) (leeloo.TrafficSource, error) {
	return Do(ctx, w.task, name, Step[leeloo.TrafficSource, none]{
		Send: func(ctx context.Context, _ none) (leeloo.TrafficSource, error) {
			source, err := w.client.LGT.CreateTrafficSource(ctx, id, params, once)
			if err != nil {
				return leeloo.TrafficSource{}, err
			}
			return *source, nil
		},
	})
}
