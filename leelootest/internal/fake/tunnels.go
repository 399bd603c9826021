package fake

import "slices"

type tunnelView struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Created timestamp `json:"createdAt"`
	Updated timestamp `json:"updatedAt"`
}

type fullTunnelView struct {
	tunnelView
	Links map[string][]link `json:"links"`
}

type leadGenToolView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

func viewTunnel(t *Tunnel) tunnelView { return tunnelView{t.ID, t.Name, t.created, t.updated} }

func (s *Store) listTunnels(in *params) (result, error) {
	return page(in, slices.All(s.Tunnels.Rows), nil, viewTunnel)
}

func (s *Store) getTunnel(in *params) (result, error) {
	t := lookupPath(in, s.Tunnels, "tunnel_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	full := result{data: fullTunnelView{viewTunnel(t), map[string][]link{
		"leadgentools": mapped(t.LeadGenTools, func(g *LeadGenTool) link { return link{"leadgentools", g.ID} }),
	}}}
	if in.includes("leadgentools") {
		full.linked = map[string]any{
			"leadgentools": mapped(t.LeadGenTools, func(g *LeadGenTool) leadGenToolView {
				return leadGenToolView{g.ID, g.Name, g.kind}
			}),
		}
	}
	return full, nil
}

// subscribe subscribes by the tunnel's first lead generation tool: a manual subscription has none of its own.
func (s *Store) subscribe(in *params) (result, error) {
	ch, t := lookupPath(in, s.Channels, "account_id"), lookupField(in, s.Tunnels, "tunnel_id")
	block := in.required("tunnel_block_id")
	if t != nil && block != "" && !slices.ContainsFunc(t.Blocks, func(b Block) bool { return b.ID == block }) {
		in.addError("tunnel_block_id", fieldNotFound)
	}
	if err := in.failure(); err != nil {
		return result{}, err
	}
	ch.subscribe(t.LeadGenTools[0], in.now)
	return done, nil
}
