package leelootest

import "slices"

type tunnelView struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Created stamp  `json:"createdAt"`
	Updated stamp  `json:"updatedAt"`
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

func viewTunnel(t *tunnel) tunnelView { return tunnelView{t.id, t.name, t.created, t.updated} }

func (c *company) listTunnels(in *input) (answer, error) {
	return listed(in, slices.All(c.tunnels.rows), nil, viewTunnel)
}

func (c *company) getTunnel(in *input) (answer, error) {
	t := atPath(in, c.tunnels, "tunnel_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	full := answer{data: fullTunnelView{viewTunnel(t), map[string][]link{
		"leadgentools": views(t.leadGenTools, func(g *leadGenTool) link { return link{"leadgentools", g.id} }),
	}}}
	if in.includes("leadgentools") {
		full.linked = map[string]any{
			"leadgentools": views(t.leadGenTools, func(g *leadGenTool) leadGenToolView {
				return leadGenToolView{g.id, g.name, g.kind}
			}),
		}
	}
	return full, nil
}

// subscribe enters the tunnel by its first lead generation tool: a subscription by hand has none of its own.
func (c *company) subscribe(in *input) (answer, error) {
	ch, t := atPath(in, c.channels, "account_id"), named(in, c.tunnels, "tunnel_id")
	block := in.required("tunnel_block_id")
	if t != nil && block != "" && !slices.Contains(t.blocks, block) {
		in.note("tunnel_block_id", fieldNotFound)
	}
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	ch.subscribe(t.leadGenTools[0], in.now)
	return done, nil
}
