package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/leeloo-go/leeloo"
)

// part is the file that takes the rows until it is complete.
type part struct {
	*output
	at      paths
	file    *os.File
	synced  int64 // so much of the file is on disk
	state   state
	begun   entry
	resumed bool
}

// openPart begins a part, or goes on with the one that is there.
func openPart(at paths, o options, begun entry) (*part, error) {
	exists, err := isFile(at.part)
	if err != nil {
		return nil, err
	}
	if exists && !o.resume && !o.force {
		return nil, fmt.Errorf("%s is there, from an export that has not ended: -resume goes on with it, -force throws it away", at.part)
	}
	p := &part{at: at, begun: begun, resumed: exists && o.resume}
	if p.resumed {
		p.state, p.begun, err = openState(at, o.job)
	} else {
		p.state, err = newState(at, begun)
	}
	if err != nil {
		return nil, err
	}
	if p.resumed {
		p.file, err = os.OpenFile(at.part, os.O_RDWR, 0)
	} else {
		p.file, err = createFile(at.part)
	}
	if err != nil {
		return nil, errors.Join(err, p.state.Close())
	}
	p.output = newOutput(p.file)
	p.save = p.saveChat
	if err := p.takeUp(layoutOf(o.job)); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", at.part, err), p.file.Close(), p.state.Close())
	}
	return p, nil
}

// takeUp notes what is there, and cuts off what is not whole. Of chats it keeps the finished ones alone.
func (p *part) takeUp(l layout) error {
	isChats := p.begun.Job.What == chats
	got, err := l.scan(p.file, func(key string) {
		if !isChats {
			p.known[key] = true
		}
	})
	if err != nil {
		return err
	}
	size, header := got.size, l.header()
	if isChats {
		var end int64
		if p.finished, end, err = p.state.restore(size); err != nil {
			return err
		}
		size = max(end, min(size, int64(len(header))))
	}
	if err := p.file.Truncate(size); err != nil {
		return err
	}
	if _, err := p.file.Seek(size, io.SeekStart); err != nil {
		return err
	}
	if size == 0 {
		_, err = p.w.Write(header)
	}
	return err
}

// saveChat puts the rows of a chat on disk, and then that they are there.
func (p *part) saveChat(id leeloo.AccountID) error {
	if err := p.w.Flush(); err != nil {
		return err
	}
	size, err := p.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if size > p.synced {
		if err := p.file.Sync(); err != nil {
			return err
		}
		p.synced = size
	}
	return p.state.Put(string(id), entry{Finished: true, Size: size})
}
