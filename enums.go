package leeloo

import "github.com/leeloo-go/leeloo/internal/codec"

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

// UnmarshalJSON reads any scalar.
func (s *OrderStatus) UnmarshalJSON(value []byte) error {
	return codec.Enum(s, value,
		OrderStatusOpened, OrderStatusResolved, OrderStatusRejected, OrderStatusOrder,
		OrderStatusPending, OrderStatusFailed, OrderStatusSuccess, OrderStatusRefunded)
}

// CallStatus is how a telephone call went.
type CallStatus string

// The values that [PeopleService.AddCall] takes.
const (
	CallStatusTalking        CallStatus = "TALKING"
	CallStatusSuccess        CallStatus = "SUCCESS"
	CallStatusNoAnswer       CallStatus = "NO_ANSWER"
	CallStatusClosedBySystem CallStatus = "CLOSED_BY_SYSTEM"
)

// UnmarshalJSON reads any scalar.
func (s *CallStatus) UnmarshalJSON(value []byte) error {
	return codec.Enum(s, value,
		CallStatusTalking, CallStatusSuccess,
		CallStatusNoAnswer, CallStatusClosedBySystem)
}

// CallType is the direction of a telephone call.
type CallType string

// The values that [PeopleService.AddCall] takes.
const (
	CallTypeInbound  CallType = "INBOUND"
	CallTypeOutbound CallType = "OUTBOUND"
)

// UnmarshalJSON reads any scalar.
func (s *CallType) UnmarshalJSON(value []byte) error {
	return codec.Enum(s, value, CallTypeInbound, CallTypeOutbound)
}

// ChannelType is the kind of channel that a person came through.
type ChannelType string

// The kinds that were seen.
const (
	ChannelTypeTelegram  ChannelType = "TELEGRAM"
	ChannelTypeFacebook  ChannelType = "FACEBOOK"
	ChannelTypeVKontakte ChannelType = "VKONTAKTE"
	ChannelTypeManual    ChannelType = "MANUAL" // made by hand or by People.Create
)

// UnmarshalJSON reads any scalar.
func (s *ChannelType) UnmarshalJSON(value []byte) error {
	return codec.Enum(s, value,
		ChannelTypeTelegram, ChannelTypeFacebook,
		ChannelTypeVKontakte, ChannelTypeManual)
}

// ConnectionStatus is the state of a person's connection to a bot.
type ConnectionStatus string

// UnmarshalJSON reads any scalar.
func (s *ConnectionStatus) UnmarshalJSON(value []byte) error {
	return codec.Enum(s, value, ConnectionStatusOK)
}

// ConnectionStatusOK is the only state that was seen.
const ConnectionStatusOK ConnectionStatus = "OK"

// Gender is the gender of a person, as their channel tells it.
type Gender string

// The values that were seen.
const (
	GenderFemale Gender = "FEMALE"
	GenderOther  Gender = "OTHER"
)

// UnmarshalJSON reads any scalar.
func (s *Gender) UnmarshalJSON(value []byte) error {
	return codec.Enum(s, value, GenderFemale, GenderOther)
}

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

// UnmarshalJSON reads any scalar.
func (s *LeadGenToolType) UnmarshalJSON(value []byte) error {
	return codec.Enum(s, value,
		LeadGenToolTypeLink, LeadGenToolTypeQR, LeadGenToolTypeWidget,
		LeadGenToolTypePopup, LeadGenToolTypeForm, LeadGenToolTypeFBAd, LeadGenToolTypeDefault)
}
