package leelootest

import "slices"

type channelView struct {
	ID          string            `json:"id"`
	Person      string            `json:"person_id"`
	Name        string            `json:"name"`
	From        string            `json:"from"`
	BotStatus   string            `json:"botStatus"`
	LastMessage stamp             `json:"lastMessageTime"`
	Created     stamp             `json:"createdAt"`
	UTMMarks    map[string]string `json:"utmMarks"`
}

const botAnswers = "BOT" // the only bot status that the samples show

func viewChannel(ch *channel) channelView {
	return channelView{
		ch.id, ch.person.id, ch.person.name, ch.from, botAnswers, ch.lastMessage, ch.created, ch.utmMarks,
	}
}

type connectionView struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

func (c *company) listChannels(in *input) (answer, error) {
	lastMessage := in.lastMessage()
	match := func(ch *channel) bool { return lastMessage(ch.lastMessage) }
	return listed(in, slices.Backward(c.channels.rows), match, viewChannel)
}

func (c *company) listConnections(*input) (answer, error) {
	return answer{data: map[string]any{
		"connections": views(c.connections.rows, func(n *connection) connectionView {
			return connectionView{n.id, n.kind, n.name}
		}),
	}}, nil
}

func (c *company) getChannelPerson(in *input) (answer, error) {
	ch := atPath(in, c.channels, "account_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	return answer{data: viewPerson(ch.person), included: struct{}{}}, nil
}
