package leeloo

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/form"
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
	*plainCallRecord
	Billsec seconds `json:"billsec"`
}

func (c *CallRecord) shape() shape { return &callRecordJSON{plainCallRecord: (*plainCallRecord)(c)} }

func (w *callRecordJSON) settle() {
	if w.plainCallRecord == nil { // null
		return
	}
	w.Duration = time.Duration(w.Billsec)
	w.CallUUID = codec.NoSentinel(w.CallUUID)
	w.TelephoneConnectionID = codec.NoSentinel(w.TelephoneConnectionID)
}

// UnmarshalJSON reads the call as the API writes it.
func (c *CallRecord) UnmarshalJSON(value []byte) error { return unmarshal(value, c) }

// MarshalJSON writes the call as the API does.
func (c CallRecord) MarshalJSON() ([]byte, error) {
	return codec.Marshal(callRecordJSON{(*plainCallRecord)(&c), seconds(c.Duration)})
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

func (p CallParams) fields() []form.Field {
	return []form.Field{
		{Name: "account_id", Text: string(p.AccountID)},
		{Name: "date", Text: sent(p.Date, millisLayout)},
		{Name: "duration", Text: strconv.FormatInt(int64(p.Duration.Round(time.Second)/time.Second), 10), Number: true},
		{Name: "from", Text: p.From},
		{Name: "record_link", Text: cmp.Or(p.RecordLink, "NOT_DEFINED")},
		{Name: "status", Text: string(p.Status)},
		{Name: "to", Text: p.To},
		{Name: "type", Text: string(p.Type)},
		{Name: "user_id", Text: string(p.UserID)},
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
