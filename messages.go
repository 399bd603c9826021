package leeloo

import (
	"context"
	"iter"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// MessagesService reads chats and sends messages.
type MessagesService service

// Message is a message of a chat.
//
//readgen:model
type Message struct {
	ID        MessageID `json:"id"`
	Text      string    `json:"text" leeloo:"verbatim"` // as written, also if it is "NOT_DEFINED"
	Type      string    `json:"type"`                   // for example "YOUR_MESSAGE"
	Read      bool      `json:"read"`
	CreatedAt time.Time `json:"createdAt,omitzero"`
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
}

func (m *Message) resourceID() string { return string(m.ID) }

// List returns a page of the messages of an account, newest first. The vendor's documentation calls the id of the path
// person_id, but describes a communication channel: it is the id of an account.
//
// Leeloo: GET /communication-channels/{account_id}/chat-messages
func (s *MessagesService) List(ctx context.Context, id AccountID, params ListParams, opts ...RequestOption) (*Page[Message], error) {
	return doPage[Message](ctx, (*service)(s), operation.MessagesList.With(string(id)), params, opts)
}

// All iterates over the messages of an account, from the newest to the oldest. See [ListParams] for what it guarantees.
//
// Leeloo: GET /communication-channels/{account_id}/chat-messages
func (s *MessagesService) All(ctx context.Context, id AccountID, params ListParams, opts ...RequestOption) iter.Seq2[*Message, error] {
	return doAll[Message](ctx, (*service)(s), operation.MessagesList.With(string(id)), params, opts)
}

// SendMessageParams are the params of [MessagesService.Send].
type SendMessageParams struct {
	AccountID AccountID `json:"account_id"`
	Text      string    `json:"text"`
}

func (p SendMessageParams) validate() error {
	return validate.All(
		validate.RequiredID("AccountID", p.AccountID),
		validate.Required("Text", p.Text),
	)
}

func (p SendMessageParams) body() request.Body { return request.JSON(p) }

// Send sends a text to an account. If sent twice, the person receives it twice: see [Error.MaybeApplied].
//
// Leeloo: POST /messages/send-message
func (s *MessagesService) Send(ctx context.Context, params SendMessageParams, opts ...RequestOption) error {
	return do(ctx, (*service)(s), operation.MessagesSend.With(), params, opts)
}
