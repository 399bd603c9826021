package durable

import (
	"context"
	"strings"

	"github.com/leeloo-go/leeloo"
)

// maxNewMessages is how many new messages of a chat are read to find one.
const maxNewMessages = 1000

// Text sends a text to an account. If it may have been applied, it was when the chat has a new message with the text; if
// there is none for 15 minutes, it is held. If the id is empty, because the person has no account, it is held.
//
// To keep the message of one task from being taken for that of another, give tasks the person as their key.
func (w Writes) Text(ctx context.Context, name string, params leeloo.SendMessageParams) error {
	text := strings.TrimSpace(params.Text)
	return w.message(ctx, name, params.AccountID,
		func(m leeloo.Message) bool { return strings.TrimSpace(m.Text) == text },
		func(ctx context.Context) error { return w.client.Messages.Send(ctx, params, once) })
}

// Template sends a template to an account. The API does not show the text of a template, so sent reports whether a message
// of the chat is this template. If it may have been applied, it was when the chat has a new message for which sent returns
// true; if there is none for 15 minutes, it is held. If sent is nil, it is held at once.
//
// To keep the message of one task from being taken for that of another, give tasks the person as their key.
func (w Writes) Template(ctx context.Context, name string, params leeloo.SendTemplateParams, sent func(leeloo.Message) bool) error {
	send := func(ctx context.Context) error { return w.client.Templates.Send(ctx, params, once) }
	if sent == nil {
		_, err := Do(ctx, w.task, name, Step[none, none]{
			Before: func(context.Context) (none, error) {
				if params.AccountID == "" {
					return none{}, errNoAccount
				}
				return none{}, nil
			},
			Send: func(ctx context.Context, _ none) (none, error) { return none{}, send(ctx) },
		})
		return err
	}
	return w.message(ctx, name, params.AccountID, sent, send)
}

func (w Writes) message(ctx context.Context, name string, id leeloo.AccountID, sent func(leeloo.Message) bool, send func(context.Context) error) error {
	_, err := Do(ctx, w.task, name, Step[none, leeloo.MessageID]{
		Before: func(ctx context.Context) (leeloo.MessageID, error) {
			if id == "" {
				return "", errNoAccount
			}
			page, err := w.client.Messages.List(ctx, id, leeloo.ListParams{Limit: 1})
			if err != nil || len(page.Items) == 0 {
				return "", err
			}
			return page.Items[0].ID, nil
		},
		Find: func(ctx context.Context, newest leeloo.MessageID) (none, bool, error) {
			found, err := w.newMessage(ctx, id, newest, sent)
			return none{}, found, err
		},
		Send: func(ctx context.Context, _ leeloo.MessageID) (none, error) { return none{}, send(ctx) },
	})
	return err
}

// newMessage reports whether one of the messages after another one matches. Messages are listed newest first.
func (w Writes) newMessage(ctx context.Context, id leeloo.AccountID, after leeloo.MessageID, matches func(leeloo.Message) bool) (bool, error) {
	read := 0
	for message, err := range w.client.Messages.All(ctx, id, leeloo.ListParams{}) {
		switch {
		case err != nil:
			return false, err
		case message.ID == after:
			return false, nil
		case matches(*message):
			return true, nil
		}
		if read++; read == maxNewMessages {
			return false, Hold{"the chat has too many new messages to find this one"}
		}
	}
	if after != "" {
		return false, Hold{"the chat has lost the message after which to look"}
	}
	return false, nil
}
