// Package fake is the command "leeloo fake": a fake Leeloo as a server.
package fake

import (
	"fmt"
	"net"
	"net/url"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/leelootest"
)

type flags struct {
	seed        int
	addr        string
	allowRemote bool
	webhook     string
	token       string
	faults      []string
}

const long = `Serves a fake Leeloo: all documented operations of the API, in memory, with
made-up people. It runs until Ctrl-C, then everything in it is gone.

It prints two lines for a shell, LEELOO_BASE_URL and LEELOO_TOKEN. Paste them
into another terminal, and each program there works with the fake; or run it
in the background:

  leeloo fake >fake.env & sleep 1
  . ./fake.env

--webhook sends ORDER when an order is created, and SALE when it is resolved.

--fail OPERATION=FAULT,TIMES makes the next requests of an operation fail, or
of "any" one. TIMES is 1 if it is left out. The faults are:

  rate-limited   HTTP 429 with Retry-After: 2
  unavailable    HTTP 503
  html           HTTP 502 with the page of a proxy
  server-error   SERVER_ERROR, an exception of the server
  rejected       a refusal, FORMAT_ERROR
  dropped        the connection is closed during the response
  disconnected   the connection is closed before the response
  truncated      the response ends early; the request is applied
  slow           the response is 10 s late

With "-after" a fault comes after the request was applied: dropped-after.`

const example = `  leeloo fake
  leeloo fake --seed 1000 --addr 127.0.0.1:8080 --token secret
  leeloo fake --webhook http://127.0.0.1:9000/leeloo
  leeloo fake --fail Orders.Create=dropped-after --fail any=rate-limited,3`

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:     "fake",
		Short:   "Serve a fake Leeloo, to try programs without an account",
		Long:    long,
		Example: example,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			fake, err := f.start()
			if err != nil {
				return err
			}
			defer fake.Close()
			listener, err := f.listen()
			if err != nil {
				return err
			}
			if err := f.print(a, fake, listener.Addr()); err != nil {
				return err
			}
			return serve(cmd.Context(), a, fake, listener)
		},
	}
	cmd.Flags().IntVar(&f.seed, "seed", app.DemoPeople, "`number` of made-up people, the same each time")
	cmd.Flags().StringVar(&f.addr, "addr", "127.0.0.1:0", "`address` to serve at; port 0 is any free port")
	cmd.Flags().BoolVar(&f.allowRemote, "allow-remote", false, "allow an --addr that other computers can reach")
	cmd.Flags().StringVar(&f.webhook, "webhook", "", "`URL` that receives ORDER and SALE")
	cmd.Flags().StringVar(&f.token, "token", "", "`token` that is accepted (default one of the fake's own)")
	cmd.Flags().StringArrayVar(&f.faults, "fail", nil, "fail requests by `OPERATION=FAULT,TIMES`; repeat it for more")
	return cmd
}

var visible = regexp.MustCompile(`^[!-~]+$`)

// start starts a fake with the data and the faults of the flags.
func (f *flags) start() (*leelootest.Server, error) {
	var opts []leelootest.Option
	if f.token != "" {
		if !visible.MatchString(f.token) {
			return nil, app.Usagef("--token: want letters, digits and signs, without a blank")
		}
		opts = append(opts, leelootest.WithToken(f.token))
	}
	if f.webhook != "" {
		u, err := url.Parse(f.webhook)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			return nil, app.Usagef("--webhook: want a URL like http://127.0.0.1:9000/leeloo")
		}
		opts = append(opts, leelootest.WithWebhook(f.webhook))
	}
	if f.seed < 0 {
		return nil, app.Usagef("--seed: want 0 or more")
	}
	faults := make([]leelootest.Fault, len(f.faults))
	for i, text := range f.faults {
		var err error
		if faults[i], err = parseFault(text); err != nil {
			return nil, err
		}
	}
	fake := leelootest.Start(opts...)
	fake.Seed(f.seed)
	for _, fault := range faults {
		if err := script(fake, fault); err != nil {
			fake.Close()
			return nil, err
		}
	}
	return fake, nil
}

// listen listens at --addr. The token of the fake is no secret, so other computers get in only if that is asked for.
func (f *flags) listen() (net.Listener, error) {
	host, _, err := net.SplitHostPort(f.addr)
	if err != nil {
		return nil, app.Usagef("--addr: want host:port, for example 127.0.0.1:8080")
	}
	if ip := net.ParseIP(host); host != "localhost" && !ip.IsLoopback() && !f.allowRemote {
		return nil, app.Usagef("--addr: other computers could reach it; pass --allow-remote if they may, or use 127.0.0.1")
	}
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return nil, app.Usagef("--addr: %w", err)
	}
	return listener, nil
}

// print prints how to reach the fake: for a shell, or as JSON.
func (f *flags) print(a *app.App, fake *leelootest.Server, addr net.Addr) error {
	base, err := url.Parse(fake.URL) // of the fake's own listener
	if err != nil {
		return err
	}
	base.Host = addr.String()
	if host, port, err := net.SplitHostPort(base.Host); err == nil && net.ParseIP(host).IsUnspecified() {
		base.Host = net.JoinHostPort("127.0.0.1", port)
	}
	a.Printf("This is a fake Leeloo with %d made-up people. Ctrl-C ends it.", f.seed)
	if u, err := url.Parse(f.webhook); err == nil && u.Host != "" { // not the path and query, which may be a secret
		a.Printf("Its made-up orders and sales are sent to %s.", u.Host)
	}
	if f.allowRemote {
		a.Printf("Everybody in the network can reach it. From another computer it needs its address, and --insecure-http.")
	}
	if a.Settings.JSON {
		return output.JSON(a.Out, map[string]string{"base_url": base.String(), "token": fake.Token})
	}
	_, err = fmt.Fprintf(a.Out, "export LEELOO_BASE_URL=%s\nexport LEELOO_TOKEN=%s\n", app.Quote(base.String()), app.Quote(fake.Token))
	return err
}
