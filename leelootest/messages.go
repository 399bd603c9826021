package leelootest

import "slices"

type messageView struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Type    string `json:"type"`
	Read    bool   `json:"read"`
	Created stamp  `json:"createdAt"`
	Updated stamp  `json:"updatedAt"`
}

func viewMessage(m message) messageView {
	return messageView{m.id, m.text, "YOUR_MESSAGE", m.read, m.created, m.created}
}

func (c *company) listMessages(in *input) (answer, error) {
	ch := atPath(in, c.channels, "account_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	return listed(in, slices.Backward(ch.chat), nil, viewMessage)
}

func (c *company) sendMessage(in *input) (answer, error) {
	to := named(in, c.channels, "account_id")
	text := in.required("text")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	to.say(c.ids.next(), text, false, in.now)
	return done, nil
}
