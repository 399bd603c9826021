package leeloo

import (
	"context"
	"iter"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/route"
)

// ChannelsService reads communication channels: the accounts of people, and the company's bots that they are
// connected to.
type ChannelsService service

// Channel is the account of a person in one channel.
type Channel struct {
	ID              AccountID         `json:"id"`
	PersonID        PersonID          `json:"person_id"`
	Name            Text              `json:"name"`
	From            ChannelType       `json:"from"`
	BotStatus       Text              `json:"botStatus"` // such as "BOT"
	LastMessageTime Time              `json:"lastMessageTime"`
	CreatedAt       Time              `json:"createdAt,case:ignore"`
	UTMMarks        map[string]string `json:"utmMarks,omitzero"`
}

func (c *Channel) identity() string { return string(c.ID) }

// Connection is a bot or another integration of the company. The values of Type ("telegram", "sendGrid") are not
// those of Channel.From.
type Connection struct {
	ID   ConnectionID `json:"id"`
	Type Text         `json:"type"`
	Name Text         `json:"name"`
}

func (c *Connection) identity() string { return string(c.ID) }

// ChannelListParams filter the list of channels.
type ChannelListParams struct {
	ListParams
	// LastMessage is when the last message came or went. Optional.
	LastMessage DateRange
}

func (p ChannelListParams) validate() error {
	return check.All(p.ListParams.validate(), p.LastMessage.validate("LastMessage"))
}

// lastMessageQuery is the filter by the last message on the wire.
type lastMessageQuery struct {
	From string `url:"filter[last_message][from],omitempty"`
	To   string `url:"filter[last_message][to],omitempty"`
}

func (r DateRange) lastMessageQuery() lastMessageQuery {
	return lastMessageQuery{r.From.String(), r.To.String()}
}

func (p ChannelListParams) wire() any {
	return struct {
		listQuery
		lastMessageQuery
	}{p.query(), p.LastMessage.lastMessageQuery()}
}

func (p ChannelListParams) with(list ListParams) listing {
	p.ListParams = list
	return p
}

// List returns a page of the channels of all people, with their UTM marks.
//
// Leeloo: GET /communication-channels
func (s *ChannelsService) List(ctx context.Context, params ChannelListParams, opts ...RequestOption) (*Page[Channel], error) {
	return page[Channel](ctx, (*service)(s), route.ChannelsList.With(), params, opts)
}

// All walks over the channels of all people. [ListParams] says what it promises. An error comes last.
//
// Leeloo: GET /communication-channels
func (s *ChannelsService) All(ctx context.Context, params ChannelListParams, opts ...RequestOption) iter.Seq2[*Channel, error] {
	return all[Channel](ctx, (*service)(s), route.ChannelsList.With(), params, opts)
}

// Connections returns the company's bots and integrations.
//
// Leeloo: GET /connections
func (s *ChannelsService) Connections(ctx context.Context, opts ...RequestOption) ([]Connection, error) {
	return list[Connection](ctx, (*service)(s), route.ChannelsConnections.With(), nil, opts)
}

// Person returns the person behind an account.
//
// Leeloo: GET /communication-channels/{account_id}/person
func (s *ChannelsService) Person(ctx context.Context, id AccountID, opts ...RequestOption) (*Person, error) {
	return call[Person](ctx, (*service)(s), route.ChannelsPerson.With(string(id)), nil, opts)
}
