package calls

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/atomicfile"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
)

// journal is what was logged of one exchange, and what a crash may have left: a task for each call, by its linkedid or
// uniqueid.
type journal struct {
	*store.File
	since time.Time // calls before it are not logged; zero means all
	lock  *flock.Flock
}

// The values beside the tasks.
const (
	companyKey = "company" // app.Identity
	sinceKey   = "since"   // time.Time
	callKey    = "call "   // and the id of the task: fact
)

// fact is what is known of a call that was sent. The note of its task is erased when it is logged.
type fact struct {
	Status leeloo.CallStatus `json:"status"`
}

// note is what a human needs to know to find the call on the card.
type note struct {
	Person    leeloo.PersonID   `json:"person"`
	Time      time.Time         `json:"time"`
	Direction leeloo.CallType   `json:"direction"`
	Status    leeloo.CallStatus `json:"status"`
	Duration  string            `json:"duration"`
}

// openJournal opens the journal at a path, and checks that it is one of the company. A dry run only reads it, also while
// another run works on it.
func openJournal(ctx context.Context, path string, company app.Identity, dryRun bool) (_ *journal, err error) {
	j := &journal{}
	if !dryRun {
		if j.lock, err = lock(path); err != nil {
			return nil, err
		}
	}
	if !isDatabase(path) {
		return nil, errors.Join(app.Usagef("--journal: %s is not a journal of leeloo", path), j.Close())
	}
	read := store.Open
	if dryRun {
		read = store.Snapshot
	}
	if j.File, err = read(ctx, path, "calls"); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	var known app.Identity
	_, err = j.Get(ctx, companyKey, &known)
	if err == nil {
		_, err = j.Get(ctx, sinceKey, &j.since)
	}
	switch {
	case err != nil:
	case !known.SameCompany(company):
		err = app.Usagef("--journal: %s is a journal of another company: check LEELOO_TOKEN", path)
	case !dryRun:
		err = j.Put(ctx, companyKey, company) // its users and connections come and go
	}
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// createJournal creates a journal. It appears under its name once it is complete.
func createJournal(ctx context.Context, path string, company app.Identity, since time.Time) (*journal, error) {
	held, err := lock(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = held.Close() }()
	if _, err := os.Lstat(path); err == nil {
		return nil, exists(path)
	}
	part := path + ".new"
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} { // of a run that was killed
		_ = os.Remove(part + suffix)
	}
	if err := fill(ctx, part, company, since); err != nil {
		return nil, err
	}
	if err := os.Rename(part, path); err != nil {
		return nil, err
	}
	if err := atomicfile.SyncDir(path); err != nil {
		return nil, err
	}
	if err := held.Close(); err != nil {
		return nil, err
	}
	return openJournal(ctx, path, company, false)
}

func fill(ctx context.Context, path string, company app.Identity, since time.Time) error {
	file, err := store.Create(ctx, path, "calls")
	if err != nil {
		return err
	}
	err = file.Put(ctx, companyKey, company)
	if err == nil {
		err = file.Put(ctx, sinceKey, since)
	}
	return errors.Join(err, file.Close())
}

func exists(path string) error {
	return app.Usagef("--since is for the first run: the journal %s exists and knows what is logged; leave out --since", path)
}

// lock locks a journal for this run. Tasks are safe without it, but two runs at the same time would each report what the
// other one does.
func lock(path string) (*flock.Flock, error) {
	l := flock.New(path+".lock", flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	switch {
	case err != nil:
		return nil, app.Usagef("--journal: %w", err)
	case !ok:
		return nil, app.StoppedError{Err: fmt.Errorf("another run of leeloo calls works on the journal %s: nothing was logged", path)}
	}
	return l, nil
}

// Close closes the journal.
func (j *journal) Close() error {
	if j == nil {
		return nil
	}
	var err error
	if j.File != nil {
		err = j.File.Close()
	}
	if j.lock != nil {
		err = errors.Join(err, j.lock.Close())
	}
	return err
}

// known is what the journal has of a call.
type known struct {
	task *durable.Record // nil if the call is new
	sent fact            // zero if it is not known
}

// lookUp returns what the journal has of a call. A dry run may have no journal.
func (j *journal) lookUp(ctx context.Context, key string) (k known, err error) {
	if j == nil {
		return known{}, nil
	}
	k.task, err = j.Store.Get(ctx, key)
	if errors.Is(err, durable.ErrNoTask) {
		return known{}, nil
	}
	if err == nil {
		_, err = j.Get(ctx, callKey+key, &k.sent)
	}
	return k, err
}

// all returns what the journal has of all calls.
func (j *journal) all(ctx context.Context) (map[string]known, error) {
	all := map[string]known{}
	if j == nil {
		return all, nil
	}
	tasks, err := j.Tasks(ctx)
	if err != nil {
		return nil, err
	}
	facts, err := j.Values(ctx, callKey)
	if err != nil {
		return nil, err
	}
	for _, task := range tasks {
		k := known{task: task}
		if text, ok := facts[task.ID]; ok {
			if err := json.Unmarshal(text, &k.sent); err != nil {
				return nil, err
			}
		}
		all[task.ID] = k
	}
	return all, nil
}

// leftOver returns the calls that are neither logged nor given up, and not in the file. They have no phone: it was in
// another file.
func leftOver(all map[string]known, inFile []call) (left []call) {
	listed := map[string]bool{}
	for _, c := range inFile {
		listed[c.key] = true
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		task := all[id].task
		if listed[id] || task.State == durable.StateDone || task.State == durable.StateGivenUp {
			continue
		}
		var c call
		var n note
		if json.Unmarshal(task.Note, &n) == nil { // there is none before the first sending
			c.at = n.Time
		}
		c.key = id
		left = append(left, c)
	}
	return left
}
