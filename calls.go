package leeloo

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/phone"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// Call is a telephone call on the card of a person.
//
//readgen:model
type Call struct {
	ID                    CallID        `json:"id"`
	RawResponse           any           `json:"raw_response"` // of the telephone provider, of any shape
	RecordLink            string        `json:"record_link"`
	CompanyID             CompanyID     `json:"company_id"`
	UserID                UserID        `json:"user_id"`
	AccountID             AccountID     `json:"account_id"`
	ProviderType          string        `json:"provider_type"` // for example "MANUAL"
	To                    string        `json:"to"`
	From                  string        `json:"from"`
	Type                  CallType      `json:"type"`
	Status                CallStatus    `json:"status"`
	TelephoneConnectionID string        `json:"telephone_connection_id"`
	CallUUID              string        `json:"call_id"` // the id of the telephone provider
	Duration              time.Duration `json:"-"`       // "billsec" in the response, in seconds
	CreatedAt             time.Time     `json:"created_at,omitzero"`
	UpdatedAt             time.Time     `json:"updated_at,omitzero"`
	NextCheck             time.Time     `json:"next_check,omitzero"`
}

func (c *Call) resourceID() string { return string(c.ID) }

//readgen:billsec
func (c *Call) readBillsec(r *codec.Reader) { c.Duration = r.Seconds() }

// UnmarshalJSON reads the call as the API or MarshalJSON writes it.
func (c *Call) UnmarshalJSON(value []byte) error {
	*c = Call{}
	return codec.Read(value, codec.ReadFunc(c.read))
}

// MarshalJSON writes the call as the API does.
func (c Call) MarshalJSON() ([]byte, error) {
	type plain Call // without this method
	return codec.Marshal(struct {
		*plain
		Billsec float64 `json:"billsec"`
	}{(*plain)(&c), c.Duration.Seconds()})
}

// CallParams are the params of [PeopleService.AddCall]. All but RecordLink and Duration are required.
type CallParams struct {
	UserID     UserID    // the member of the staff who made or received the call
	From       string    // a phone, sent as "+" and digits; any other text, for example the extension "606", is sent as it is
	To         string    // likewise
	Date       time.Time // sent to the millisecond, in UTC
	AccountID  AccountID
	RecordLink string // the URL of a recording; if it is empty, NOT_DEFINED is sent
	Status     CallStatus
	Duration   time.Duration // sent in seconds, rounded
	Type       CallType
}

func (p CallParams) validate() error {
	return validate.All(
		validate.RequiredID("UserID", p.UserID),
		validate.Required("From", p.From),
		validate.Required("To", p.To),
		validate.RequiredTime("Date", p.Date),
		validate.RequiredID("AccountID", p.AccountID),
		validate.Text("RecordLink", p.RecordLink),
		validate.OneOf("Status", p.Status, CallStatusTalking, CallStatusSuccess, CallStatusNoAnswer, CallStatusClosedBySystem),
		validate.NotNegative("Duration", p.Duration),
		validate.OneOf("Type", p.Type, CallTypeInbound, CallTypeOutbound),
	)
}

func (p CallParams) body() request.Body {
	seconds := int64(p.Duration.Round(time.Second) / time.Second)
	return request.Form(
		request.Field{Name: "account_id", Text: string(p.AccountID)},
		request.Field{Name: "date", Text: formatMillis(p.Date)},
		request.Field{Name: "duration", Text: strconv.FormatInt(seconds, 10), Number: true},
		request.Field{Name: "from", Text: phone.NormalizeIfValid(p.From)},
		request.Field{Name: "record_link", Text: cmp.Or(p.RecordLink, "NOT_DEFINED")},
		request.Field{Name: "status", Text: string(p.Status)},
		request.Field{Name: "to", Text: phone.NormalizeIfValid(p.To)},
		request.Field{Name: "type", Text: string(p.Type)},
		request.Field{Name: "user_id", Text: string(p.UserID)},
	)
}

// AddCall records a telephone call on the card of the person of an account. If called twice, it records two. It is sent as
// a form: see [FormEncoding].
//
// Leeloo: POST /calls
func (s *PeopleService) AddCall(ctx context.Context, params CallParams, opts ...RequestOption) (*Call, error) {
	return doOne[Call](ctx, (*service)(s), operation.PeopleAddCall.With(), params, opts)
}
