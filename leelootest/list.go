package leelootest

import (
	"fmt"
	"slices"
)

// List is one list as an unfiltered request finds it: its first row is at position 0.
type List struct {
	server *Server
	name   string
	rows   positions
}

// IDs returns the ids of the rows, in order.
func (l List) IDs() []string {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	return l.rows.ids()
}

// Len returns how many rows there are.
func (l List) Len() int {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	return l.rows.len()
}

// Insert puts a new row at a position, from 0 to Len, and returns its id. The rows that were there and behind move
// down. It panics outside of the list.
func (l List) Insert(at int) string {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	if n := l.rows.len(); at < 0 || at > n {
		panic(fmt.Sprintf("leelootest: %s has %d rows, none can be inserted at position %d", l.name, n, at))
	}
	return l.rows.insert(at)
}

// Delete deletes the row at a position, from 0 to Len-1, and returns its id. The rows behind it move up. It panics
// outside of the list.
func (l List) Delete(at int) string {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	if n := l.rows.len(); at < 0 || at >= n {
		panic(fmt.Sprintf("leelootest: %s has %d rows, there is none at position %d", l.name, n, at))
	}
	return l.rows.delete(at)
}

// positions are the rows of a List, of whatever type.
type positions interface {
	len() int
	ids() []string
	insert(at int) string
	delete(at int) string
}

// rows are rows of one type. They are stored in the order of their creation.
type rows[T any] struct {
	list        *[]T
	newestFirst bool
	id          func(T) string
	add         func()  // appends a new row
	remove      func(T) // with what belongs to it
}

func (r rows[T]) len() int { return len(*r.list) }

func (r rows[T]) ids() []string {
	ids := views(*r.list, r.id)
	if r.newestFirst {
		slices.Reverse(ids)
	}
	return ids
}

func (r rows[T]) insert(at int) string {
	r.add()
	last := r.len() - 1
	row := (*r.list)[last]
	if r.newestFirst {
		at = last - at
	}
	*r.list = slices.Insert((*r.list)[:last], at, row)
	return r.id(row)
}

func (r rows[T]) delete(at int) string {
	if r.newestFirst {
		at = r.len() - 1 - at
	}
	row := (*r.list)[at]
	r.remove(row)
	return r.id(row)
}
