package leeloo

import (
	"context"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// LGTService creates traffic sources of lead generation tools (LGT), through which people enter a tunnel.
type LGTService service

// TrafficSource is a source of the people who enter a tunnel through a lead generation tool.
//
//readgen:model
type TrafficSource struct {
	ID                   TrafficSourceID `json:"id"`
	Type                 string          `json:"type"` // for example "normal"
	Name                 string          `json:"name"`
	Description          string          `json:"description"`
	FBAdsetID            string          `json:"fb_adset_id"`
	SynchronizedWithFB   bool            `json:"synchronized_with_fb"`
	SynchronizationError bool            `json:"synchronization_error"`
	Disabled             bool            `json:"disabled"`
	CompanyID            CompanyID       `json:"company_id"`
	LeadGenToolID        LeadGenToolID   `json:"leadgentool_id"`
	TunnelID             TunnelID        `json:"tunnel_id"`
	CreatedBy            UserID          `json:"created_by"`
	Hash                 string          `json:"hash"` // identifies the source in a widget or a link
	ResubscribeButtonID  string          `json:"resubscribe_button_id"`
	CreatedAt            time.Time       `json:"createdAt,omitzero"`
	UpdatedAt            time.Time       `json:"updatedAt,omitzero"`
}

func (t *TrafficSource) resourceID() string { return string(t.ID) }

// TrafficSourceParams are the params of [LGTService.CreateTrafficSource].
type TrafficSourceParams struct {
	Name        string `json:"name"`
	Description string `json:"description,omitzero"` // optional
}

func (p TrafficSourceParams) validate() error {
	return validate.All(
		validate.Required("Name", p.Name),
		validate.Text("Description", p.Description),
	)
}

func (p TrafficSourceParams) body() request.Body { return request.JSON(p) }

// CreateTrafficSource adds a traffic source to a lead generation tool. If called twice, it creates two.
//
// Leeloo: POST /leadgentools/{leadgentool_id}/create-traffic-source
func (s *LGTService) CreateTrafficSource(ctx context.Context, id LeadGenToolID, params TrafficSourceParams, opts ...RequestOption) (*TrafficSource, error) {
	return doOne[TrafficSource](ctx, (*service)(s), operation.LGTCreateTrafficSource.With(string(id)), params, opts)
}
