package durable

import (
	"context"
	"time"
)

// Store keeps tasks. [Memory] and [SQL] are stores. Its methods are safe for concurrent use, by several processes if the
// store is shared.
//
// Each Acquire and Save of a record increases its version. Save replaces only the version that was read, so that a process
// that has lost the task cannot change it.
type Store interface {
	// Acquire makes claim.Owner the owner of a task for the time of the lease, and adds the task if the store does not have
	// it. At most one task of a key has an owner. If the task or its key has another owner whose lease has not expired, or
	// if another task keeps the key, Acquire changes nothing and returns [ErrBusy]. A task that is not open is returned
	// without an owner.
	Acquire(ctx context.Context, claim Claim) (*Record, error)
	// Extend extends the lease. If the task has another owner, Extend returns [ErrLost].
	Extend(ctx context.Context, id, owner string, lease time.Duration) error
	// Save replaces the record, sets its new version, and extends the lease. If the store has another version, Save returns
	// [ErrLost]. A record without an owner releases the lease.
	Save(ctx context.Context, r *Record) error
	// Get returns a task, or [ErrNoTask]. An owner whose lease has expired is not shown.
	Get(ctx context.Context, id string) (*Record, error)
	// List returns the tasks of a state, the oldest first.
	List(ctx context.Context, state State) ([]*Record, error)
	// Delete deletes the tasks of a state that have not changed for an age, and returns how many.
	Delete(ctx context.Context, state State, age time.Duration) (int, error)
}

// Claim is what [Store.Acquire] needs to know.
type Claim struct {
	ID, Key string // Key is used for a new task only
	Owner   string
	Lease   time.Duration
}
