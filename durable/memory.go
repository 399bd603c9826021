package durable

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Memory returns a store in memory, for tests: it ends with the process.
func Memory() Store { return &memory{tasks: map[string]*memoryTask{}} }

type memory struct {
	mu    sync.Mutex
	tasks map[string]*memoryTask
}

type memoryTask struct {
	Record
	lease    time.Duration
	leaseEnd time.Time
}

func (t *memoryTask) extend(lease time.Duration) { t.lease, t.leaseEnd = lease, time.Now().Add(lease) }

// owned reports whether a process works on the task.
func (t *memoryTask) owned(now time.Time) bool { return t.Owner != "" && t.leaseEnd.After(now) }

func (t *memoryTask) read(now time.Time) *Record {
	r := t.clone()
	r.Now = now
	if !t.owned(now) {
		r.Owner = ""
	}
	return r
}

func (m *memory) Acquire(_ context.Context, c Claim) (*Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	t, ok := m.tasks[c.ID]
	if !ok {
		t = &memoryTask{Record: Record{ID: c.ID, Key: c.Key, State: StateOpen, Created: now}}
	}
	if t.State != StateOpen {
		return t.read(now), nil
	}
	if t.owned(now) {
		return nil, ErrBusy
	}
	for _, other := range m.tasks {
		if other != t && other.Key == t.Key && (other.owned(now) || other.KeepsKey) {
			return nil, ErrBusy
		}
	}
	for _, other := range m.tasks {
		if other != t && other.Key == t.Key && other.Owner != "" { // its lease has expired
			other.Owner = ""
			other.Version++
		}
	}
	m.tasks[c.ID] = t
	t.Owner, t.Updated = c.Owner, now
	t.extend(c.Lease)
	t.Version++
	return t.read(now), nil
}

func (m *memory) Extend(_ context.Context, id, owner string, lease time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tasks[id]
	if !ok || t.Owner != owner {
		return ErrLost
	}
	t.extend(lease)
	return nil
}

func (m *memory) Save(_ context.Context, r *Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tasks[r.ID]
	if !ok || t.Version != r.Version {
		return ErrLost
	}
	r.Version++
	r.Updated = time.Now()
	t.Record = *r.clone()
	t.extend(t.lease)
	return nil
}

func (m *memory) Get(_ context.Context, id string) (*Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tasks[id]
	if !ok {
		return nil, ErrNoTask
	}
	return t.read(time.Now()), nil
}

func (m *memory) List(_ context.Context, state State) ([]*Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []*Record
	for _, t := range m.tasks {
		if t.State == state {
			list = append(list, t.read(time.Now()))
		}
	}
	slices.SortFunc(list, func(a, b *Record) int { return a.Created.Compare(b.Created) })
	return list, nil
}

func (m *memory) Delete(_ context.Context, state State, age time.Duration) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	limit, deleted := time.Now().Add(-age), 0
	for id, t := range m.tasks {
		if t.State == state && !t.Updated.After(limit) {
			delete(m.tasks, id)
			deleted++
		}
	}
	return deleted, nil
}
