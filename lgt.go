package leeloo

import (
	"context"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/route"
)

// LGTService works with lead generation tools (LGT), the entries of a tunnel.
type LGTService service

// TrafficSource is where the people of a lead generation tool come from.
type TrafficSource struct {
	ID                   TrafficSourceID `json:"id"`
	Type                 Text            `json:"type"` // such as "normal"
	Name                 Text            `json:"name"`
	Description          Text            `json:"description"`
	FBAdsetID            string          `json:"fb_adset_id"`
	SynchronizedWithFB   bool            `json:"synchronized_with_fb"`
	SynchronizationError bool            `json:"synchronization_error"`
	Disabled             bool            `json:"disabled"`
	CompanyID            CompanyID       `json:"company_id"`
	LeadGenToolID        LeadGenToolID   `json:"leadgentool_id"`
	TunnelID             TunnelID        `json:"tunnel_id"`
	CreatedBy            UserID          `json:"created_by"`
	Hash                 Text            `json:"hash"` // as it stands in the tool's link
	ResubscribeButtonID  string          `json:"resubscribe_button_id"`
	CreatedAt            Time            `json:"createdAt,case:ignore"`
	UpdatedAt            Time            `json:"updatedAt,case:ignore"`
}

func (t *TrafficSource) identity() string { return string(t.ID) }

// plainTrafficSource is a TrafficSource without its methods.
type plainTrafficSource TrafficSource

func (t *TrafficSource) shape() shape { return (*plainTrafficSource)(t) }

func (t *plainTrafficSource) settle() {
	t.FBAdsetID = codec.NoSentinel(t.FBAdsetID)
	t.ResubscribeButtonID = codec.NoSentinel(t.ResubscribeButtonID)
}

// UnmarshalJSON reads the traffic source as the API writes it.
func (t *TrafficSource) UnmarshalJSON(value []byte) error { return unmarshal(value, t) }

// TrafficSourceParams describe a new traffic source.
type TrafficSourceParams struct {
	Name        string `json:"name"`
	Description string `json:"description,omitzero"` // optional
}

func (p TrafficSourceParams) validate() error {
	return check.All(
		check.Required("Name", p.Name),
		check.Text("Description", p.Description),
	)
}

// CreateTrafficSource adds a traffic source to a lead generation tool. Called twice, it makes two.
//
// Leeloo: POST /leadgentools/{leadgentool_id}/create-traffic-source
func (s *LGTService) CreateTrafficSource(ctx context.Context, id LeadGenToolID, params TrafficSourceParams, opts ...RequestOption) (*TrafficSource, error) {
	return call[TrafficSource](ctx, (*service)(s), route.LGTCreateTrafficSource.With(string(id)), params, opts)
}
