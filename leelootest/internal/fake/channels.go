package fake

import "slices"

type channelView struct {
	ID          string            `json:"id"`
	Person      string            `json:"person_id"`
	Name        string            `json:"name"`
	From        string            `json:"from"`
	BotStatus   string            `json:"botStatus"`
	LastMessage timestamp         `json:"lastMessageTime"`
	Created     timestamp         `json:"createdAt"`
	UTMMarks    map[string]string `json:"utmMarks"`
}

const botStatus = "BOT" // the only bot status that the samples show

func viewChannel(ch *Channel) channelView {
	return channelView{
		ch.ID, ch.Person.ID, ch.Person.Name, ch.From, botStatus, ch.lastMessage, ch.created, ch.utmMarks,
	}
}

type connectionView struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

func (s *Store) listChannels(in *params) (result, error) {
	lastMessage := in.lastMessage()
	match := func(ch *Channel) bool { return lastMessage(ch.lastMessage) }
	return page(in, slices.Backward(s.Channels.Rows), match, viewChannel)
}

func (s *Store) listConnections(*params) (result, error) {
	return result{data: map[string]any{
		"connections": mapped(s.Connections.Rows, func(n *Connection) connectionView {
			return connectionView{n.ID, n.kind, n.Name}
		}),
	}}, nil
}

func (s *Store) getChannelPerson(in *params) (result, error) {
	ch := lookupPath(in, s.Channels, "account_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	return result{data: viewPerson(ch.Person), included: struct{}{}}, nil
}
