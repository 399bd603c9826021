package main

import (
	"context"
	crand "crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/examples/internal/jobs"
	"github.com/leeloo-go/leeloo/examples/internal/service"
	"github.com/leeloo-go/leeloo/leelootest"
)

// serverEnv holds what a server of the crash test has to know. The test binary is the server if it is set.
const serverEnv = "PAYMENTS_TEST_SERVER"

func TestMain(m *testing.M) {
	if text := os.Getenv(serverEnv); text != "" {
		var s crashServer
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			log.Fatal(err)
		}
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin) // ends with the test that started this process
			os.Exit(3)
		}()
		log.Fatal(s.serve(context.Background()))
	}
	os.Unsetenv("LEELOO_TOKEN") // that of the developer
	os.Exit(m.Run())
}

// crashServer is the program with short times. No request is applied as late as Settle after its step was begun.
type crashServer struct {
	Addr, Database, URL, Token string
	Offer                      leeloo.OfferID
	Credits                    leeloo.PaymentCreditsID
}

const crashSendTimeout = 700 * time.Millisecond

func (s crashServer) serve(ctx context.Context) error {
	one, err := leeloo.NewAmount("1")
	if err != nil {
		return err
	}
	limiter := durable.NewLimiter(unlimited{})
	p := &program{
		job:     durable.Job{Limiter: limiter, Lease: 400 * time.Millisecond, SendTimeout: crashSendTimeout, Settle: 2 * time.Second},
		credits: s.Credits, offers: map[string]leeloo.OfferID{"Full course": s.Offer}, minimum: map[string]leeloo.Amount{"Full course": one},
		secret: []byte(testSecret), log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	}
	if p.client, err = leeloo.NewClient(s.Token, leeloo.WithBaseURL(s.URL), leeloo.WithLimiter(limiter)); err != nil {
		return err
	}
	if p.queue, err = jobs.Open(ctx, jobs.Config[[]byte]{Name: "payments", Database: s.Database, Workers: 8, Work: p.work, Log: p.log}); err != nil {
		return err
	}
	return service.Serve(ctx, s.Addr, p, p.queue.Run)
}

// unlimited is a limiter without a limit.
type unlimited struct{}

func (unlimited) Wait(ctx context.Context) error { return ctx.Err() }

// crashPayments is how many payments the crash test has. PAYMENTS_CRASH_ITEMS replaces it.
func crashPayments(t *testing.T) int {
	t.Helper()
	if text := os.Getenv("PAYMENTS_CRASH_ITEMS"); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err)
		return n
	}
	return 45
}

// Each payment has an amount of its own, by which its order is known. Three payments are of one person.
func crashEvent(i int, status string) []byte {
	return eventBody(status, fmt.Sprintf("payment_id=crash-%d", i), fmt.Sprintf("amount=%d.%02d", 1+i/100, i%100), fmt.Sprintf("phone=+380500%06d", i/3))
}

// Two servers are killed at random, while a provider delivers events to them, and 5 % of the requests to Leeloo fail.
func TestNothingIsDoubledOrLostInACrash(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		crash(t, filepath.Join(t.TempDir(), "payments.db"))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		dsn := os.Getenv("DURABLE_POSTGRES_DSN") // of durable/scripts/test-postgres.sh
		if dsn == "" {
			t.Skip("DURABLE_POSTGRES_DSN is not set")
		}
		schema := "payments_" + strings.ToLower(crand.Text())
		execute(t, dsn, "CREATE SCHEMA "+schema)
		t.Cleanup(func() { execute(t, dsn, "DROP SCHEMA "+schema+" CASCADE") })
		crash(t, dsn+"&search_path="+schema)
	})
}

func crash(t *testing.T, database string) {
	t.Helper()
	payments, srv := crashPayments(t), leelootest.New(t)
	company := srv.Seed(0)
	faulty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rand.IntN(20) == 0 {
			srv.Fail(randomFault())
		}
		srv.ServeHTTP(w, r)
	}))
	defer faulty.Close()
	server := crashServer{
		Database: database, URL: faulty.URL + "/api/v2", Token: srv.Token,
		Offer: company.Offer("Full course").ID, Credits: company.PaymentCredits[0].ID,
	}
	queue, err := jobs.Open(t.Context(), jobs.Config[[]byte]{Name: "payments", Database: server.Database, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	defer queue.Close()
	running := []*crashProcess{startServer(t, server), startServer(t, server)}
	defer func() {
		for _, p := range running {
			p.kill()
		}
	}()

	delivered := make(chan struct{})
	var addrs sync.Map // by index
	addrs.Store(0, running[0].addr)
	addrs.Store(1, running[1].addr)
	go func() {
		defer close(delivered)
		deliverAll(t, payments, &addrs)
	}()
	kills, deadline := 0, time.Now().Add(4*time.Minute+time.Duration(payments)*200*time.Millisecond)
	for !ended(t, queue.Store, payments) || !isClosed(delivered) {
		if !assert.True(t, time.Now().Before(deadline), "the payments do not end:\n%s", running[0].logged.String()) {
			break
		}
		time.Sleep(500*time.Millisecond + rand.N(time.Second))
		i := rand.IntN(2)
		running[i].kill()
		kills++
		rescue(t, server.Database)
		running[i] = startServer(t, server)
		addrs.Store(i, running[i].addr)
	}
	compare(t, srv, queue, payments, kills)
}

// compare compares what the tasks say with what Leeloo has.
func compare(t *testing.T, srv *leelootest.Server, queue *jobs.Queue[[]byte], payments, kills int) {
	t.Helper()
	resolved, open := map[string]int{}, 0
	all, err := leeloo.Collect(srv.Client().Orders.All(t.Context(), leeloo.ListParams{}))
	require.NoError(t, err)
	for _, order := range all {
		if order.Status == leeloo.OrderStatusResolved {
			resolved[order.Price.String()]++
		} else {
			open++
		}
	}
	done, held, doubled, lost := 0, 0, 0, 0
	for i := range payments {
		e := parse(crashEvent(i, "paid"), "")
		added, err := queue.Add(t.Context(), e.id, crashEvent(i, "paid"))
		require.NoError(t, err)
		assert.False(t, added, "a delivered event is not known")
		r, err := durable.Show(t.Context(), queue.Store, e.id)
		n := resolved[e.Amount.String()]
		doubled += max(0, n-1)
		switch {
		case errors.Is(err, durable.ErrNoTask): // it waits in the queue behind one of its person that is held: see ended
			assert.Zero(t, n, "a payment that was never begun is resolved")
			held++
		case err != nil:
			require.NoError(t, err)
		case r.State == durable.StateDone:
			done++
			if n == 0 {
				lost++
			}
		default:
			held++
		}
	}
	people, err := leeloo.Collect(srv.Client().People.All(t.Context(), leeloo.PeopleListParams{}))
	require.NoError(t, err)
	t.Logf("payments %d: done %d, for a human %d; kills %d, requests %d; doubled %d, lost %d, orders %d, not resolved %d, people %d",
		payments, done, held, kills, srv.Count(""), doubled, lost, len(all), open, len(people))
	assert.Zero(t, doubled, "doubled")
	assert.Zero(t, lost, "lost and not reported")
	assert.LessOrEqual(t, open, held, "orders too many")
	assert.LessOrEqual(t, len(people), (payments+2)/3, "people too many")
	assert.Greater(t, done, payments/2, "most are done without a human")
	assert.Positive(t, kills)
}

// ended reports whether each payment is settled, or waits for a human who is told so: it is held, or another one of its
// person is.
func ended(t *testing.T, store durable.Store, payments int) bool {
	t.Helper()
	waits := map[int]bool{} // people
	for i := range payments {
		for _, id := range []string{fmt.Sprintf("crash-%d", i), parse(crashEvent(i, "paid"), "").id, parse(crashEvent(i, "pending"), "").id} {
			if r, err := durable.Show(t.Context(), store, id); err == nil && r.State == durable.StateHeld {
				waits[i/3] = true
			}
		}
	}
	for i := range payments {
		r, err := durable.Show(t.Context(), store, parse(crashEvent(i, "paid"), "").id)
		if !waits[i/3] && (err != nil || r.State != durable.StateDone) {
			return false
		}
	}
	return true
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// deliverAll is the provider: it delivers each event twice, in no order, and again until it gets 200.
func deliverAll(t *testing.T, payments int, addrs *sync.Map) {
	var bodies [][]byte
	for i := range payments {
		for _, status := range []string{"pending", "paid"} {
			bodies = append(bodies, crashEvent(i, status), crashEvent(i, status))
		}
	}
	rand.Shuffle(len(bodies), func(i, j int) { bodies[i], bodies[j] = bodies[j], bodies[i] })
	for _, body := range bodies {
		for t.Context().Err() == nil {
			addr, _ := addrs.Load(rand.IntN(2))
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+addr.(string), strings.NewReader(string(body)))
			if err != nil {
				return
			}
			request.Header.Set("X-Signature", sign([]byte(testSecret), body))
			response, err := http.DefaultClient.Do(request)
			if err == nil {
				response.Body.Close()
				if response.StatusCode == http.StatusOK {
					break
				}
			}
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// rescue runs the jobs of crashed processes again, as River does after minutes, and does not wait for snoozed ones. It may
// hit a job that another process still works on: durable lets the second one wait.
func rescue(t *testing.T, database string) {
	t.Helper()
	execute(t, database, `UPDATE river_job SET state = 'available', scheduled_at = CURRENT_TIMESTAMP
		WHERE state IN ('running', 'scheduled', 'retryable')`)
}

func execute(t *testing.T, database, statement string) {
	t.Helper()
	driver := "pgx"
	if !strings.HasPrefix(database, "postgres") {
		driver, database = "sqlite", "file:"+database+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, database)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(context.WithoutCancel(t.Context()), statement)
	require.NoError(t, err)
}

func randomFault() leelootest.Fault {
	faults := []leelootest.Fault{
		leelootest.Dropped(), leelootest.Dropped().AfterApplying(), leelootest.HTMLPage(502), leelootest.HTMLPage(502).AfterApplying(),
		leelootest.ServerError(), leelootest.ServerError().AfterApplying(), leelootest.Truncated(), leelootest.RateLimited(0),
		leelootest.Slow(2 * crashSendTimeout), leelootest.Slow(2 * crashSendTimeout).AfterApplying(),
	}
	return faults[rand.IntN(len(faults))]
}

// crashProcess is a server that can be killed.
type crashProcess struct {
	*exec.Cmd
	stdin  io.Closer
	addr   string
	logged *buffer
}

func startServer(t *testing.T, s crashServer) *crashProcess {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.Addr = listener.Addr().String()
	require.NoError(t, listener.Close())
	text, err := json.Marshal(s)
	require.NoError(t, err)
	executable, err := os.Executable()
	require.NoError(t, err)
	p := &crashProcess{Cmd: exec.CommandContext(context.WithoutCancel(t.Context()), executable), addr: s.Addr, logged: &buffer{}}
	p.Env = append(os.Environ(), serverEnv+"="+string(text))
	p.Stderr = p.logged
	p.stdin, err = p.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, p.Start())
	return p
}

// kill kills the process as kill -9 does.
func (p *crashProcess) kill() {
	_ = p.Process.Kill()
	_ = p.Wait()
}
