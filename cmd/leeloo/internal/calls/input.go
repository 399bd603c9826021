package calls

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

//go:embed sample.csv
var sample string

// source is where the records come from.
type source struct {
	io.Reader
	file *os.File // nil if it is not a file of its own
}

// open opens the file of the argument, or standard input. A demo has the sample.
func open(a *app.App, args []string) (*source, error) {
	switch {
	case len(args) > 0 && args[0] != "-":
		file, err := os.Open(args[0])
		if err != nil {
			return nil, app.UsageError{Err: err}
		}
		return &source{file, file}, nil
	case len(args) == 0 && a.Settings.Demo:
		return &source{Reader: strings.NewReader(sample)}, nil
	case isDevice(a.In):
		return nil, app.Usagef("there are no records on standard input: name the file, leeloo calls … Master.csv")
	default:
		return &source{Reader: a.In}, nil
	}
}

// isDevice reports whether a stream is a terminal, or /dev/null: a cron job that does not name the file has no records.
func isDevice(in io.Reader) bool {
	file, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (s *source) Close() {
	if s.file != nil {
		_ = s.file.Close()
	}
}

// records reads all records.
func (s *source) records(ctx context.Context, zone *time.Location) (records []record, unplaced []row, err error) {
	start := &keeper{limit: maxLine}
	records, unplaced, err = read(until(ctx, io.TeeReader(s, start)), zone)
	if err == nil {
		err = s.checkStart(start.kept)
	}
	return records, unplaced, err
}

// checkStart checks that the file still begins as it did. A logrotate that empties the file while it is read could make one
// line of the halves of two.
func (s *source) checkStart(start []byte) error {
	if s.file == nil || len(start) == 0 {
		return nil
	}
	if info, err := s.file.Stat(); err != nil || !info.Mode().IsRegular() {
		return err
	}
	again := make([]byte, len(start))
	if _, err := s.file.ReadAt(again, 0); err != nil && err != io.EOF {
		return fmt.Errorf("read the records: %w", err)
	}
	if !bytes.Equal(again, start) {
		return fmt.Errorf("%s was emptied or replaced while it was read: nothing was logged; run the command again", s.file.Name())
	}
	return nil
}

// keeper keeps the start of what is written.
type keeper struct {
	kept  []byte
	limit int
}

func (k *keeper) Write(p []byte) (int, error) {
	k.kept = append(k.kept, p[:min(len(p), k.limit-len(k.kept))]...)
	return len(p), nil
}

// until returns a reader that ends with the context, even while the one under it waits.
func until(ctx context.Context, in io.Reader) io.Reader {
	out, pipe := io.Pipe()
	context.AfterFunc(ctx, func() { pipe.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(pipe, in)
		pipe.CloseWithError(err)
	}()
	return out
}

const (
	bom     = "\ufeff"
	maxLine = 64 << 10 // Asterisk itself writes 1 KiB at most
)

// read reads all records. A record is a line: Asterisk writes no line break inside of one, and so a quote that is never
// closed does not swallow the lines after it.
func read(in io.Reader, zone *time.Location) (records []record, unplaced []row, err error) {
	lines := bufio.NewReaderSize(in, maxLine)
	for number := 1; ; number++ {
		line, err := lines.ReadSlice('\n')
		complete := true
		for errors.Is(err, bufio.ErrBufferFull) {
			complete = false
			_, err = lines.ReadSlice('\n')
		}
		if err != nil && err != io.EOF {
			return nil, nil, fmt.Errorf("read the records: %w", err)
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte(bom))
		}
		text := bytes.TrimRight(line, "\r\n")
		switch {
		case !complete:
			unplaced = append(unplaced, row{line: number, why: malformed})
		case len(bytes.TrimSpace(text)) == 0:
		case err == io.EOF:
			unplaced = append(unplaced, row{line: number, why: unfinished})
		default:
			r, why := parseRecord(string(text), zone)
			if r.line = number; why == "" {
				records = append(records, r)
			} else {
				unplaced = append(unplaced, r.unplaced(why))
			}
		}
		if err == io.EOF {
			return records, unplaced, nil
		}
	}
}
