package target

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Part takes the rows of an export until it is complete.
type Part struct {
	Export  Export
	Resumed bool
	Whole   bool                // all rows are there
	Known   map[string]struct{} // ids of the rows that are there, other than messages
	Chats   map[string]struct{} // chats that are there

	at     Paths
	file   *os.File
	state  *os.File
	w      *bufio.Writer
	synced int64 // so much of the file is on disk
}

// Open begins a part, or with resume goes on with the one that is there. The files must be locked. With force, it throws
// away a part that is there.
func Open(at Paths, asked Export, resume, force bool) (*Part, error) {
	p := &Part{at: at, Export: asked, Known: map[string]struct{}{}, Chats: map[string]struct{}{}}
	var err error
	switch exists := Exists(at.Part); {
	case exists && resume:
		err = p.resume()
	case exists && !force:
		return nil, app.Usagef("%s is of an export that has not ended; --resume goes on with it, --force throws it away", at.Part)
	default:
		err = p.begin()
	}
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.w = bufio.NewWriterSize(p.file, 64<<10)
	return p, nil
}

// begin deletes an old part before its state: a part must never meet the state of another one.
func (p *Part) begin() (err error) {
	if err := removeIfThere(p.at.Part); err != nil {
		return err
	}
	if p.state, err = Create(p.at.State); err != nil {
		return err
	}
	if err := put(p.state, stateLine{Export: &p.Export}); err != nil {
		return err
	}
	p.file, err = Create(p.at.Part)
	return err
}

func (p *Part) resume() (err error) {
	kept, err := readState(p.at.State)
	switch {
	case errors.Is(err, errNoState):
		return app.Usagef("nothing says what %s is a part of; --force starts over", p.at.Part)
	case err != nil:
		return err
	case kept.export.Job != p.Export.Job:
		return app.Usagef("%s is of another export (%s); give the same flags, or start over with --force", p.at.Part, kept.export.Job)
	case !kept.export.Company.SameCompany(p.Export.Company):
		return app.Usagef("%s is of another company than LEELOO_TOKEN; set a token of that company, or name another --output", p.at.Part)
	}
	p.Export, p.Resumed = kept.export, true
	if p.file, err = os.OpenFile(p.at.Part, os.O_RDWR, 0); err != nil {
		return err
	}
	if p.state, err = os.OpenFile(p.at.State, os.O_RDWR|os.O_APPEND, 0); err != nil {
		return err
	}
	return p.restore(kept)
}

// restore finds what is there, and cuts off what is not whole. Of chats it keeps only those that are finished.
func (p *Part) restore(kept state) error {
	size, err := scan(p.file, func(id string) {
		if p.Export.Job.What != chats {
			p.Known[id] = struct{}{}
		}
	})
	if err != nil {
		return err
	}
	p.Whole = kept.whole == size
	if p.Export.Job.What == chats && !p.Whole {
		end := int64(0)
		for _, chat := range kept.chats {
			if chat.Size <= size {
				end = max(end, chat.Size)
			}
		}
		size = end
	}
	if err := errors.Join(p.state.Truncate(kept.size), p.cutOff(size)); err != nil {
		return err
	}
	for _, chat := range kept.chats {
		if chat.Size <= size {
			p.Chats[chat.Chat] = struct{}{}
		}
	}
	if len(p.Chats) == len(kept.chats) {
		return nil
	}
	// A power cut has taken chats from the part, which may now grow beyond where they had ended, with other rows.
	return put(p.state, stateLine{Cut: true, Size: size})
}

func (p *Part) cutOff(size int64) error {
	if err := p.file.Truncate(size); err != nil {
		return err
	}
	_, err := p.file.Seek(size, io.SeekStart)
	return err
}

// chats is the job whose rows are saved a chat at a time.
const chats = "chats"

// Write writes a row, as a line of JSON.
func (p *Part) Write(line []byte) error {
	_, err := p.w.Write(line)
	return err
}

// FinishChat puts the rows of a chat on disk, and then that they are there.
func (p *Part) FinishChat(id string) error {
	size, err := p.sync()
	if err != nil {
		return err
	}
	p.Chats[id] = struct{}{}
	return put(p.state, stateLine{Chat: id, Size: size})
}

// Finish puts everything on disk, and then that it is complete.
func (p *Part) Finish() error {
	if p.Whole {
		return nil
	}
	size, err := p.sync()
	if err != nil {
		return err
	}
	p.Whole = true
	return put(p.state, stateLine{Complete: true, Size: size})
}

func (p *Part) sync() (size int64, err error) {
	if err := p.w.Flush(); err != nil {
		return 0, err
	}
	if size, err = p.file.Seek(0, io.SeekCurrent); err != nil || size == p.synced {
		return size, err
	}
	p.synced = size
	return size, p.file.Sync()
}

// Lines calls visit for each row of a part that is complete.
func (p *Part) Lines(visit func(line []byte) error) error {
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	in := bufio.NewReaderSize(p.file, 64<<10)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := visit(line); err != nil {
			return err
		}
	}
}

// Close saves what was written so far, and closes the files.
func (p *Part) Close() (err error) {
	if p.w != nil {
		err = p.w.Flush()
	}
	for _, file := range []*os.File{p.file, p.state} {
		if file != nil {
			err = errors.Join(err, file.Close())
		}
	}
	return err
}

// scan visits the ids of the rows of a part, up to the first row that is not whole, such as the half one that a crash
// leaves, or the zeros of a power cut. It returns where that begins.
func scan(file io.Reader, visit func(id string)) (size int64, err error) {
	in := bufio.NewReaderSize(file, 64<<10)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return size, nil
		}
		if err != nil {
			return size, err
		}
		var row struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(line, &row) != nil || row.ID == "" {
			return size, nil
		}
		visit(strings.Clone(row.ID))
		size += int64(len(line))
	}
}
