// Webhook receives Leeloo's webhooks and the external requests of tunnels, and stores each before it responds.
//
// Leeloo signs neither, so the URL contains a secret, and what a request names is read from Leeloo. Work on the table inbox
// in a worker of your own: Leeloo does not wait for it then.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path"
	"syscall"
	"time"

	_ "modernc.org/sqlite"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/webhook"
)

func main() {
	demo := flag.Bool("demo", false, "receive a few requests of a fake Leeloo in this process, then stop")
	addr := flag.String("addr", "127.0.0.1:8080", "the `address` to listen on, behind a proxy with HTTPS")
	file := flag.String("db", "webhooks.db", "the SQLite `file` that stores what is received")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	var err error
	token, secret := os.Getenv("LEELOO_TOKEN"), os.Getenv("WEBHOOK_SECRET")
	switch {
	case *demo:
		err = runDemo(ctx)
	case token == "" || len(secret) < 20:
		fmt.Fprintln(os.Stderr, "Set LEELOO_TOKEN to the token of your company, and WEBHOOK_SECRET to 20 or more random letters and digits,\n"+
			"for example of: openssl rand -hex 20. Or try -demo.")
		os.Exit(2)
	default:
		err = run(ctx, token, secret, *addr, *file)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, token, secret, addr, file string) error {
	baseURL := cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2")
	client, err := leeloo.NewClient(token, leeloo.WithBaseURL(baseURL))
	if err != nil {
		return fmt.Errorf("check LEELOO_TOKEN and LEELOO_BASE_URL: %w", err)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	inbox, err := openInbox(file)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer inbox.Close()
	fmt.Printf("Listening on %s. Enter .../leeloo/SECRET in Leeloo as the webhook URL, .../external/SECRET in a tunnel.\n", listener.Addr())
	return serve(ctx, listener, receiver{secret, client, inbox})
}

// serve serves until ctx ends, then finishes the requests that have begun.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadTimeout: 15 * time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 25*time.Second) // reading an order takes up to 20
	defer cancel()
	return server.Shutdown(ctx)
}

type receiver struct {
	secret string
	client *leeloo.Client
	inbox  *inbox
}

// ServeHTTP decides by the segment before the secret, so that any path prefix works, whether the proxy strips it or not.
func (rc receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path.Base(path.Dir(r.URL.Path)) {
	case "leeloo":
		webhook.Handler{Secret: rc.secret, Client: rc.client, Logger: slog.Default(), OnEvent: func(ctx context.Context, e webhook.Event) error {
			return rc.inbox.store(ctx, e.Key(), e.Type, e.Raw)
		}}.ServeHTTP(w, r)
	case "external":
		status := rc.external(w, r)
		slog.Info("external request", "status", status)
		http.Error(w, http.StatusText(status), status)
	default:
		http.NotFound(w, r)
	}
}

// external stores an external request and returns the status of the response. An external request has no key: the same one
// may arrive twice and is then stored twice.
func (rc receiver) external(w http.ResponseWriter, r *http.Request) (status int) {
	got, want := sha256.Sum256([]byte(path.Base(r.URL.Path))), sha256.Sum256([]byte(rc.secret))
	switch {
	case subtle.ConstantTimeCompare(got[:], want[:]) != 1:
		return http.StatusNotFound
	case r.Method != http.MethodPost:
		return http.StatusMethodNotAllowed
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		return http.StatusBadRequest
	}
	request, err := webhook.ParseExternalRequest(body)
	if err != nil {
		return http.StatusBadRequest
	}
	_, err = rc.client.People.Get(r.Context(), request.ID, leeloo.PersonGetParams{})
	if errors.Is(err, leeloo.ErrRejected) || errors.Is(err, leeloo.ErrNotFound) { // it is not documented which id it is
		_, err = rc.client.Channels.Person(r.Context(), leeloo.AccountID(request.ID))
	}
	switch {
	case leeloo.OutcomeOf(err) == leeloo.Refused:
		return http.StatusUnprocessableEntity
	case err != nil:
		return http.StatusServiceUnavailable
	case rc.inbox.store(r.Context(), rand.Text(), "EXTERNAL", body) != nil:
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

// inbox is a table of what was received. It contains personal data.
type inbox struct{ *sql.DB }

func openInbox(file string) (*inbox, error) {
	created, err := os.OpenFile(file, os.O_CREATE, 0o600) // SQLite would let other users read it
	if err != nil {
		return nil, err
	}
	created.Close()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`pragma busy_timeout = 5000; -- while the next version of the program starts, two processes use the file
		create table if not exists inbox (key text primary key, type text, body blob, received text default current_timestamp)`)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &inbox{db}, nil
}

// store stores a body, also if the sender disconnects meanwhile. It stores a key once.
func (i *inbox) store(ctx context.Context, key, kind string, body []byte) error {
	result, err := i.ExecContext(context.WithoutCancel(ctx),
		`insert into inbox (key, type, body) values (?, ?, ?) on conflict do nothing`, key, kind, body)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		fmt.Printf("%q has been stored before.\n", kind)
		return err
	}
	fmt.Printf("%q is stored.\n", kind)
	return nil
}
