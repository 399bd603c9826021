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

// openPart begins a part, or goes on with the one that is there. The state comes first, since it keeps others away.
func openPart(at paths, o options, asked entry) (*part, error) {
	state, err := openState(at.state)
	if err != nil {
		return nil, err
	}
	p := &part{at: at, state: state, begun: asked}
	if err := p.open(o); err != nil {
		return nil, errors.Join(err, state.Close())
	}
	return p, nil
}

func (p *part) open(o options) error {
	exists, err := isFile(p.at.part)
	if err != nil {
		return err
	}
	p.resumed = exists && o.resume
	switch {
	case p.resumed:
		if p.begun, err = p.state.resume(p.at.part, p.begun); err == nil {
			p.file, err = os.OpenFile(p.at.part, os.O_RDWR, 0)
		}
	case exists && !o.force:
		err = fmt.Errorf("%s is there, from an export that has not ended: -resume goes on with it, -force throws it away", p.at.part)
	default:
		if err = p.state.begin(p.at.part, p.begun); err == nil {
			p.file, err = createFile(p.at.part)
		}
	}
	if err != nil {
		return err
	}
	p.output = newOutput(p.file)
	p.save = p.saveChat
	if err := p.takeUp(layoutOf(o.job)); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", p.at.part, err), p.file.Close())
	}
	return nil
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
		if p.finished, end, err = p.state.restore(p.begun, size); err != nil {
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
	return p.state.Put(string(id), entry{Started: p.begun.Started, Finished: true, Size: size})
}
