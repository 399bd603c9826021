package leeloo

import (
	"context"
	"iter"
	"time"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// TunnelsService reads sales tunnels (funnels) and their statistics, and subscribes people to them.
type TunnelsService service

// Tunnel is a sales tunnel.
//
//readgen:model
type Tunnel struct {
	ID        TunnelID  `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"createdAt,omitzero"`
	UpdatedAt time.Time `json:"updatedAt,omitzero"`

	LeadGenToolIDs []LeadGenToolID `json:"-"` // only from Get
	LeadGenTools   []LeadGenTool   `json:"-"` // only from Get with IncludeLeadGenTools
}

func (t *Tunnel) resourceID() string { return string(t.ID) }
func (t *Tunnel) name() string       { return t.Name }

func (t *Tunnel) include(items included) { t.LeadGenTools = items.LeadGenTools }

// LeadGenTool is a lead generation tool (LGT) of a tunnel.
//
//readgen:model
type LeadGenTool struct {
	ID   LeadGenToolID   `json:"id"`
	Name string          `json:"name"`
	Type LeadGenToolType `json:"type"`
}

func (l *LeadGenTool) resourceID() string { return string(l.ID) }

var tunnelLinkNames = []string{"leadgentools"}

//readgen:links
func (t *Tunnel) readLinks(r *codec.Reader) {
	for range r.Object(tunnelLinkNames) {
		t.LeadGenToolIDs = readLinks[LeadGenToolID](r)
	}
}

//readgen:linked
func (t *Tunnel) readLinked(r *codec.Reader) {
	var items included
	items.read(r)
	t.include(items)
}

// UnmarshalJSON reads the tunnel as the API or MarshalJSON writes it.
func (t *Tunnel) UnmarshalJSON(value []byte) error {
	*t = Tunnel{}
	return codec.Read(value, codec.ReadFunc(t.read))
}

// MarshalJSON writes the tunnel as the API does. Its lead generation tools are in the member "linked".
func (t Tunnel) MarshalJSON() ([]byte, error) {
	type plain Tunnel // without this method
	type links struct {
		LeadGenTools []link[LeadGenToolID] `json:"leadgentools,omitzero"`
	}
	return codec.Marshal(struct {
		*plain
		Links  links     `json:"links,omitzero"`
		Linked *included `json:"linked,omitempty"`
	}{
		(*plain)(&t),
		links{linksTo("leadgentools", t.LeadGenToolIDs)},
		&included{LeadGenTools: t.LeadGenTools},
	})
}

// TunnelStats are the statistics of a tunnel: how many people saw, visited, subscribed and bought. The Uniq fields count
// each person once.
//
//readgen:model
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

// TunnelInclude is related data that [TunnelsService.Get] can include.
type TunnelInclude string

// IncludeLeadGenTools fills Tunnel.LeadGenTools.
const IncludeLeadGenTools TunnelInclude = "leadgentools"

// TunnelGetParams are the params of [TunnelsService.Get].
type TunnelGetParams struct {
	Include []TunnelInclude `url:"include,comma,omitempty"`
}

func (p TunnelGetParams) validate() error {
	return validate.Each("Include", p.Include, validate.Name)
}

func (p TunnelGetParams) body() request.Body { return request.Query(p) }

// List returns a page of the tunnels.
//
// Leeloo: GET /tunnels
func (s *TunnelsService) List(ctx context.Context, params ListParams, opts ...RequestOption) (*Page[Tunnel], error) {
	return doPage[Tunnel](ctx, (*service)(s), operation.TunnelsList.With(), params, opts)
}

// All iterates over the tunnels. See [ListParams] for what it guarantees.
//
// Leeloo: GET /tunnels
func (s *TunnelsService) All(ctx context.Context, params ListParams, opts ...RequestOption) iter.Seq2[*Tunnel, error] {
	return doAll[Tunnel](ctx, (*service)(s), operation.TunnelsList.With(), params, opts)
}

// Get returns one tunnel.
//
// Leeloo: GET /tunnels/{tunnel_id}
func (s *TunnelsService) Get(ctx context.Context, id TunnelID, params TunnelGetParams, opts ...RequestOption) (*Tunnel, error) {
	return doOne[Tunnel](ctx, (*service)(s), operation.TunnelsGet.With(string(id)), params, opts)
}

// ByName returns the tunnel with a name. See [TagsService.ByName] for how names are compared. It reads the whole list.
//
// Leeloo: GET /tunnels
func (s *TunnelsService) ByName(ctx context.Context, name string, opts ...RequestOption) (*Tunnel, error) {
	return byName(operation.TunnelsList, "Tunnels.ByName", "name", name, s.All(ctx, ListParams{}, opts...))
}

// ListStats returns the statistics of all tunnels. Whether the API sends one item in total or one for each tunnel is not
// known, and an item does not contain the id of its tunnel. For the statistics of one tunnel, use GetStats.
//
// Leeloo: GET /tunnels/stats
func (s *TunnelsService) ListStats(ctx context.Context, opts ...RequestOption) ([]TunnelStats, error) {
	return doStats(ctx, (*service)(s), operation.TunnelsListStats.With(), opts)
}

// GetStats returns the statistics of one tunnel. If the response does not have exactly one item, the error is
// [ErrUnexpectedResponse].
//
// Leeloo: GET /tunnels/{tunnel_id}/stats
func (s *TunnelsService) GetStats(ctx context.Context, id TunnelID, opts ...RequestOption) (*TunnelStats, error) {
	return doOneStats(ctx, (*service)(s), operation.TunnelsGetStats.With(string(id)), opts)
}

// SubscribeParams are the params of [TunnelsService.Subscribe].
type SubscribeParams struct {
	TunnelID      TunnelID
	TunnelBlockID TunnelBlockID
}

func (p SubscribeParams) validate() error {
	return validate.All(
		validate.RequiredID("TunnelID", p.TunnelID),
		validate.RequiredID("TunnelBlockID", p.TunnelBlockID),
	)
}

func (p SubscribeParams) body() request.Body {
	return request.Form(
		request.Field{Name: "tunnel_block_id", Text: string(p.TunnelBlockID)},
		request.Field{Name: "tunnel_id", Text: string(p.TunnelID)},
	)
}

// Subscribe starts an account at a block of a tunnel. If called twice, the person may go through the tunnel twice. It is
// sent as a form: see [FormEncoding]. A block can also do what the API has no operation for, for example create a deal.
//
// Leeloo: POST /communication-channels/{account_id}/manual-subscribe
func (s *TunnelsService) Subscribe(ctx context.Context, id AccountID, params SubscribeParams, opts ...RequestOption) error {
	return do(ctx, (*service)(s), operation.TunnelsSubscribe.With(string(id)), params, opts)
}
