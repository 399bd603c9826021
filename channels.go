package leeloo

import (
	"context"
	"iter"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// ChannelsService reads communication channels (accounts), and the company's connections (bots).
type ChannelsService service

// Channel is the account of a person in one communication channel.
//
//readgen:model
type Channel struct {
	ID              AccountID         `json:"id"`
	PersonID        PersonID          `json:"person_id"`
	Name            string            `json:"name"`
	From            ChannelType       `json:"from"`
	BotStatus       string            `json:"botStatus"` // for example "BOT"
	LastMessageTime time.Time         `json:"lastMessageTime,omitzero"`
	CreatedAt       time.Time         `json:"createdAt,omitzero"`
	UTMMarks        map[string]string `json:"utmMarks,omitzero"`
}

func (c *Channel) resourceID() string { return string(c.ID) }

// Connection is a bot or another integration of the company. The values of Type ("telegram", "sendGrid") differ from
// those of Channel.From.
//
//readgen:model
type Connection struct {
	ID   ConnectionID `json:"id"`
	Type string       `json:"type"`
	Name string       `json:"name"`
}

func (c *Connection) resourceID() string { return string(c.ID) }

// ChannelListParams filter the list of channels.
type ChannelListParams struct {
	ListParams
	// LastMessage is the days in which the last message was sent or received. Optional.
	LastMessage DateRange
}

func (p ChannelListParams) validate() error {
	return validate.All(p.ListParams.validate(), p.LastMessage.validate("LastMessage"))
}

func (p ChannelListParams) body() request.Body {
	return request.Query(struct {
		pageQuery
		lastMessageQuery
	}{p.query(), p.LastMessage.query()})
}

func (p ChannelListParams) withPage(page ListParams) pageParams {
	p.ListParams = page
	return p
}

// List returns a page of the channels of all people, with their UTM marks.
//
// Leeloo: GET /communication-channels
func (s *ChannelsService) List(ctx context.Context, params ChannelListParams, opts ...RequestOption) (*Page[Channel], error) {
	return doPage[Channel](ctx, (*service)(s), operation.ChannelsList.With(), params, opts)
}

// All iterates over the channels of all people. See [ListParams] for what it guarantees.
//
// Leeloo: GET /communication-channels
func (s *ChannelsService) All(ctx context.Context, params ChannelListParams, opts ...RequestOption) iter.Seq2[*Channel, error] {
	return doAll[Channel](ctx, (*service)(s), operation.ChannelsList.With(), params, opts)
}

// Connections returns the company's bots and integrations.
//
// Leeloo: GET /connections
func (s *ChannelsService) Connections(ctx context.Context, opts ...RequestOption) ([]Connection, error) {
	return doList[Connection](ctx, (*service)(s), operation.ChannelsConnections.With(), nil, opts)
}

// Person returns the person of an account.
//
// Leeloo: GET /communication-channels/{account_id}/person
func (s *ChannelsService) Person(ctx context.Context, id AccountID, opts ...RequestOption) (*Person, error) {
	return doOne[Person](ctx, (*service)(s), operation.ChannelsPerson.With(string(id)), nil, opts)
}
