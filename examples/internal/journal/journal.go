// Package journal keeps on disk what a program has begun and what became of it, so that a crash, a power cut or
// Ctrl-C loses nothing and repeats nothing.
package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// Journal has an entry of type T for each key. It is safe for concurrent use. Only one process at a time can open it.
type Journal[T any] struct {
	db     *bbolt.DB
	bucket []byte
}

// Open opens a program's journal in a file, or makes a new one. It fails if the journal is another program's, and while
// another process has it open.
func Open[T any](path, program string) (*Journal[T], error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, fmt.Errorf("journal %s is in use by another process", path)
	}
	if err != nil {
		return nil, fmt.Errorf("journal %s: %w", path, err)
	}
	bucket := []byte(program)
	err = db.Update(func(tx *bbolt.Tx) error {
		err := tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
			if string(name) != program {
				return fmt.Errorf("it is a journal of %s", name)
			}
			return nil
		})
		if err != nil {
			return err
		}
		_, err = tx.CreateBucketIfNotExists(bucket)
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", path, err), db.Close())
	}
	return &Journal[T]{db, bucket}, nil
}

// Close closes the file.
func (j *Journal[T]) Close() error { return j.db.Close() }

// Get returns the entry of a key.
func (j *Journal[T]) Get(key string) (entry T, found bool, err error) {
	err = j.db.View(func(tx *bbolt.Tx) error {
		entry, found, err = j.read(tx, key)
		return err
	})
	return entry, found, err
}

// Update changes the entry of a key in one step: no other change comes in between. When it returns nil, the entry is on
// disk. If change returns an error, everything stays as it was. change must not use the journal: that would never end.
func (j *Journal[T]) Update(key string, change func(entry T, found bool) (T, error)) error {
	return j.db.Update(func(tx *bbolt.Tx) error {
		entry, found, err := j.read(tx, key)
		if err != nil {
			return err
		}
		entry, err = change(entry, found)
		if err != nil {
			return err
		}
		value, err := json.Marshal(entry)
		if err != nil {
			return err
		}
		return tx.Bucket(j.bucket).Put([]byte(key), value)
	})
}

// Put sets the entry of a key. When it returns nil, the entry is on disk.
func (j *Journal[T]) Put(key string, entry T) error {
	return j.Update(key, func(T, bool) (T, error) { return entry, nil })
}

// Each calls visit for all entries, in the order of their keys. visit must not write to the journal.
func (j *Journal[T]) Each(visit func(key string, entry T) error) error {
	return j.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(j.bucket).ForEach(func(key, value []byte) error {
			var entry T
			if err := json.Unmarshal(value, &entry); err != nil {
				return err
			}
			return visit(string(key), entry)
		})
	})
}

func (j *Journal[T]) read(tx *bbolt.Tx, key string) (entry T, found bool, err error) {
	value := tx.Bucket(j.bucket).Get([]byte(key))
	if value == nil {
		return entry, false, nil
	}
	return entry, true, json.Unmarshal(value, &entry)
}
