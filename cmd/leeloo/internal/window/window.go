// Package window is the rate limit of a token, on disk: all runs of the program share it, so that neither two of them at
// the same time nor one that is restarted again and again sends more than the API allows.
package window

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/pause"
)

// The rate limit that the vendor documents.
const (
	requests = 300
	length   = time.Minute
)

const (
	openTimeout  = 5 * time.Second      // for the lock of another process, which has it for microseconds
	lockInterval = 5 * time.Millisecond // how often to try again
)

// Window is a leeloo.Limiter.
type Window struct {
	turn    chan struct{} // whoever has put something in uses the file: the lock of the file is that of the process
	lock    *flock.Flock
	path    string
	waiting func(until time.Time)
}

// DiskError is returned when a request cannot be recorded on disk, for example because the disk is full. The request is not
// sent.
type DiskError struct{ Err error }

func (e DiskError) Error() string { return "the rate limit cannot be stored: " + e.Err.Error() }

// Unwrap returns the error of the disk.
func (e DiskError) Unwrap() error { return e.Err }

// Open opens or creates the file of a window. waiting may be nil.
func Open(path string, waiting func(until time.Time)) (*Window, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if waiting == nil {
		waiting = func(time.Time) {}
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	w := &Window{turn: make(chan struct{}, 1), lock: lock, path: path, waiting: waiting}
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	_, err := w.take(ctx, false) // a directory that cannot be written to is better found now
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("another leeloo process keeps %s locked: is it stopped?", path+".lock")
	}
	return w, err
}

// Close closes the file.
func (w *Window) Close() { _ = w.lock.Close() }

// Wait waits until a request may be sent. If ctx ends before that, it returns at once.
func (w *Window) Wait(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		until, err := w.take(ctx, true)
		switch {
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return DiskError{err}
		}
		if until.IsZero() {
			return nil
		}
		if deadline, ok := ctx.Deadline(); ok && deadline.Before(until) {
			return context.DeadlineExceeded
		}
		w.waiting(until)
		if err := pause.For(ctx, time.Until(until)); err != nil {
			return err
		}
	}
}

// take records a request, unless the window is full: then it returns when the oldest request leaves it. A process may be
// stopped while it has the file: ctx ends the wait for it.
func (w *Window) take(ctx context.Context, record bool) (until time.Time, err error) {
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
	if _, err := w.lock.TryLockContext(ctx, lockInterval); err != nil {
		return time.Time{}, err
	}
	defer func() { err = errors.Join(err, w.lock.Unlock()) }()
	now := time.Now()
	file, err := os.OpenFile(w.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return time.Time{}, err
	}
	defer file.Close()
	recent, err := read(file, now)
	if err != nil || !record {
		return time.Time{}, err
	}
	if len(recent) >= requests {
		until := time.Unix(0, recent[len(recent)-requests]).Add(length)
		return until, write(file, recent) // without times of a clock that was set back
	}
	return time.Time{}, write(file, append(recent, now.UnixNano()))
}

// read returns the times of the requests that are still in the window, the oldest first. A clock that was set back must
// not make a request wait longer than the window.
func read(file io.Reader, now time.Time) (recent []int64, err error) {
	content, err := io.ReadAll(io.LimitReader(file, 8*requests))
	if err != nil {
		return nil, err
	}
	for ; len(content) >= 8; content = content[8:] {
		at := min(int64(binary.BigEndian.Uint64(content)), now.UnixNano())
		if now.Sub(time.Unix(0, at)) < length {
			recent = append(recent, at)
		}
	}
	return recent, nil
}

func write(file *os.File, times []int64) error {
	content := make([]byte, 0, 8*len(times))
	for _, at := range times {
		content = binary.BigEndian.AppendUint64(content, uint64(at))
	}
	if _, err := file.WriteAt(content, 0); err != nil {
		return err
	}
	return file.Truncate(int64(len(content)))
}
