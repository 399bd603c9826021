package main

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

	"golang.org/x/term"
)

//go:embed sample.csv
var sample string

func isTerminal(in io.Reader) bool {
	file, ok := in.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// until returns a reader that ends with the context, also while the one under it waits.
func until(ctx context.Context, in io.Reader) io.Reader {
	out, pipe := io.Pipe()
	context.AfterFunc(ctx, func() { pipe.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(pipe, in)
		pipe.CloseWithError(err)
	}()
	return out
}

// orSample takes the sample where stdin has nothing.
func orSample(ctx context.Context, stdin io.Reader, out io.Writer) io.Reader {
	if !isTerminal(stdin) {
		in := bufio.NewReader(until(ctx, stdin))
		if _, err := in.Peek(1); err != io.EOF {
			return in
		}
	}
	fmt.Fprintln(out, "There is nothing on stdin: these are the records that -sample shows.")
	return strings.NewReader(sample)
}

const (
	bom     = "\ufeff"
	maxLine = 64 << 10 // Asterisk itself writes 1 KiB at most
)

// read reads all records. A record is a line: Asterisk writes no line break inside of one, and so a quote that is never
// closed does not swallow the lines after it.
func read(in io.Reader, zone *time.Location) ([]record, []trouble, error) {
	var records []record
	var troubles []trouble
	lines := bufio.NewReaderSize(in, maxLine)
	for number := 1; ; number++ {
		line, err := lines.ReadSlice('\n')
		whole := true
		for errors.Is(err, bufio.ErrBufferFull) {
			whole = false
			_, err = lines.ReadSlice('\n')
		}
		if err != nil && err != io.EOF {
			return nil, nil, fmt.Errorf("stdin: %w", err)
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte(bom))
		}
		text := bytes.TrimRight(line, "\r\n")
		switch {
		case !whole:
			troubles = append(troubles, trouble{line: number, why: malformed})
		case len(bytes.TrimSpace(text)) == 0:
		case err == io.EOF:
			troubles = append(troubles, trouble{line: number, why: unfinished})
		default:
			r, why := parseRecord(string(text), zone)
			if r.line = number; why == "" {
				records = append(records, r)
			} else {
				troubles = append(troubles, trouble{number, r.key, why, ""})
			}
		}
		if err == io.EOF {
			return records, troubles, nil
		}
	}
}
