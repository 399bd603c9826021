package send

import (
	"context"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
)

// templateText recognizes the messages of the broadcast in chats.
//
// The API does not show the text of a template. A new message from the company proves nothing: a colleague or a bot may have
// written it. But the messages that were sent for sure show the text: if the only new messages of several chats are the
// same, or differ only in the middle, that is the template, and such a message in another chat was sent by the broadcast. If
// they have too little in common, a human has to look.
type templateText struct {
	client *leeloo.Client
	file   *store.File

	pattern  *pattern // nil if it is not known
	samples  []leeloo.Message
	tries    int
	hopeless bool // the samples have too little in common
}

const (
	samples    = 3  // that are needed
	maxSamples = 10 // that are read
	samplePage = 20
	patternKey = "pattern" // in the journal
)

func loadTemplateText(ctx context.Context, f *store.File, client *leeloo.Client) (*templateText, error) {
	t := &templateText{client: client, file: f}
	_, err := f.Get(ctx, patternKey, &t.pattern)
	return t, err
}

// sample is a chat before a message was sent.
type sample struct {
	account leeloo.AccountID
	before  map[leeloo.MessageID]bool
}

// begin reads a chat before its message is sent, as long as the text is not known. It returns nil if there is nothing to
// learn.
func (t *templateText) begin(ctx context.Context, account leeloo.AccountID, again bool) *sample {
	if again || t.pattern != nil || t.hopeless || t.tries == maxSamples {
		return nil
	}
	t.tries++
	page, err := t.client.Messages.List(ctx, account, leeloo.ListParams{Limit: samplePage})
	if err != nil {
		return nil // a broadcast needs no samples
	}
	s := &sample{account, map[leeloo.MessageID]bool{}}
	for _, m := range page.Items {
		s.before[m.ID] = true
	}
	return s
}

// learn reads the chat of a message that was sent.
func (t *templateText) learn(ctx context.Context, s *sample) error {
	if s == nil {
		return nil
	}
	page, err := t.client.Messages.List(ctx, s.account, leeloo.ListParams{Limit: samplePage})
	if err != nil {
		return nil
	}
	var added []leeloo.Message
	for _, m := range page.Items {
		if !s.before[m.ID] {
			added = append(added, m)
		}
	}
	if len(added) != 1 { // not there yet, or somebody else wrote as well
		return nil
	}
	if t.samples = append(t.samples, added[0]); len(t.samples) < samples {
		return nil
	}
	p, ok := newPattern(t.samples)
	if !ok {
		t.hopeless = true
		return nil
	}
	t.pattern = &p
	return t.file.Put(context.WithoutCancel(ctx), patternKey, p)
}

// matches returns a function that reports whether a message is one of the broadcast, or nil if nobody can tell. more is
// whether messages wait from which the text can still be learned.
func (t *templateText) matches(more bool) func(leeloo.Message) bool {
	switch {
	case t.pattern != nil:
		return t.pattern.matches
	case !t.hopeless && t.tries < maxSamples && more:
		return func(leeloo.Message) bool { return false }
	default:
		return nil
	}
}
