package main

import (
	"context"
	"errors"
	"time"

	"github.com/leeloo-go/leeloo"
)

// exportChats reads chat after chat. A chat counts as finished once all its rows are on disk.
func exportChats(ctx context.Context, e *exporter) error {
	for range maxWalks {
		channels, err := unfinishedChannels(ctx, e)
		if err != nil || len(channels) == 0 {
			return err
		}
		if err := exportChannelsChats(ctx, e, channels); err != nil {
			return err
		}
	}
	return nil
}

func exportChannelsChats(ctx context.Context, e *exporter, channels []leeloo.Channel) error {
	e.progress.begin("chats", len(channels))
	defer e.progress.end()
	for _, channel := range channels {
		if err := exportChat(ctx, e, channel); err != nil {
			return err
		}
		e.progress.step()
	}
	return nil
}

// unfinishedChannels lists the channels that may have messages in the period. Its end filters none of them: who wrote
// after it may have written in it, too.
func unfinishedChannels(ctx context.Context, e *exporter) ([]leeloo.Channel, error) {
	var channels []leeloo.Channel
	for channel, err := range e.crm.Channels.All(ctx, e.chatChannels()) {
		if err != nil {
			return nil, err
		}
		if !e.out.finished[channel.ID] && !e.options.period.startsAfter(channel.LastMessageTime) {
			channels = append(channels, leeloo.Channel{ID: channel.ID, PersonID: channel.PersonID, Name: channel.Name, From: channel.From})
		}
	}
	return channels, nil
}

func (e *exporter) chatChannels() leeloo.ChannelListParams {
	return leeloo.ChannelListParams{
		ListParams:  leeloo.ListParams{Prefetch: prefetch},
		LastMessage: leeloo.DateRange{From: leeloo.DateOf(e.options.period.from)},
	}
}

// exportChat writes nothing of a chat before all of it is read, so that a chat is there as a whole or not at all.
func exportChat(ctx context.Context, e *exporter, channel leeloo.Channel) error {
	messages, err := messagesOf(ctx, e, channel)
	if errors.Is(err, leeloo.ErrRejected) || errors.Is(err, leeloo.ErrNotFound) {
		return ignoreIfDeleted(ctx, e, channel.ID, err)
	}
	if err != nil {
		return err
	}
	encoder := encoder[chatMessage]{format: e.options.Format, columns: messageColumns}
	for i := range messages {
		_, line, err := encoder.encode(&messages[i])
		if err != nil {
			return err
		}
		if _, err := e.out.w.Write(line); err != nil {
			return err
		}
		e.noteTime(messages[i].CreatedAt)
	}
	return e.out.finish(channel.ID)
}

// messagesOf returns the messages of the period, the newest first. It stops at the first older one, as long as the
// API keeps that order.
func messagesOf(ctx context.Context, e *exporter, channel leeloo.Channel) ([]chatMessage, error) {
	var messages []chatMessage
	inOrder, last := true, time.Time{}
	for message, err := range e.crm.Messages.All(ctx, channel.ID, leeloo.ListParams{}) {
		if err != nil {
			return nil, err
		}
		at := message.CreatedAt
		if !at.IsZero() {
			inOrder = inOrder && (last.IsZero() || !at.After(last))
			last = at
		}
		if inOrder && e.options.period.startsAfter(at) {
			break
		}
		if e.options.period.contains(at) {
			messages = append(messages, chatMessage{channel.ID, channel.PersonID, channel.Name, channel.From, *message})
		}
	}
	return messages, nil
}

// ignoreIfDeleted settles why the API has refused a chat. If the channel is not in the list any more, it was deleted
// since it was read there.
func ignoreIfDeleted(ctx context.Context, e *exporter, id leeloo.AccountID, refusal error) error {
	for channel, err := range e.crm.Channels.All(ctx, e.chatChannels()) {
		if err != nil {
			return err
		}
		if channel.ID == id {
			return refusal
		}
	}
	return nil
}
