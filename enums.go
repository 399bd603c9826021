package leeloo

// The lists of the API are open: an answer may hold values that are not named here, and they are kept as they come.
// "NOT_DEFINED" and "NO_DATA" decode to "".

// OrderStatus is the state of an order. [OrdersService.Update] takes OrderStatusResolved and OrderStatusRejected.
type OrderStatus string

// The states that live answers show, then those that only an old comment of the API lists.
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

// CallStatus is how a telephone call went.
type CallStatus string

// The values that [PeopleService.AddCall] takes.
const (
	CallStatusTalking        CallStatus = "TALKING"
	CallStatusSuccess        CallStatus = "SUCCESS"
	CallStatusNoAnswer       CallStatus = "NO_ANSWER"
	CallStatusClosedBySystem CallStatus = "CLOSED_BY_SYSTEM"
)

// CallType is the direction of a telephone call.
type CallType string

// The values that [PeopleService.AddCall] takes.
const (
	CallTypeInbound  CallType = "INBOUND"
	CallTypeOutbound CallType = "OUTBOUND"
)

// ChannelType is the kind of channel that a person came through.
type ChannelType string

// The kinds that were seen.
const (
	ChannelTypeTelegram  ChannelType = "TELEGRAM"
	ChannelTypeFacebook  ChannelType = "FACEBOOK"
	ChannelTypeVKontakte ChannelType = "VKONTAKTE"
	ChannelTypeManual    ChannelType = "MANUAL" // made by hand or by People.Create
)

// ConnectionStatus is the state of a person's connection to a bot.
type ConnectionStatus string

// ConnectionStatusOK is the only state that was seen.
const ConnectionStatusOK ConnectionStatus = "OK"

// Gender is the gender of a person, as their channel tells it.
type Gender string

// The values that were seen.
const (
	GenderFemale Gender = "FEMALE"
	GenderOther  Gender = "OTHER"
)

// LeadGenToolType is the kind of a lead generation tool.
type LeadGenToolType string

// The kinds that the API's page lists.
const (
	LeadGenToolTypeLink    LeadGenToolType = "LINK"
	LeadGenToolTypeQR      LeadGenToolType = "QR"
	LeadGenToolTypeWidget  LeadGenToolType = "WIDGET"
	LeadGenToolTypePopup   LeadGenToolType = "POPUP"
	LeadGenToolTypeForm    LeadGenToolType = "FORM"
	LeadGenToolTypeFBAd    LeadGenToolType = "FB_AD"
	LeadGenToolTypeDefault LeadGenToolType = "DEFAULT"
)
