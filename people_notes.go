package leeloo

import (
	"context"
	"time"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/route"
)

// Comment is a comment on a person's card.
type Comment struct {
	ID         CommentID `json:"id"`
	Text       string    `json:"text"`
	CreatedBy  UserID    `json:"created_by"`
	CompanyID  CompanyID `json:"company_id"`
	EntityID   PersonID  `json:"entity_id"`
	EntityType Text      `json:"entity_type"` // "PERSON"
	CreatedAt  Time      `json:"created_at,case:ignore"`
	UpdatedAt  Time      `json:"updated_at,case:ignore"`
}

func (c *Comment) identity() string { return string(c.ID) }

type commentParams struct {
	Comment string `json:"comment"`
}

func (p commentParams) validate() error { return check.Required("comment", p.Comment) }

// AddComment adds a comment to a person's card. Called twice, it stands there twice: see [Error.MaybeApplied].
//
// Leeloo: PUT /people/{person_id}/add-comment
func (s *PeopleService) AddComment(ctx context.Context, id PersonID, comment string, opts ...RequestOption) (*Comment, error) {
	return call[Comment](ctx, (*service)(s), route.PeopleAddComment.With(string(id)), commentParams{comment}, opts)
}

// CallRecord is a telephone call on a person's card.
type CallRecord struct {
	ID                    CallID        `json:"id"`
	CallUUID              string        `json:"call_id"` // the telephone provider's id
	AccountID             AccountID     `json:"account_id"`
	UserID                UserID        `json:"user_id"`
	CompanyID             CompanyID     `json:"company_id"`
	ProviderType          Text          `json:"provider_type"` // "MANUAL"
	TelephoneConnectionID string        `json:"telephone_connection_id"`
	From                  Text          `json:"from"`
	To                    Text          `json:"to"`
	Type                  CallType      `json:"type"`
	Status                CallStatus    `json:"status"`
	Duration              time.Duration `json:"-"` // billsec on the wire, in seconds
	RecordLink            Text          `json:"record_link"`
	RawResponse           any           `json:"raw_response"` // the telephone provider's, of any shape
	CreatedAt             Time          `json:"created_at,case:ignore"`
	UpdatedAt             Time          `json:"updated_at,case:ignore"`
	NextCheck             Time          `json:"next_check"`
}

func (c *CallRecord) identity() string { return string(c.ID) }

// plainCallRecord is a CallRecord without its methods.
type plainCallRecord CallRecord

type callRecordJSON struct {
	plainCallRecord
	Billsec seconds `json:"billsec"`
}

// UnmarshalJSON reads the call as the API writes it.
func (c *CallRecord) UnmarshalJSON(value []byte) error { return answers().Unmarshal(value, c) }

func (c *CallRecord) take(wire *callRecordJSON) {
	*c = CallRecord(wire.plainCallRecord)
	c.Duration = time.Duration(wire.Billsec)
	c.CallUUID = codec.NoSentinel(c.CallUUID)
	c.TelephoneConnectionID = codec.NoSentinel(c.TelephoneConnectionID)
}

// MarshalJSON writes the call as the API does.
func (c CallRecord) MarshalJSON() ([]byte, error) {
	return codec.Marshal(callRecordJSON{plainCallRecord(c), seconds(c.Duration)})
}

// CallParams describe a telephone call. All but RecordLink are required; a Duration of 0 is one.
type CallParams struct {
	UserID     UserID // of the company, who had the call
	From       string // a telephone number, or an extension such as "606"
	To         string
	Date       time.Time
	AccountID  AccountID
	RecordLink string // the URL of a recording; empty is sent as NOT_DEFINED
	Status     CallStatus
	Duration   time.Duration // sent in whole seconds, rounded
	Type       CallType
}

func (p CallParams) validate() error {
	return check.All(
		check.RequiredID("UserID", p.UserID),
		check.Required("From", p.From),
		check.Required("To", p.To),
		check.RequiredTime("Date", p.Date),
		check.RequiredID("AccountID", p.AccountID),
		check.Text("RecordLink", p.RecordLink),
		check.OneOf("Status", p.Status, CallStatusTalking, CallStatusSuccess, CallStatusNoAnswer, CallStatusClosedBySystem),
		check.NotNegative("Duration", p.Duration),
		check.OneOf("Type", p.Type, CallTypeInbound, CallTypeOutbound),
	)
}

func (p CallParams) wire() any {
	recordLink := p.RecordLink
	if recordLink == "" {
		recordLink = "NOT_DEFINED"
	}
	return struct {
		UserID     UserID     `json:"user_id" url:"user_id"`
		From       string     `json:"from" url:"from"`
		To         string     `json:"to" url:"to"`
		Date       string     `json:"date" url:"date"`
		AccountID  AccountID  `json:"account_id" url:"account_id"`
		RecordLink string     `json:"record_link" url:"record_link"`
		Status     CallStatus `json:"status" url:"status"`
		Duration   int64      `json:"duration" url:"duration"`
		Type       CallType   `json:"type" url:"type"`
	}{
		p.UserID, p.From, p.To, sent(p.Date, millisLayout), p.AccountID, recordLink, p.Status,
		int64(p.Duration.Round(time.Second) / time.Second), p.Type,
	}
}

// AddCall records a telephone call on the card of the person behind an account. Called twice, it stands there twice.
//
// The API's page asks for form-data: see [WithFormEncoding].
//
// Leeloo: POST /calls
func (s *PeopleService) AddCall(ctx context.Context, params CallParams, opts ...RequestOption) (*CallRecord, error) {
	return call[CallRecord](ctx, (*service)(s), route.PeopleAddCall.With(), params, opts)
}
