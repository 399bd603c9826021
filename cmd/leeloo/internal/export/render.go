package export

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/table"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
)

// rows turns lines of JSON into the format of a file, and counts them.
type rows struct {
	kind    kind
	out     io.Writer
	table   table.Writer // nil: the lines stay as they are
	isSince bool
	n       int
	undated int
}

func newRows(out io.Writer, what string, format table.Format, temp string) (*rows, error) {
	r := &rows{kind: kinds[what], out: out}
	if format == table.NDJSON {
		return r, nil
	}
	var err error
	r.table, err = table.New(format, out, what, r.kind.columns, temp)
	return r, err
}

func (r *rows) add(line []byte) error {
	record, err := r.kind.decode(line, r.isSince)
	if err != nil {
		return errors.New("a row does not read back as it was written: is the disk in order?") // not its text
	}
	r.n++
	if record.at.IsZero() {
		r.undated++
	}
	if r.table == nil {
		_, err = r.out.Write(line)
		return err
	}
	return r.table.Write(record.cells)
}

func (r *rows) close() error {
	if r.table == nil {
		return nil
	}
	return r.table.Close()
}

func (r *rows) describe(m *target.Manifest) {
	m.Rows, m.Undated = r.n, r.undated
	if r.table != nil {
		m.CutCells, m.Columns = r.table.Cut(), r.kind.columns
	}
}

// render writes the rows of a part in the format of the file, and returns the path of what is ready.
func render(ctx context.Context, at target.Paths, part *target.Part, format table.Format, m *target.Manifest) (ready string, err error) {
	if format == table.NDJSON {
		counted, err := newRows(io.Discard, m.What, format, "")
		counted.isSince = m.Since != ""
		if err == nil {
			err = part.Lines(counted.add)
		}
		counted.describe(m)
		return at.Part, err
	}
	file, err := target.Create(at.Rendered)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := errors.Join(os.RemoveAll(at.Temp), os.Mkdir(at.Temp, 0o700)); err != nil {
		return "", err
	}
	out := bufio.NewWriterSize(file, 64<<10)
	r, err := newRows(out, m.What, format, at.Temp)
	if err != nil {
		return "", err
	}
	r.isSince = m.Since != ""
	err = part.Lines(func(line []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return r.add(line)
	})
	if err != nil {
		return "", err
	}
	r.describe(m)
	return at.Rendered, errors.Join(r.close(), out.Flush(), file.Sync())
}
