package leeloo

import (
	"context"
	"iter"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/route"
)

// MessagesService reads and writes chats.
type MessagesService service

// Message is a message of a chat.
type Message struct {
	ID        MessageID `json:"id"`
	Text      string    `json:"text"`
	Type      Text      `json:"type"` // such as "YOUR_MESSAGE"
	Read      bool      `json:"read"`
	CreatedAt Time      `json:"createdAt,case:ignore"`
	UpdatedAt Time      `json:"updatedAt,case:ignore"`
}

func (m *Message) identity() string { return string(m.ID) }

// List returns a page of a chat, the newest message first. The API's page calls the id of the path a person's, but
// describes the one of a communication channel: it is an account's.
//
// Leeloo: GET /communication-channels/{account_id}/chat-messages
func (s *MessagesService) List(ctx context.Context, id AccountID, params ListParams, opts ...RequestOption) (*Page[Message], error) {
	return page[Message](ctx, (*service)(s), route.MessagesList.With(string(id)), params, opts)
}

// All walks over a chat, from the newest message to the oldest. [ListParams] says what it promises. An error comes last.
//
// Leeloo: GET /communication-channels/{account_id}/chat-messages
func (s *MessagesService) All(ctx context.Context, id AccountID, params ListParams, opts ...RequestOption) iter.Seq2[*Message, error] {
	return all[Message](ctx, (*service)(s), route.MessagesList.With(string(id)), params, opts)
}

// SendMessageParams say what goes to whom.
type SendMessageParams struct {
	AccountID AccountID `json:"account_id"`
	Text      string    `json:"text"`
}

func (p SendMessageParams) validate() error {
	return check.All(
		check.RequiredID("AccountID", p.AccountID),
		check.Required("Text", p.Text),
	)
}

// Send sends a text into a chat. Sent twice, it arrives twice: see [Error.MaybeApplied].
//
// Leeloo: POST /messages/send-message
func (s *MessagesService) Send(ctx context.Context, params SendMessageParams, opts ...RequestOption) error {
	return exec(ctx, (*service)(s), route.MessagesSend.With(), params, opts)
}
