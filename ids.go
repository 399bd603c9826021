package leeloo

import "github.com/leeloo-go/leeloo/internal/codec"

// The ids of Leeloo are strings, 24 hexadecimal digits as far as is known. Each kind has its own type, so that one
// can't be passed for another: the vendor's page itself mixes up the ids of a person and of their account.
type (
	// AccountID is one person in one channel: the "account" or "communication channel" that messages are sent to.
	// The address of a chat has it as well, next to another id; take it from Channels.List or Person.Accounts.
	AccountID string
	// PersonID is the card of a person, whatever the channels. Channels.Person gives it for an account.
	PersonID string
	// ConnectionID is a bot or an integration of the company, as Channels.Connections lists them.
	ConnectionID string
	// CategoryID is a category of message templates: app.leeloo.ai/campaigns-templates/CATEGORY_ID/templates.
	CategoryID string
	// TemplateID is a message template: app.leeloo.ai/campaigns-templates/…/templates/creator/TEMPLATE_ID.
	TemplateID string
	// MessageID is a message in a chat.
	MessageID string
	// LeadGenToolID is a lead generation tool (LGT) of a tunnel: right-click it there, "Copy LGT ID".
	LeadGenToolID string
	// TrafficSourceID is a traffic source of a lead generation tool.
	TrafficSourceID string
	// PaymentCreditsID is a connected payment system: Settings, Payments, "Details", the end of the address.
	PaymentCreditsID string
	// OfferID is an offer: app.leeloo.ai/campaigns-offers/OFFER_ID/offers/1.
	OfferID string
	// OrderID is an order, as Orders.List and Orders.Create give it.
	OrderID string
	// UserID is a user of the company's Leeloo (its staff), not a subscriber: app.leeloo.ai/settings/company/users/user/USER_ID.
	UserID string
	// TagID is a tag: Settings, CRM settings, Tags, "Copy ID". In people and in filters tags stand by name instead.
	TagID string
	// TunnelID is a sales tunnel (funnel): app.leeloo.ai/tunnels/TUNNEL_ID/tree.
	TunnelID string
	// TunnelBlockID is a block of a tunnel: app.leeloo.ai/tunnels/TUNNEL_ID/tree/TUNNEL_BLOCK_ID.
	TunnelBlockID string
	// CompanyID is the company that the token belongs to.
	CompanyID string
	// CommentID is a comment on a person's card.
	CommentID string
	// CallID is a call on a person's card.
	CallID string
)

// An id is read from a string alone, since a number may have lost digits on its way. null, NOT_DEFINED and NO_DATA
// are none.

// UnmarshalJSON reads the id.
func (id *AccountID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *PersonID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *ConnectionID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *CategoryID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *TemplateID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *MessageID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *LeadGenToolID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *TrafficSourceID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *PaymentCreditsID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *OfferID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *OrderID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *UserID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *TagID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *TunnelID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *TunnelBlockID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *CompanyID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *CommentID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }

// UnmarshalJSON reads the id.
func (id *CallID) UnmarshalJSON(value []byte) error { return codec.ID(id, value) }
