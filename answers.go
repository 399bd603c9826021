package leeloo

import (
	"sync"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// answers is the codec that every answer is decoded with.
var answers = sync.OnceValue(func() *codec.Codec {
	return codec.New(
		codec.By((*Person).take),
		codec.By((*Tunnel).take),
		codec.By((*TrafficSource).take),
		codec.By((*CallRecord).take),

		codec.Enum[OrderStatus](),
		codec.Enum[CallStatus](),
		codec.Enum[CallType](),
		codec.Enum[ChannelType](),
		codec.Enum[ConnectionStatus](),
		codec.Enum[Gender](),
		codec.Enum[LeadGenToolType](),

		codec.ID[AccountID](),
		codec.ID[PersonID](),
		codec.ID[ConnectionID](),
		codec.ID[CategoryID](),
		codec.ID[TemplateID](),
		codec.ID[MessageID](),
		codec.ID[LeadGenToolID](),
		codec.ID[TrafficSourceID](),
		codec.ID[PaymentCreditsID](),
		codec.ID[OfferID](),
		codec.ID[OrderID](),
		codec.ID[UserID](),
		codec.ID[TagID](),
		codec.ID[TunnelID](),
		codec.ID[TunnelBlockID](),
		codec.ID[CompanyID](),
		codec.ID[CommentID](),
		codec.ID[CallID](),
	)
})
