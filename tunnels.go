package leeloo

import (
	"context"
	"iter"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/form"
	"github.com/leeloo-go/leeloo/internal/route"
)

// TunnelsService reads sales tunnels (funnels) and subscribes people to them.
type TunnelsService service

// Tunnel is a sales tunnel. Lists have its first four fields alone.
type Tunnel struct {
	ID        TunnelID `json:"id"`
	Name      Text     `json:"name"`
	CreatedAt Time     `json:"createdAt,case:ignore"`
	UpdatedAt Time     `json:"updatedAt,case:ignore"`

	LeadGenToolIDs []LeadGenToolID `json:"-"`
	LeadGenTools   []LeadGenTool   `json:"-"` // with IncludeLeadGenTools
}

func (t *Tunnel) identity() string { return string(t.ID) }

func (t *Tunnel) attach(rows included) { t.LeadGenTools = rows.LeadGenTools }

// LeadGenTool is a lead generation tool (LGT) of a tunnel.
type LeadGenTool struct {
	ID   LeadGenToolID   `json:"id"`
	Name Text            `json:"name"`
	Type LeadGenToolType `json:"type"`
}

func (l *LeadGenTool) identity() string { return string(l.ID) }

// plainTunnel is a Tunnel without its methods.
type plainTunnel Tunnel

type tunnelJSON struct {
	*plainTunnel
	Links  tunnelLinks `json:"links,omitzero"`
	Linked *included   `json:"linked,omitempty"`
}

type tunnelLinks struct {
	LeadGenTools links[LeadGenToolID] `json:"leadgentools,omitzero"`
}

func (t *Tunnel) inList() any { return (*plainTunnel)(t) }

func (t *Tunnel) shape() shape { return &tunnelJSON{plainTunnel: (*plainTunnel)(t)} }

func (w *tunnelJSON) settle() {
	if w.plainTunnel == nil { // null
		return
	}
	w.LeadGenToolIDs = w.Links.LeadGenTools.ids()
	if w.Linked != nil {
		(*Tunnel)(w.plainTunnel).attach(*w.Linked)
	}
}

// UnmarshalJSON reads the tunnel as the API writes it, or as MarshalJSON does.
func (t *Tunnel) UnmarshalJSON(value []byte) error { return unmarshal(value, t) }

// MarshalJSON writes the tunnel as the API does, with its lead generation tools in the member "linked".
func (t Tunnel) MarshalJSON() ([]byte, error) {
	return codec.Marshal(tunnelJSON{
		plainTunnel: (*plainTunnel)(&t),
		Links:       tunnelLinks{linksTo("leadgentools", t.LeadGenToolIDs)},
		Linked:      &included{LeadGenTools: t.LeadGenTools},
	})
}

// TunnelStats are the figures of a tunnel: how many people saw, visited, subscribed and bought. A figure with Uniq
// counts each person once.
type TunnelStats struct {
	Subscribers     int    `json:"subscribers"`
	UniqSubscribers int    `json:"uniqSubscribers"`
	Orders          int    `json:"orders"`
	Sales           int    `json:"sales"`
	UniqSales       int    `json:"uniqSales"`
	Visits          int    `json:"visits"`
	UniqVisits      int    `json:"uniqVisits"`
	Shows           int    `json:"shows"`
	UniqShows       int    `json:"uniqShows"`
	TotalSale       Amount `json:"totalSale"` // in US dollars
	TotalExpenses   Amount `json:"totalExpenses"`
}

// TunnelInclude is something that [TunnelsService.Get] can bring along.
type TunnelInclude string

// IncludeLeadGenTools brings the lead generation tools of a tunnel along.
const IncludeLeadGenTools TunnelInclude = "leadgentools"

// TunnelGetParams say what to bring along.
type TunnelGetParams struct {
	Include []TunnelInclude `url:"include,comma,omitempty"`
}

func (p TunnelGetParams) validate() error {
	return check.Each("Include", p.Include, check.Name)
}

// SubscribeParams say where in which tunnel a person starts.
type SubscribeParams struct {
	TunnelID      TunnelID
	TunnelBlockID TunnelBlockID
}

func (p SubscribeParams) validate() error {
	return check.All(
		check.RequiredID("TunnelID", p.TunnelID),
		check.RequiredID("TunnelBlockID", p.TunnelBlockID),
	)
}

func (p SubscribeParams) fields() []form.Field {
	return []form.Field{
		{Name: "tunnel_block_id", Text: string(p.TunnelBlockID)},
		{Name: "tunnel_id", Text: string(p.TunnelID)},
	}
}

// List returns a page of the tunnels.
//
// Leeloo: GET /tunnels
func (s *TunnelsService) List(ctx context.Context, params ListParams, opts ...RequestOption) (*Page[Tunnel], error) {
	return page[Tunnel](ctx, (*service)(s), route.TunnelsList.With(), params, opts)
}

// All walks over the tunnels. [ListParams] says what it promises. An error comes last.
//
// Leeloo: GET /tunnels
func (s *TunnelsService) All(ctx context.Context, params ListParams, opts ...RequestOption) iter.Seq2[*Tunnel, error] {
	return all[Tunnel](ctx, (*service)(s), route.TunnelsList.With(), params, opts)
}

// Get returns one tunnel.
//
// Leeloo: GET /tunnels/{tunnel_id}
func (s *TunnelsService) Get(ctx context.Context, id TunnelID, params TunnelGetParams, opts ...RequestOption) (*Tunnel, error) {
	return call[Tunnel](ctx, (*service)(s), route.TunnelsGet.With(string(id)), params, opts)
}

// Stats returns the figures of all tunnels. Whether the API answers one row in all or one a tunnel is not known; a
// row does not say which tunnel it is of. For that there is StatsOf.
//
// Leeloo: GET /tunnels/stats
func (s *TunnelsService) Stats(ctx context.Context, opts ...RequestOption) ([]TunnelStats, error) {
	return figures[TunnelStats](ctx, (*service)(s), route.TunnelsStats.With(), opts)
}

// StatsOf returns the figures of one tunnel. An answer with no row, or with several, is [ErrUnexpectedResponse].
//
// Leeloo: GET /tunnels/{tunnel_id}/stats
func (s *TunnelsService) StatsOf(ctx context.Context, id TunnelID, opts ...RequestOption) (*TunnelStats, error) {
	return figure[TunnelStats](ctx, (*service)(s), route.TunnelsStatsOf.With(string(id)), opts)
}

// Subscribe starts a person's account at a block of a tunnel. Called twice, the person may go through it twice.
//
// The API's page asks for form-data: see [WithFormEncoding].
//
// Leeloo: POST /communication-channels/{account_id}/manual-subscribe
func (s *TunnelsService) Subscribe(ctx context.Context, id AccountID, params SubscribeParams, opts ...RequestOption) error {
	return exec(ctx, (*service)(s), route.TunnelsSubscribe.With(string(id)), params, opts)
}
