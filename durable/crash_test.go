package durable_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// crashItems is the number of items of a crash test. DURABLE_CRASH_ITEMS replaces it.
func crashItems(t *testing.T, items int) int {
	if text := os.Getenv("DURABLE_CRASH_ITEMS"); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err)
		return n
	}
	if testing.Short() {
		return 30
	}
	return items
}

// Processes are killed and stopped at random while they do items against a server of which 5 % of the requests fail.
func TestNothingIsDoubledOrLostInACrash(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		processes, items int
		driver           string
	}{{1, 30, "modernc.org/sqlite"}, {2, 30, "github.com/ncruces/go-sqlite3"}, {4, 90, "modernc.org/sqlite"}} {
		t.Run(fmt.Sprintf("%d processes on SQLite by %s", tt.processes, tt.driver), func(t *testing.T) {
			t.Parallel()
			path, driver := filepath.Join(t.TempDir(), "tasks.db"), sqliteDrivers[tt.driver]
			w := workload{Items: crashItems(t, tt.items), Driver: driver, DSN: path, Dialect: durable.SQLite}
			crashTest(t, w, tt.processes, open(t, driver, path, durable.SQLite)).assertExact(t, w)
		})
	}
}

func TestNothingIsDoubledOrLostInACrashOnPostgres(t *testing.T) {
	dsn := postgresDSN(t)
	w := workload{Items: crashItems(t, 150), Driver: "pgx", DSN: schema(t, dsn), Dialect: durable.Postgres}
	crashTest(t, w, 4, openPostgres(t, w.DSN)).assertExact(t, w)
}

func (v *verdict) assertExact(t *testing.T, w workload) {
	v.log(t)
	assert.Zero(t, v.doubled, "doubled")
	assert.Zero(t, v.lost, "lost and not reported")
	assert.Zero(t, v.people, "people too many")
	assert.Greater(t, v.done, w.Items/2, "most items are done without a human")
}

// The same without Do: the test sees what it is to see.
func TestACrashDoublesWithoutTheLayer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tasks.db")
	w := workload{Items: 45, Control: true, Driver: "sqlite", DSN: path, Dialect: durable.SQLite}
	result := crashTest(t, w, 2, openSQLite(t, path))
	result.log(t)
	assert.Positive(t, result.doubled)
}

// verdict is what a crash test has found.
type verdict struct {
	done, held, kills, stops, requests int
	doubled                            int // writes that were applied twice
	lost                               int // writes that were not applied although their step says so
	people                             int // people too many of one phone
}

func (v *verdict) log(t *testing.T) {
	t.Logf("done %d, held %d, kills %d, stops %d, requests %d; doubled %d, lost and not reported %d, people too many %d",
		v.done, v.held, v.kills, v.stops, v.requests, v.doubled, v.lost, v.people)
}

func crashTest(t *testing.T, w workload, processes int, store durable.Store) *verdict {
	v := new(verdict)
	srv := leelootest.New(t)
	faulty := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if rand.IntN(20) == 0 {
			srv.Fail(randomFault())
		}
		srv.ServeHTTP(rw, r)
	}))
	defer faulty.Close()
	w.URL, w.Token, w.Company, w.Goroutines = faulty.URL+"/api/v2", srv.Token, srv.Seed(0), 8
	v.kills, v.stops = runAndKill(t, w, processes)
	v.requests = srv.Count("")
	v.compare(t, w, srv, store)
	return v
}

func randomFault() leelootest.Fault {
	faults := []leelootest.Fault{
		leelootest.Dropped(), leelootest.Dropped().AfterApplying(), leelootest.HTMLPage(502), leelootest.HTMLPage(502).AfterApplying(),
		leelootest.ServerError(), leelootest.ServerError().AfterApplying(), leelootest.Truncated(), leelootest.RateLimited(0),
		leelootest.Slow(2 * crashTimeout), leelootest.Slow(2 * crashTimeout).AfterApplying(),
	}
	return faults[rand.IntN(len(faults))]
}

// process is a process that does items.
type process struct {
	*exec.Cmd
	stdin  io.Closer
	stderr bytes.Buffer
	done   chan error
}

func start(t *testing.T, w workload) *process {
	text, err := json.Marshal(w)
	require.NoError(t, err)
	p := &process{Cmd: exec.Command(os.Args[0]), done: make(chan error, 1)}
	p.Env = append(os.Environ(), workerEnv+"="+string(text))
	p.Stderr = &p.stderr
	p.stdin, err = p.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, p.Start())
	go func() { p.done <- p.Wait() }()
	return p
}

// runAndKill runs processes until one has seen that all items have ended. Meanwhile it kills and stops them at random.
func runAndKill(t *testing.T, w workload, processes int) (kills, stops int) {
	running := make([]*process, processes)
	for i := range running {
		running[i] = start(t, w)
	}
	defer func() {
		for _, p := range running {
			_ = p.Process.Kill()
			<-p.done
		}
	}()
	deadline := time.Now().Add(2*time.Minute + time.Duration(w.Items)*100*time.Millisecond)
	for time.Now().Before(deadline) {
		i := rand.IntN(processes)
		p := running[i]
		select {
		case err := <-p.done:
			require.NoError(t, err, p.stderr.String())
			p.done <- nil
			return kills, stops
		case <-time.After(200*time.Millisecond + rand.N(600*time.Millisecond)):
		}
		if kills+stops >= 2*w.Items/3 {
			continue // on a busy computer, most items would be left for a human
		}
		if rand.IntN(4) == 0 {
			stops++
			require.NoError(t, p.Process.Signal(syscall.SIGSTOP))
			time.Sleep(crashLease + rand.N(maxStop-crashLease))
			_ = p.Process.Signal(syscall.SIGCONT)
			continue
		}
		if p.Process.Kill() == nil {
			kills++
			<-p.done
			running[i] = start(t, w)
		}
	}
	require.FailNow(t, "the items do not end", running[0].stderr.String())
	return kills, stops
}

// compare compares what the steps say with what the server has.
func (v *verdict) compare(t *testing.T, w workload, srv *leelootest.Server, store durable.Store) {
	crm, ctx := srv.Client(), t.Context()
	for i := 0; i < w.Items; i += 3 { // the items of a person
		people, err := crm.People.ByPhone(ctx, phone(i))
		require.NoError(t, err)
		v.people += max(0, len(people)-1)
		var sums sums
		for j := i; j < min(i+3, w.Items); j++ {
			r, err := store.Get(ctx, itemID(j))
			require.NoError(t, err)
			switch r.State {
			case durable.StateDone:
				v.done++
			case durable.StateHeld:
				v.held++
			default:
				assert.Fail(t, "the item has not ended", r.State)
			}
			comments, texts := 0, 0
			for _, p := range people {
				comments += count(srv.Comments(p.ID), itemID(j))
				texts += count(textsOf(t, crm, p), itemID(j))
			}
			steps := stepsOf(r, w.Control)
			v.check(steps["person"], min(len(people), 1))
			v.check(steps["comment"], comments)
			v.check(steps["text"], texts)
			sums.add(steps)
		}
		orders, resolved, entries := 0, 0, 0
		for _, p := range people {
			card, err := crm.People.Get(ctx, p.ID, leeloo.PersonGetParams{Include: []leeloo.PersonInclude{leeloo.IncludeOrders}})
			require.NoError(t, err)
			orders += len(card.Orders)
			entries += len(card.History)
			for _, o := range card.Orders {
				if o.Status == leeloo.OrderStatusResolved {
					resolved++
				}
			}
		}
		v.checkSum(sums["order"], orders)
		v.checkSum(sums["settle"], resolved)
		v.checkSum(sums["subscribe"], entries)
	}
}

// stepsOf returns the states of the steps. Those of the control were all applied, according to it.
func stepsOf(r *durable.Record, control bool) map[string]durable.StepState {
	steps := map[string]durable.StepState{}
	for _, s := range r.Steps {
		steps[s.Name] = s.State
	}
	if control {
		for _, name := range []string{"person", "comment", "text", "order", "subscribe"} {
			steps[name] = durable.StepApplied
		}
	}
	return steps
}

// check compares the state of a step with how often it was applied.
func (v *verdict) check(state durable.StepState, applied int) {
	v.doubled += max(0, applied-1)
	if state == durable.StepApplied && applied == 0 || state == "" && applied > 0 {
		v.lost++
	}
}

// sum is how often a step was applied for sure, and may have been, by the items of a person.
type sum struct{ applied, unclear int }

type sums map[string]sum

func (s *sums) add(steps map[string]durable.StepState) {
	if *s == nil {
		*s = sums{}
	}
	for name, state := range steps {
		one := (*s)[name]
		switch state {
		case durable.StepApplied:
			one.applied++
		case durable.StepHeld, durable.StepBegun:
			one.unclear++
		}
		(*s)[name] = one
	}
}

func (v *verdict) checkSum(s sum, applied int) {
	v.doubled += max(0, applied-s.applied-s.unclear)
	v.lost += max(0, s.applied-applied)
}

func count(texts []string, text string) (n int) {
	for _, t := range texts {
		if t == text {
			n++
		}
	}
	return n
}

func textsOf(t *testing.T, crm *leeloo.Client, p leeloo.Person) (texts []string) {
	account, _ := p.MessageAccount()
	messages, err := leeloo.Collect(crm.Messages.All(t.Context(), account.AccountID, leeloo.ListParams{}))
	require.NoError(t, err)
	for _, m := range messages {
		texts = append(texts, m.Text)
	}
	return texts
}
