package calls_test

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
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/calls"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// argsEnv holds the command line of a process that a test has started.
const argsEnv = "LEELOO_TEST_ARGS"

func TestMain(m *testing.M) {
	text := os.Getenv(argsEnv)
	if text == "" {
		os.Exit(m.Run())
	}
	var args []string
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		panic(err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the test that started this process
		os.Exit(99)
	}()
	a := app.New()
	ctx, stop := a.Signals()
	code := root.Run(ctx, a, args)
	stop()
	os.Exit(code)
}

// process is a run of the command in a process of its own.
type process struct {
	*exec.Cmd
	out, err bytes.Buffer
	done     chan int // the exit code, or -1 after a kill
}

func (s *site) start(url string, args ...string) *process {
	s.t.Helper()
	text, err := json.Marshal(args)
	require.NoError(s.t, err)
	p := &process{Cmd: exec.Command(os.Args[0]), done: make(chan int, 1)}
	// A rate limit of its own for each process, so that the test does not wait for it.
	p.Env = append(os.Environ(), argsEnv+"="+string(text), "LEELOO_TOKEN="+s.Token, "LEELOO_BASE_URL="+url, "LEELOO_STATE_DIR="+s.t.TempDir())
	p.Stdout, p.Stderr = &p.out, &p.err
	stdin, err := p.StdinPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, p.Start())
	go func() {
		_ = p.Wait()
		_ = stdin.Close()
		p.done <- p.ProcessState.ExitCode()
	}()
	return p
}

// A signal stops the run after the call that is being sent, whichever signal it is: nothing is unknown, and the same
// command goes on.
func TestSignalsStopAfterTheCall(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			if signal.Ignored(sig) {
				t.Skip("the tests run with nohup")
			}
			s := newSite(t)
			file := s.write("Master.csv", two)
			s.Fail(leelootest.Slow(300 * time.Millisecond).AfterApplying().On("People.AddCall"))
			p := s.start(s.URL, s.args(file)...)
			require.Eventually(t, func() bool { return s.calls(0) == 1 }, 20*time.Second, time.Millisecond)
			require.NoError(t, p.Process.Signal(sig))
			require.Equal(t, stopped, <-p.done, p.err.String())
			assert.Contains(t, p.err.String(), "Calls: 1 logged now, 0 logged before, 1 not tried yet.")
			assert.Contains(t, p.err.String(), "To go on: ")

			assert.Contains(t, s.ran(done, two).Err, "Calls: 1 logged now, 1 logged before.")
			assert.Equal(t, []int{1, 1}, s.onCards())
		})
	}
}

// Processes are killed at random while they log calls in a Leeloo of which 8 % of the requests fail, before and after
// applying. No call is on a card twice, and none is missing that the report does not have. LEELOO_CRASH_KILLS is for more.
func TestNoCallIsDoubledOrLostInACrash(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kills := 15
	if testing.Short() {
		kills = 6
	}
	if text := os.Getenv("LEELOO_CRASH_KILLS"); text != "" {
		var err error
		kills, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	faulty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rand.IntN(12) == 0 {
			s.Fail(randomFault())
		}
		time.Sleep(rand.N(40 * time.Millisecond)) // so that a kill often meets a request
		s.ServeHTTP(w, r)
	}))
	defer faulty.Close()
	cards, text := s.manyCards(10 + kills)
	file := s.write("Master.csv", text)

	killed, started, last := 0, 0, &process{}
	for deadline := time.Now().Add(2*time.Minute + time.Duration(kills)*5*time.Second); ; {
		require.True(t, time.Now().Before(deadline), "the calls do not end: %s", last.err.String())
		running := []*process{s.start(faulty.URL+"/api/v2", s.crashArgs(file)...)}
		if rand.IntN(4) == 0 { // two at once
			running = append(running, s.start(faulty.URL+"/api/v2", s.crashArgs(file)...))
		}
		started += len(running)
		if killed < kills {
			time.Sleep(80*time.Millisecond + rand.N(700*time.Millisecond))
			for _, p := range running {
				if p.Process.Kill() == nil {
					killed++
				}
			}
		}
		var codes []int
		for _, p := range running {
			codes = append(codes, <-p.done)
			last = p
		}
		for i, code := range codes {
			assert.Contains(t, []int{-1, done, failed, stopped, human, usage}, code, running[i].err.String())
			if code == usage {
				assert.Contains(t, running[i].err.String(), "--since is for the first run", "two first runs at once")
			}
		}
		if i := slices.IndexFunc(codes, func(code int) bool { return code == done || code == human }); i >= 0 {
			last = running[i]
			break
		}
	}
	s.compare(cards, last.out.String(), killed, started)
}

// crashArgs are the arguments of a run, the first one if there is no journal yet.
func (s *site) crashArgs(file string) []string { return s.args("--timeout", "1s", file) }

// manyCards adds people, and returns their cards and a file with two calls of each.
func (s *site) manyCards(n int) (cards map[string][]string, file string) {
	cards = map[string][]string{}
	var lines [2][]calls.CDR
	for i := range n {
		phone := fmt.Sprintf("+38067%07d", i)
		card := string(s.AddPerson(leelootest.Person{Name: "Olena", Phone: phone}).ID)
		for j := range lines {
			id := fmt.Sprintf("1772445600.%d", 1000+1000*j+i)
			cards[card] = append(cards[card], id)
			lines[j] = append(lines[j], calls.CDR{Src: phone, More: []string{id, ""}})
		}
	}
	return cards, calls.File(slices.Concat(lines[0], lines[1])...)
}

func randomFault() leelootest.Fault {
	faults := []leelootest.Fault{
		leelootest.Dropped(), leelootest.Dropped().AfterApplying(), leelootest.HTMLPage(502), leelootest.HTMLPage(502).AfterApplying(),
		leelootest.ServerError(), leelootest.ServerError().AfterApplying(), leelootest.Truncated(), leelootest.RateLimited(0),
		leelootest.Slow(2 * time.Second), leelootest.Slow(2 * time.Second).AfterApplying(),
	}
	return faults[rand.IntN(len(faults))]
}

// compare compares what the journal and the last report say with what is on the cards.
func (s *site) compare(cards map[string][]string, report string, killed, started int) {
	journal := s.open()
	logged, unknown, total := 0, 0, 0
	for card, ids := range cards {
		sure, unsure := 0, 0
		for _, id := range ids {
			task, err := journal.Store.Get(s.t.Context(), id)
			require.NoError(s.t, err, id)
			if task.State == durable.StateDone {
				sure++
				continue
			}
			unsure++
			assert.Contains(s.t, report, ","+id+",2026-03-02T10:00:00Z,"+card+",unknown,", "it is in the report")
		}
		onCard := len(s.Calls(leeloo.PersonID(card)))
		assert.GreaterOrEqual(s.t, onCard, sure, "a call is missing, and nobody knows")
		assert.LessOrEqual(s.t, onCard, sure+unsure, "a call is there twice")
		logged, unknown, total = logged+sure, unknown+unsure, total+len(ids)
	}
	s.t.Logf("%d calls: %d logged, %d unknown; %d processes, %d killed, %d requests", total, logged, unknown, started, killed, s.Count(""))
	assert.Greater(s.t, logged, total/2, "most calls are logged without a human")
	assert.Equal(s.t, unknown, strings.Count(report, ",unknown,"))
}
