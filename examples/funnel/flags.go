package main

import (
	"errors"
	"flag"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

type flags struct {
	tunnels []leeloo.TunnelID
	out     string
}

const usage = `Funnel shows the visits, subscribers, orders, sales, cost and return of tunnels. It only reads.

  go run ./examples/funnel                 as bars in the terminal
  go run ./examples/funnel -o funnel.html  as a page for the browser

LEELOO_TOKEN     the real account of this token (without: a fake one, on this machine)
LEELOO_BASE_URL  another address than Leeloo's own
LC_ALL=C         bars of plain ASCII

Exit codes: 0 all is shown; 1 it failed, or a tunnel is shown without figures; 2 wrong flags.

`

func parseFlags(args []string, stderr io.Writer) (f flags, err error) {
	set := flag.NewFlagSet("funnel", flag.ContinueOnError)
	set.Func("tunnel", "the `ID` of a tunnel, from app.leeloo.ai/tunnels/ID/tree; repeat it for more (default: all tunnels)", f.addTunnel)
	set.StringVar(&f.out, "o", "", "write a page to this `file` instead of bars to the terminal; - is standard output")
	if err := command.Parse(set, args, usage, stderr); err != nil {
		return f, err
	}
	return f, nil
}

var objectID = regexp.MustCompile(`^[0-9A-Fa-f]{24}$`)

// addTunnel takes an id once: twice it would count twice in the sums.
func (f *flags) addTunnel(id string) error {
	if !objectID.MatchString(id) {
		return errors.New("an id is 24 hexadecimal digits: it is in the address of the tunnel, app.leeloo.ai/tunnels/ID/tree")
	}
	if slices.ContainsFunc(f.tunnels, func(known leeloo.TunnelID) bool { return strings.EqualFold(string(known), id) }) {
		return errors.New("the id is there already")
	}
	f.tunnels = append(f.tunnels, leeloo.TunnelID(id))
	return nil
}
