package durable_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
)

// storeFault is what goes wrong with an operation of the store.
type storeFault int

const (
	failsBefore storeFault = iota
	failsAfter             // the response of the database is lost
	crashesBefore
	crashesAfter
	stopsBefore // the process is stopped for longer than the lease, as by SIGSTOP
	stopsAfter
	cancelsBefore // the caller cancels the context, as by Ctrl-C
	cancelsAfter
	storeFaults
)

func (f storeFault) String() string {
	return [...]string{"fails before", "fails after", "crashes before", "crashes after", "stops before", "stops after", "cancels before", "cancels after"}[f]
}

// stop is how long a process is stopped: longer than the lease, shorter than Settle.
const stop = 5 * time.Minute

var errStore = errors.New("the store does not respond")

// faultyStore is the store as one process sees it. The faults hit its Acquire and Save, by their number.
type faultyStore struct {
	durable.Store
	faults  map[int]storeFault
	n       int
	stopped atomic.Pointer[time.Time] // until then
	cancel  context.CancelFunc
}

func (s *faultyStore) operation(do func() error) error {
	fault, ok := s.faults[s.n]
	s.n++
	if !ok {
		return do()
	}
	if fault%2 == 1 {
		if err := do(); err != nil {
			return err
		}
	}
	switch fault {
	case failsBefore, failsAfter:
		return errStore
	case crashesBefore, crashesAfter:
		panic(crash{})
	case stopsBefore, stopsAfter:
		s.stopped.Store(new(time.Now().Add(stop)))
		time.Sleep(stop)
	case cancelsBefore, cancelsAfter:
		s.cancel()
	}
	if fault%2 == 1 {
		return nil
	}
	return do()
}

func (s *faultyStore) Acquire(ctx context.Context, c durable.Claim) (r *durable.Record, err error) {
	err = s.operation(func() error {
		r, err = s.Store.Acquire(ctx, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *faultyStore) Save(ctx context.Context, r *durable.Record) error {
	saved := *r
	err := s.operation(func() error { return s.Store.Save(ctx, &saved) })
	if err == nil {
		r.Version = saved.Version
	}
	return err
}

func (s *faultyStore) Extend(ctx context.Context, id, owner string, lease time.Duration) error {
	if until := s.stopped.Load(); until != nil {
		time.Sleep(time.Until(*until))
	}
	return s.Store.Extend(ctx, id, owner, lease)
}

// reply is what the server does with the first sending of a step.
type reply int

const (
	success reply = iota
	lostBeforeApplying
	lostAfterApplying
	appliedLate // ten minutes after the response was lost
	stopped     // the process is stopped before the request, for longer than the lease
	refusedForNow
	refusedForGood
	replies
)

func (r reply) String() string {
	return [...]string{"success", "lost before applying", "lost after applying", "applied late", "process stopped", "refused for now", "refused for good"}[r]
}

// server is what the steps of the test write to.
type server struct {
	applied, sent *counts
	bad           string // the step that meets the reply
	reply         reply
}

// counts are numbers by the names of steps.
type counts struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counts) add(name string, n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[name] += n
	return c.n[name]
}

func (c *counts) get(name string) int { return c.add(name, 0) }

func (s *server) send(name string) (string, error) {
	reply := s.reply
	if s.sent.add(name, 1) > 1 || name != s.bad {
		reply = success
	}
	switch reply {
	case lostBeforeApplying:
		return "", errUnknown
	case lostAfterApplying:
		s.applied.add(name, 1)
		return "", errUnknown
	case appliedLate:
		time.AfterFunc(10*time.Minute, func() { s.applied.add(name, 1) })
		return "", errUnknown
	case stopped:
		time.Sleep(stop)
	case refusedForNow:
		return "", notApplied
	case refusedForGood:
		return "", refused
	}
	s.applied.add(name, 1)
	return name, nil
}

var stepNames = []string{"person", "order", "comment", "tag"}

// work is a task with a step of each kind.
func (s *server) work(ctx context.Context, t *durable.Task) error {
	do := func(name string, kind durable.Step[string, struct{}], findable bool) func() error {
		kind.Send = func(context.Context, struct{}) (string, error) { return s.send(name) }
		if findable {
			kind.Find = func(ctx context.Context, _ struct{}) (string, bool, error) {
				return name, s.applied.get(name) > 0, ctx.Err()
			}
		}
		return step(ctx, t, name, kind)
	}
	if err := do("person", durable.Step[string, struct{}]{FindFirst: true, Again: true}, true)(); err != nil {
		return err
	}
	return durable.All(
		do("order", durable.Step[string, struct{}]{}, true),
		do("comment", durable.Step[string, struct{}]{}, false),
		do("tag", durable.Step[string, struct{}]{Repeatable: true}, false),
	)
}

// process runs the task like a queue: until it is done, held, or the job ends for another reason. It is started anew after
// a crash.
func (s *server) process(ctx context.Context, store durable.Store, faulty *faultyStore) error {
	for range 300 {
		ctx, cancel := context.WithCancel(ctx)
		faulty.cancel = cancel
		crashed, err := run(ctx, faulty, durable.Job{ID: "task"}, s.work)
		cancel()
		_, held := errors.AsType[durable.Hold](err)
		if !crashed && (err == nil || held) {
			r, err := store.Get(context.Background(), "task")
			if err == nil && (held != (r.State == durable.StateHeld) || held == (r.State == durable.StateDone)) {
				err = fmt.Errorf("the job has ended, held %v, and the task is %s", held, r.State)
			}
			return err
		}
		later, _ := errors.AsType[durable.Later](err)
		time.Sleep(max(later.After, time.Second))
	}
	return errors.New("the task does not end")
}

// human settles each held step by what the server has, once no request can be applied any more.
func (s *server) human(t *testing.T, store durable.Store) {
	time.Sleep(20 * time.Minute)
	r, err := store.Get(t.Context(), "task")
	require.NoError(t, err)
	for _, record := range r.Steps {
		switch record.State {
		case durable.StepApplied:
			require.Positive(t, s.applied.get(record.Name), "%s is lost", record.Name)
		case durable.StepHeld:
			action := durable.SendAgain
			if s.applied.get(record.Name) > 0 {
				action = durable.Applied
			}
			require.NoError(t, durable.Settle(t.Context(), store, "task", durable.Verdict{Action: action, Step: record.Name}))
		default:
			require.Equal(t, durable.StateHeld, r.State)
			require.Zero(t, s.applied.get(record.Name), "%s was sent, and its record does not say so", record.Name)
		}
	}
}

// check runs the task by a number of processes, the first of which has a faulty store, and then settles what is held. At the
// end each write must have been applied once.
func checkFaults(t *testing.T, s *server, processes int, faults map[int]storeFault) (fired bool) {
	s.applied, s.sent = &counts{n: map[string]int{}}, &counts{n: map[string]int{}}
	store := durable.Memory()
	faulty := &faultyStore{Store: store, faults: faults}
	ended := make(chan error)
	for i := range processes {
		go func() {
			if i == 0 {
				ended <- s.process(t.Context(), store, faulty)
			} else {
				ended <- s.process(t.Context(), store, &faultyStore{Store: store})
			}
		}()
	}
	for range processes {
		require.NoError(t, <-ended, "%d processes, faults %v, %s: %v", processes, faults, s.bad, s.reply)
	}
	var r *durable.Record
	for range 3 { // what a human sends again may be lost again
		s.human(t, store)
		require.NoError(t, s.process(t.Context(), store, &faultyStore{Store: store}))
		var err error
		r, err = store.Get(t.Context(), "task")
		require.NoError(t, err)
	}
	require.Equal(t, durable.StateDone, r.State)
	require.False(t, r.KeepsKey)
	for _, name := range stepNames {
		if name == "tag" {
			require.Positive(t, s.applied.get(name))
			continue
		}
		require.Equal(t, 1, s.applied.get(name), "%s: %d processes, faults %v, %s: %v", name, processes, faults, s.bad, s.reply)
	}
	for n := range faults {
		fired = fired || n < faulty.n
	}
	return fired
}

// Each operation of the store fails in each way, with each reply of the server to each step, and with one process or two.
func TestNoFaultOfTheStoreDoublesOrLosesAWrite(t *testing.T) {
	for processes := 1; processes <= 2; processes++ {
		for reply := range replies {
			t.Run(fmt.Sprintf("%d processes, %v", processes, reply), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					for _, name := range stepNames {
						if reply == success && name != stepNames[0] {
							break // it is the same for each step
						}
						s := &server{bad: name, reply: reply}
						for fault := range storeFaults {
							for n := 0; checkFaults(t, s, processes, map[int]storeFault{n: fault}); n++ {
								require.Less(t, n, 200)
							}
						}
					}
				})
			})
		}
	}
}

// The same with each pair of faults, for the steps that can be found.
func TestNoTwoFaultsOfTheStoreDoubleOrLoseAWrite(t *testing.T) {
	if testing.Short() {
		t.Skip("-short")
	}
	for _, name := range []string{"person", "order"} {
		for _, reply := range []reply{success, appliedLate} {
			t.Run(fmt.Sprintf("%s, %v", name, reply), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := &server{bad: name, reply: reply}
					for first := range storeFaults {
						for second := range storeFaults {
							for n := range 8 {
								for m := 1; m <= 2; m++ {
									checkFaults(t, s, 2, map[int]storeFault{n: first, n + m: second})
								}
							}
						}
					}
				})
			})
		}
	}
}
