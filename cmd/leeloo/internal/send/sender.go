package send

import (
	"context"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/pause"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
)

// times are those of the sending. Tests with processes shorten them.
var times = struct {
	lease, sendTimeout, settle time.Duration // see durable.Job
	backoff                    pause.Backoff // while Leeloo is not available
	reread                     time.Duration // how often the journal is read while messages are looked for
	interval                   time.Duration // from one message to the next; 0: as --per-minute says
}{
	settle: 15 * time.Minute, backoff: pause.Backoff{First: 10 * time.Second, Max: 5 * time.Minute}, reread: 15 * time.Second,
}

// sender sends the messages of a broadcast, one after the other.
type sender struct {
	*run
	file *store.File
	plan *plan
	text *templateText
	bar  *progress.Progress

	queue   []recipient
	later   map[leeloo.PersonID]delayed
	settled map[leeloo.PersonID]bool // a human has said that they have it; only their task is to be ended
	skipped map[leeloo.PersonID]bool // failed again and again, unlike the others
	tries   map[leeloo.PersonID]int  // that failed, of those who wait

	trouble, refused int // in a row
	counts           store.Counts

	interval time.Duration // from one message to the next
	next     time.Time
	started  time.Time
	sent     int           // messages since then
	paused   time.Duration // since then
	notice   string
}

// delayed is a recipient whose message may have been sent, or whose task is busy.
type delayed struct {
	recipient
	due   time.Time // when to look again
	until time.Time // when a message that is not found is left for a human; zero if the task is busy
}

// sendAll sends the messages that wait, and looks for those that may have been sent.
func (r *run) sendAll(ctx context.Context, f *store.File, p *plan) error {
	text, err := loadTemplateText(ctx, f, r.company.Client)
	if err != nil {
		return err
	}
	s := &sender{
		run: r, file: f, plan: p, text: text,
		later: map[leeloo.PersonID]delayed{}, settled: map[leeloo.PersonID]bool{}, skipped: map[leeloo.PersonID]bool{}, tries: map[leeloo.PersonID]int{},
		interval: time.Minute / time.Duration(r.perMinute), started: time.Now(),
	}
	if times.interval > 0 {
		s.interval = times.interval
	}
	if err := s.reread(ctx); err != nil {
		return err
	}
	s.bar = progress.New(r.App, s.counts.Total)
	defer s.bar.End()
	s.describe()
	for {
		to, ok, err := s.pick(ctx)
		if err != nil {
			return err
		}
		if !ok {
			s.describe()
			return s.notSent()
		}
		if err := s.turn(ctx); err != nil {
			return err
		}
		if err := s.send(ctx, to); err != nil {
			return err
		}
		s.describe()
	}
}

// reread reads the states of all messages: a human may have settled some, in another process.
func (s *sender) reread(ctx context.Context) error {
	tasks, err := s.file.Tasks(ctx)
	if err != nil {
		return err
	}
	states := map[leeloo.PersonID]*durable.Record{}
	for _, t := range tasks {
		states[leeloo.PersonID(t.ID)] = t
	}
	s.queue = s.queue[:0]
	later := map[leeloo.PersonID]delayed{}
	for _, to := range s.plan.Recipients {
		task := states[to.Person]
		state := store.Waiting
		if task != nil {
			state = store.StateOf(task)
		}
		open := task == nil || task.State == durable.StateOpen
		known, isLater := s.later[to.Person]
		switch {
		case !open || s.skipped[to.Person]:
		case isLater && (state == store.LookedFor || known.until.IsZero()):
			later[to.Person] = known
		case state == store.LookedFor:
			later[to.Person] = delayed{to, time.Now(), lookedForUntil(task)}
		default:
			s.queue = append(s.queue, to)
			s.settled[to.Person] = state == store.Sent
		}
	}
	s.later = later
	s.counts, err = s.file.Counts(ctx)
	return err
}

// lookedForUntil returns when a message that is not found is left for a human.
func lookedForUntil(task *durable.Record) time.Time {
	last := task.Steps[len(task.Steps)-1]
	return last.Begun.Add(times.settle)
}

// pick returns the next recipient: first those whose message is to be looked for again. It waits for them when no other
// message waits. ok is false at the end.
func (s *sender) pick(ctx context.Context) (to recipient, ok bool, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return to, false, err
		}
		next, found := s.nextLater()
		if found && !next.due.After(time.Now()) {
			return next.recipient, true, nil
		}
		if len(s.queue) == 0 {
			if err := s.reread(ctx); err != nil {
				return to, false, err
			}
		}
		if len(s.queue) > 0 {
			to, s.queue = s.queue[0], s.queue[1:]
			return to, true, nil
		}
		next, found = s.nextLater()
		if !found {
			return to, false, nil
		}
		s.showLookedFor()
		if err := pause.For(ctx, min(max(time.Until(next.due), 0), times.reread)); err != nil {
			return to, false, err
		}
	}
}

// nextLater returns who of s.later is due first.
func (s *sender) nextLater() (next delayed, found bool) {
	for _, d := range s.later {
		if !found || d.due.Before(next.due) {
			next, found = d, true
		}
	}
	return next, found
}

// turn waits until the next message may be sent. Time that was lost is not made up for.
func (s *sender) turn(ctx context.Context) error {
	if err := pause.For(ctx, time.Until(s.next)); err != nil {
		return err
	}
	s.next = time.Now().Add(s.interval)
	return nil
}
