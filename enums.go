package leeloo

// The enumerations of the API are open: a response may contain values that are not listed here, and they are kept as
// they are. "NOT_DEFINED" and "NO_DATA" are read as "".

// OrderStatus is the status of an order. [OrdersService.Update] accepts OrderStatusResolved and OrderStatusRejected.
type OrderStatus string

// The first three appear in live responses. The others are listed only in an old comment of the vendor's.
const (
	OrderStatusOpened   OrderStatus = "OPENED"
	OrderStatusResolved OrderStatus = "RESOLVED"
	OrderStatusRejected OrderStatus = "REJECTED"

	OrderStatusOrder    OrderStatus = "ORDER"
	OrderStatusPending  OrderStatus = "PENDING"
	OrderStatusFailed   OrderStatus = "FAILED"
	OrderStatusSuccess  OrderStatus = "SUCCESS"
	OrderStatusRefunded OrderStatus = "REFUNDED"
)

// CallStatus is the result of a telephone call.
type CallStatus string

// The values that [PeopleService.AddCall] accepts.
const (
	CallStatusTalking        CallStatus = "TALKING"
	CallStatusSuccess        CallStatus = "SUCCESS"
	CallStatusNoAnswer       CallStatus = "NO_ANSWER"
	CallStatusClosedBySystem CallStatus = "CLOSED_BY_SYSTEM"
)

// CallType is the direction of a telephone call.
type CallType string

// The values that [PeopleService.AddCall] accepts.
const (
	CallTypeInbound  CallType = "INBOUND"
	CallTypeOutbound CallType = "OUTBOUND"
)

// ChannelType is the kind of communication channel of an account.
type ChannelType string

// The known kinds. Accounts of Instagram, Viber, WhatsApp, e-mail and SMS exist too; their values are not known.
const (
	ChannelTypeTelegram  ChannelType = "TELEGRAM"
	ChannelTypeFacebook  ChannelType = "FACEBOOK"
	ChannelTypeVKontakte ChannelType = "VKONTAKTE"
	ChannelTypeManual    ChannelType = "MANUAL" // created manually or by [PeopleService.Create]
)

// ConnectionStatus is the status of the connection between an account and a bot.
type ConnectionStatus string

// ConnectionStatusOK is the only known status.
const ConnectionStatusOK ConnectionStatus = "OK"

// Gender is the gender of a person, as the communication channel reports it.
type Gender string

// The known values.
const (
	GenderFemale Gender = "FEMALE"
	GenderOther  Gender = "OTHER"
)

// LeadGenToolType is the kind of a lead generation tool.
type LeadGenToolType string

// The kinds that the vendor's documentation lists.
const (
	LeadGenToolTypeLink    LeadGenToolType = "LINK"
	LeadGenToolTypeQR      LeadGenToolType = "QR"
	LeadGenToolTypeWidget  LeadGenToolType = "WIDGET"
	LeadGenToolTypePopup   LeadGenToolType = "POPUP"
	LeadGenToolTypeForm    LeadGenToolType = "FORM"
	LeadGenToolTypeFBAd    LeadGenToolType = "FB_AD"
	LeadGenToolTypeDefault LeadGenToolType = "DEFAULT"
)
