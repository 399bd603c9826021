package main

import (
	"context"
	"sync"
)

// lines works on leads in lines: those with one phone one after another, so that two submissions of one person don't
// create two, and the lines side by side, so that a lead that has to wait holds up no other phone.
type lines struct {
	ctx   context.Context
	end   context.CancelFunc
	carry func(ctx context.Context, number string)

	workers sync.WaitGroup
	mu      sync.Mutex
	waiting map[string][]string // phone → numbers; a phone that is here has a worker
}

func newLines(ctx context.Context, carry func(context.Context, string)) *lines {
	ctx, end := context.WithCancel(ctx)
	return &lines{ctx: ctx, end: end, carry: carry, waiting: map[string][]string{}}
}

// add puts a lead at the end of its line. After the end it stays in the journal for the next start.
func (q *lines) add(l lead) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ctx.Err() != nil {
		return
	}
	phone := l.Input.Phone
	line, working := q.waiting[phone]
	q.waiting[phone] = append(line, l.Number)
	if !working {
		q.workers.Go(func() { q.work(phone) })
	}
}

func (q *lines) work(phone string) {
	for {
		number, ok := q.next(phone)
		if !ok {
			return
		}
		q.carry(q.ctx, number)
	}
}

func (q *lines) next(phone string) (number string, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	line := q.waiting[phone]
	if len(line) == 0 || q.ctx.Err() != nil {
		delete(q.waiting, phone)
		return "", false
	}
	q.waiting[phone] = line[1:]
	return line[0], true
}

// close ends the work, and waits for the calls under way.
func (q *lines) close() {
	q.mu.Lock()
	q.end()
	q.mu.Unlock()
	q.workers.Wait()
}
