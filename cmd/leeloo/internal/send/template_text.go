package send

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
)

// templateText recognizes the messages of the broadcast in chats.
//
// The API does not show the text of a template. A new message from the company proves nothing: a colleague or a bot may have
// written it. But the messages that were sent for sure show the text: if the only new messages of several chats are the
// same, that is the template, and a new message with this text in another chat was sent by the broadcast. A text that differs
// from person to person cannot be recognized; then a human has to look.
type templateText struct {
	client *leeloo.Client
	file   *store.File

	hash      string // of the text: the journal must not have the message itself
	candidate string // the hash of the samples until now
	same      int    // how many there are
	tries     int
	hopeless  bool // the samples differ
}

const (
	samples      = 3  // that must be the same
	maxSamples   = 10 // that are read
	samplePage   = 20
	templateHash = "template_hash" // in the journal
)

func loadTemplateText(ctx context.Context, f *store.File, client *leeloo.Client) (*templateText, error) {
	t := &templateText{client: client, file: f}
	_, err := f.Get(ctx, templateHash, &t.hash)
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
	if again || t.hash != "" || t.hopeless || t.tries == maxSamples {
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
	hash := hashOf(added[0])
	switch {
	case strings.TrimSpace(added[0].Text) == "", t.same > 0 && hash != t.candidate:
		t.hopeless = true
		return nil
	}
	t.candidate = hash
	if t.same++; t.same < samples {
		return nil
	}
	t.hash = hash
	return t.file.Put(context.WithoutCancel(ctx), templateHash, hash)
}

// matches returns a function that reports whether a message is one of the broadcast, or nil if nobody can tell. more is
// whether messages wait from which the text can still be learned.
func (t *templateText) matches(more bool) func(leeloo.Message) bool {
	switch {
	case t.hash != "":
		return func(m leeloo.Message) bool { return hashOf(m) == t.hash }
	case !t.hopeless && t.tries < maxSamples && more:
		return func(leeloo.Message) bool { return false }
	default:
		return nil
	}
}

func hashOf(m leeloo.Message) string {
	sum := sha256.Sum256([]byte(m.Type + "\n" + strings.TrimSpace(m.Text)))
	return hex.EncodeToString(sum[:])
}
