package durable_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
)

// found is what Find reports.
type found int

const (
	notFound found = iota
	isFound
	findFails
	findHolds
)

// try is one run of a task with one step.
type try struct {
	after     time.Duration // since the try before
	find      found
	send      error // what Send returns
	sendPanic bool  // the process crashes in Send

	want      string // "result", "later", "unsettled", "held", "crash", "busy", "canceled"
	wantCalls string // B: Before, F: Find, S: Send
}

type stepTest struct {
	findFirst, repeatable, again, noFind bool
	tries                                []try
}

var refused, notApplied = durable.Hold{Why: "wrong phone"}, durable.Later{After: time.Second, Err: errors.New("rate limited")}

// stepTests is the specification of Do.
var stepTests = map[string]stepTest{
	"a success is kept": {tries: []try{
		{want: "result", wantCalls: "BS"},
		{want: "result"},
	}},
	"not applied: sent again": {tries: []try{
		{send: notApplied, want: "later", wantCalls: "BS"},
		{send: notApplied, want: "later", wantCalls: "BS"},
		{want: "result", wantCalls: "BS"},
	}},
	"refused: held": {tries: []try{
		{send: refused, want: "held", wantCalls: "BS"},
		{want: "held"},
	}},
	"unknown, then found": {tries: []try{
		{send: errUnknown, want: "unsettled", wantCalls: "BSF"},
		{after: time.Minute, want: "unsettled", wantCalls: "F"},
		{after: time.Minute, find: isFound, want: "result", wantCalls: "F"},
		{want: "result"},
	}},
	"unknown, and found at once": {tries: []try{{send: errUnknown, find: isFound, want: "result", wantCalls: "BSF"}}},
	"unknown, never found: held": {tries: []try{
		{send: errUnknown, want: "unsettled", wantCalls: "BSF"},
		{after: settle - time.Second, want: "unsettled", wantCalls: "F"},
		{after: time.Second, want: "held", wantCalls: "F"},
		{find: isFound, want: "held"},
	}},
	"unknown, never found, Again: sent once more": {again: true, tries: []try{
		{send: errUnknown, want: "unsettled", wantCalls: "BSF"},
		{after: settle - time.Second, want: "unsettled", wantCalls: "F"},
		{after: time.Second, want: "unsettled", wantCalls: "F"},
		{after: timeout, send: errUnknown, want: "unsettled", wantCalls: "FBSF"},
		{after: settle - time.Second, want: "unsettled", wantCalls: "F"},
		{after: time.Second, want: "held", wantCalls: "F"},
	}},
	"unknown, found at the end of Settle: not sent": {again: true, tries: []try{
		{send: errUnknown, want: "unsettled", wantCalls: "BSF"},
		{after: settle, find: isFound, want: "result", wantCalls: "F"},
	}},
	"unknown, found by the second look after Settle: not sent": {again: true, tries: []try{
		{send: errUnknown, want: "unsettled", wantCalls: "BSF"},
		{after: settle, want: "unsettled", wantCalls: "F"},
		{after: timeout - time.Second, want: "unsettled", wantCalls: "F"},
		{after: time.Second, find: isFound, want: "result", wantCalls: "F"},
	}},
	"not applied does not count as a sending": {again: true, tries: []try{
		{send: notApplied, want: "later", wantCalls: "BS"},
		{send: errUnknown, want: "unsettled", wantCalls: "BSF"},
		{after: settle, want: "unsettled", wantCalls: "F"},
		{after: timeout, send: notApplied, want: "later", wantCalls: "FBS"},
		{want: "result", wantCalls: "BS"},
	}},
	"unknown, without Find: held at once": {noFind: true, tries: []try{
		{send: errUnknown, want: "held", wantCalls: "BS"},
		{want: "held"},
	}},
	"unknown, Repeatable: sent again": {repeatable: true, tries: []try{
		{send: errUnknown, want: "later", wantCalls: "BS"},
		{send: errUnknown, want: "later", wantCalls: "BS"},
		{want: "result", wantCalls: "BS"},
	}},
	"FindFirst, and others have done it": {findFirst: true, tries: []try{{find: isFound, want: "result", wantCalls: "BF"}}},
	"FindFirst, and nobody has":          {findFirst: true, tries: []try{{want: "result", wantCalls: "BFBS"}}},
	"FindFirst fails: nothing is sent": {findFirst: true, tries: []try{
		{find: findFails, want: "later", wantCalls: "BF"},
		{want: "result", wantCalls: "BFBS"},
	}},
	"FindFirst finds several: held": {findFirst: true, tries: []try{{find: findHolds, want: "held", wantCalls: "BF"}}},
	"Find fails after an unknown outcome": {tries: []try{
		{send: errUnknown, find: findFails, want: "later", wantCalls: "BSF"},
		{after: 2 * settle, find: findFails, want: "later", wantCalls: "F"},
		{find: isFound, want: "result", wantCalls: "F"},
	}},
	"Find holds": {tries: []try{{send: errUnknown, find: findHolds, want: "held", wantCalls: "BSF"}}},

	"a crash in Send, then found": {tries: []try{
		{sendPanic: true, want: "crash", wantCalls: "BS"},
		{want: "busy"},
		{after: lease, want: "unsettled", wantCalls: "F"},
		{find: isFound, want: "result", wantCalls: "F"},
	}},
	"a crash in Send, never found": {again: true, tries: []try{
		{sendPanic: true, want: "crash", wantCalls: "BS"},
		{after: settle, want: "unsettled", wantCalls: "F"},
		{after: timeout, sendPanic: true, want: "crash", wantCalls: "FBS"},
		{after: settle, want: "held", wantCalls: "F"},
	}},
	"a crash in Send, without Find":  {noFind: true, tries: []try{{sendPanic: true, want: "crash", wantCalls: "BS"}, {after: lease, want: "held"}}},
	"a crash in Send, Repeatable":    {repeatable: true, tries: []try{{sendPanic: true, want: "crash", wantCalls: "BS"}, {after: lease, want: "result", wantCalls: "BS"}}},
	"FindFirst after a crash: found": {findFirst: true, tries: []try{{sendPanic: true, want: "crash", wantCalls: "BFBS"}, {after: lease, find: isFound, want: "result", wantCalls: "F"}}},
}

func TestDo(t *testing.T) {
	for name, tt := range stepTests {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, store durable.Store) {
				for i, try := range tt.tries {
					time.Sleep(try.after)
					got, calls := tt.run(t, store, try)
					require.Equal(t, try.want, got, "try %d", i+1)
					require.Equal(t, try.wantCalls, calls, "try %d", i+1)
				}
			})
		})
	}
}

// run runs the task once, and returns how that ended and what was called.
func (tt stepTest) run(t *testing.T, store durable.Store, try try) (outcome, calls string) {
	step := durable.Step[string, int]{
		FindFirst: tt.findFirst, Repeatable: tt.repeatable, Again: tt.again,
		Before: func(context.Context) (int, error) {
			calls += "B"
			return 7, nil
		},
		Find: func(_ context.Context, before int) (string, bool, error) {
			calls += "F"
			assert.Equal(t, 7, before)
			switch try.find {
			case findFails:
				return "", false, errors.New("connection reset")
			case findHolds:
				return "", false, durable.Hold{Why: "several"}
			}
			return "id", try.find == isFound, nil
		},
		Send: func(context.Context, int) (string, error) {
			calls += "S"
			if try.sendPanic {
				panic(crash{})
			}
			return "id", try.send
		},
	}
	if tt.noFind {
		step.Find = nil
	}
	crashed, err := run(t.Context(), store, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
		result, err := durable.Do(ctx, task, "step", step)
		if err == nil {
			assert.Equal(t, "id", result)
			return errors.New("the work goes on") // so that the next run looks at the step again
		}
		return err
	})
	return outcomeOf(crashed, err), calls
}

func outcomeOf(crashed bool, err error) string {
	_, held := errors.AsType[durable.Hold](err)
	_, later := errors.AsType[durable.Later](err)
	switch {
	case crashed:
		return "crash"
	case errors.Is(err, durable.ErrLost):
		return "lost"
	case held:
		return "held"
	case errors.Is(err, durable.ErrBusy):
		return "busy"
	case errors.Is(err, durable.ErrUnsettled):
		return "unsettled"
	case later:
		return "later"
	default:
		return "result"
	}
}

func TestSettleIsNeverSoShortThatTheWriteCouldStillBeSent(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		job := durable.Job{ID: "task", Settle: time.Second}
		work := func(ctx context.Context, task *durable.Task) error { return step(ctx, task, "a", unclear())() }
		for _, want := range []string{"unsettled", "unsettled", "held"} {
			assert.Equal(t, want, outcomeOf(false, durable.Run(t.Context(), store, job, work)))
			time.Sleep(timeout)
		}
	})
}

func TestAProcessThatIsLateAfterTheRecordSendsNothing(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		sent := false
		err := durable.Run(t.Context(), slowSave{store}, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
			_, err := durable.Do(ctx, task, "a", durable.Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) {
				sent = true
				return "id", nil
			}})
			return err
		})
		assert.Equal(t, "later", outcomeOf(false, err))
		assert.False(t, sent)
	})
}

// slowSave is a store that takes as long as a Send may take.
type slowSave struct{ durable.Store }

func (s slowSave) Save(ctx context.Context, r *durable.Record) error {
	err := s.Store.Save(ctx, r)
	time.Sleep(timeout)
	return err
}
