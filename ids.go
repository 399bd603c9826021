package leeloo

// The ids of Leeloo are strings, 24 hexadecimal digits in every known response. Each kind has its own type, so that
// one cannot be passed for another: the vendor's documentation itself confuses the ids of a person and of an account.
type (
	// AccountID identifies an account: one person in one communication channel. Messages are sent to it. A chat URL
	// contains it and another id; the vendor's documentation contradicts itself about which is the account. Take it
	// from [ChannelsService.List] or [Person].Accounts.
	AccountID string
	// PersonID identifies a person (a client card) in all channels. [ChannelsService.Person] returns it for an account.
	PersonID string
	// ConnectionID identifies a connection: a bot or an integration of the company. [ChannelsService.Connections] lists
	// them.
	ConnectionID string
	// CategoryID identifies a category of message templates: app.leeloo.ai/campaigns-templates/CATEGORY_ID/templates.
	CategoryID string
	// TemplateID identifies a message template: app.leeloo.ai/campaigns-templates/…/templates/creator/TEMPLATE_ID.
	TemplateID string
	// MessageID identifies a message in a chat.
	MessageID string
	// LeadGenToolID identifies a lead generation tool (LGT) of a tunnel. To copy it, right-click the tool in the tunnel
	// and choose "Copy LGT ID".
	LeadGenToolID string
	// TrafficSourceID identifies a traffic source of a lead generation tool.
	TrafficSourceID string
	// PaymentCreditsID identifies payment credits: a connected payment system. It is the last part of the URL of
	// Settings, Payments, "Details".
	PaymentCreditsID string
	// OfferID identifies an offer: app.leeloo.ai/campaigns-offers/OFFER_ID/offers/1.
	OfferID string
	// OrderID identifies an order. [OrdersService.List] and [OrdersService.Create] return it.
	OrderID string
	// UserID identifies a user: a member of the company's staff, not a subscriber. It is in the URL
	// app.leeloo.ai/settings/company/users/user/USER_ID.
	UserID string
	// TagID identifies a tag. To copy it, open Settings, CRM settings, Tags, and choose "Copy ID". [Person].Tags and
	// filters contain the names of tags instead.
	TagID string
	// TunnelID identifies a sales tunnel (funnel): app.leeloo.ai/tunnels/TUNNEL_ID/tree.
	TunnelID string
	// TunnelBlockID identifies a block of a tunnel: app.leeloo.ai/tunnels/TUNNEL_ID/tree/TUNNEL_BLOCK_ID.
	TunnelBlockID string
	// CompanyID identifies the company that the token belongs to.
	CompanyID string
	// CommentID identifies a comment on a person.
	CommentID string
	// CallID identifies the record of a telephone call. It is not the UUID of the call itself.
	CallID string
)
