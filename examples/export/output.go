package main

import (
	"bufio"
	"io"

	"github.com/leeloo-go/leeloo"
)

// output takes rows, and each of them once.
type output struct {
	w        *bufio.Writer
	known    map[string]bool           // keys of the rows that are there
	finished map[leeloo.AccountID]bool // chats that are there
	// save makes it last that a chat is finished.
	save func(leeloo.AccountID) error
}

func newOutput(w io.Writer) *output {
	return &output{
		w:        bufio.NewWriterSize(w, 64<<10),
		known:    map[string]bool{},
		finished: map[leeloo.AccountID]bool{},
		save:     func(leeloo.AccountID) error { return nil },
	}
}

// add writes a row, unless it is there already.
func (o *output) add(key string, line []byte) (isNew bool, err error) {
	if o.known[key] {
		return false, nil
	}
	o.known[key] = true
	_, err = o.w.Write(line)
	return true, err
}

// finish is called once all rows of a chat are written.
func (o *output) finish(chat leeloo.AccountID) error {
	o.finished[chat] = true
	return o.save(chat)
}
