package fake

import "slices"

type message struct {
	id, text      string
	inbound, read bool
	created       timestamp
}

type messageView struct {
	ID      string    `json:"id"`
	Text    string    `json:"text"`
	Type    string    `json:"type"`
	Read    bool      `json:"read"`
	Created timestamp `json:"createdAt"`
	Updated timestamp `json:"updatedAt"`
}

// The types of messages. The samples show only the first; the second is our choice.
const (
	outboundType = "YOUR_MESSAGE"
	inboundType  = "SUBSCRIBER_MESSAGE"
)

func viewMessage(m message) messageView {
	kind := outboundType
	if m.inbound {
		kind = inboundType
	}
	return messageView{m.id, m.text, kind, m.read, m.created, m.created}
}

func (s *Store) listMessages(in *params) (result, error) {
	ch := lookupPath(in, s.Channels, "account_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	return page(in, slices.Backward(ch.chat), nil, viewMessage)
}

func (s *Store) sendMessage(in *params) (result, error) {
	to := lookupField(in, s.Channels, "account_id")
	text := in.required("text")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	to.addMessage(message{id: s.ids.next(), text: text, created: in.now})
	return done, nil
}

func (ch *Channel) addMessage(m message) {
	ch.chat = append(ch.chat, m)
	ch.lastMessage, ch.updated = m.created, m.created
}
