package export

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// readChats reads chat after chat, and again those of channels that have come in the meantime.
func readChats(ctx context.Context, r *reader) error {
	for range maxPasses {
		var channels []leeloo.Channel
		err := r.outage.ride(ctx, func() (err error) {
			channels, err = r.unfinishedChannels(ctx)
			return err
		})
		if err != nil || len(channels) == 0 {
			return err
		}
		if err := r.readChannelsChats(ctx, channels); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) readChannelsChats(ctx context.Context, channels []leeloo.Channel) error {
	r.display.begin("reading chats", len(channels))
	defer r.display.end()
	return inOrder(ctx, r.workers, channels, r.readChat, func(c chat) error {
		r.display.add()
		if c.isDeleted {
			return nil
		}
		if len(c.lines) > 0 {
			if err := r.sink.write(c.lines); err != nil {
				return err
			}
		}
		r.outage.over()
		return r.sink.finishChat(c.id)
	})
}

// unfinishedChannels lists the channels that may have messages in the period. The end of the period filters none of them:
// who wrote after it may have written in it, too.
func (r *reader) unfinishedChannels(ctx context.Context) ([]leeloo.Channel, error) {
	var channels []leeloo.Channel
	for channel, err := range r.client.Channels.All(ctx, r.chatChannels()) {
		if err != nil {
			return nil, err
		}
		if _, finished := r.sink.chats[string(channel.ID)]; !finished && !r.period.startsAfter(channel.LastMessageTime) {
			channels = append(channels, leeloo.Channel{ // its texts are parts of longer ones
				ID:       leeloo.AccountID(strings.Clone(string(channel.ID))),
				PersonID: leeloo.PersonID(strings.Clone(string(channel.PersonID))),
				Name:     strings.Clone(channel.Name),
				From:     leeloo.ChannelType(strings.Clone(string(channel.From))),
			})
		}
	}
	return channels, nil
}

func (r *reader) chatChannels() leeloo.ChannelListParams {
	return leeloo.ChannelListParams{
		ListParams:  leeloo.ListParams{Prefetch: r.workers},
		LastMessage: leeloo.DateRange{From: r.period.filter().From},
	}
}

// chat is a chat that was read: as a whole, so that it is in the file as a whole or not at all.
type chat struct {
	id        string
	lines     []byte
	isDeleted bool
}

func (r *reader) readChat(ctx context.Context, channel leeloo.Channel) (c chat, err error) {
	err = r.outage.ride(ctx, func() error {
		c, err = r.tryReadChat(ctx, channel)
		return err
	})
	return c, err
}

// tryReadChat reads the messages of the period, the newest first. It stops at the first older one, as long as the API
// keeps that order.
func (r *reader) tryReadChat(ctx context.Context, channel leeloo.Channel) (chat, error) {
	var lines bytes.Buffer
	inOrder, last := true, time.Time{}
	for message, err := range r.client.Messages.All(ctx, channel.ID, leeloo.ListParams{}) {
		if errors.Is(err, leeloo.ErrRejected) || errors.Is(err, leeloo.ErrNotFound) {
			return chat{isDeleted: true}, r.checkDeleted(ctx, channel.ID, err)
		}
		if err != nil {
			return chat{}, err
		}
		at := message.CreatedAt
		if !at.IsZero() {
			inOrder = inOrder && (last.IsZero() || !at.After(last))
			last = at
		}
		if inOrder && r.period.startsAfter(at) {
			break
		}
		if !r.period.contains(at) {
			continue
		}
		if err := writeJSON(&lines, &chatMessage{channel.ID, channel.PersonID, channel.Name, channel.From, *message}); err != nil {
			return chat{}, err
		}
	}
	return chat{id: string(channel.ID), lines: lines.Bytes()}, nil
}

// checkDeleted settles why the API has refused a chat. If the channel is not in the list any more, it was deleted since it
// was read there. If it is, the refusal is an error.
func (r *reader) checkDeleted(ctx context.Context, id leeloo.AccountID, refusal error) error {
	for channel, err := range r.client.Channels.All(ctx, r.chatChannels()) {
		if err != nil {
			return err
		}
		if channel.ID == id {
			return refusal
		}
	}
	return nil
}
