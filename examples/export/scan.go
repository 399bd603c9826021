package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// contents is what a file holds up to the end of its last whole row: a torn one may follow.
type contents struct {
	rows int
	size int64
}

var errOtherColumns = errors.New("it has other columns than this program writes: start over with -force")

// layout is how rows stand in a file.
type layout struct {
	format  string
	columns []string
}

func layoutOf(j job) layout { return layout{j.Format, kinds[j.What].columns} }

func (l layout) header() []byte {
	if l.format == formatNDJSON {
		return nil
	}
	return []byte(strings.Join(l.columns, ",") + "\n")
}

// scan reads a file back and visits the keys of its rows. It stops at the first one that is not whole, such as the half
// row that a crash leaves.
func (l layout) scan(file io.Reader, visit func(key string)) (contents, error) {
	in, header := bufio.NewReaderSize(file, 64<<10), l.header()
	start := make([]byte, len(header))
	n, err := io.ReadFull(in, start)
	switch {
	case !bytes.HasPrefix(header, start[:n]):
		return contents{}, errOtherColumns
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return contents{}, nil // a torn header
	case err != nil:
		return contents{}, err
	}
	got := contents{size: int64(len(header))}
	for {
		row, err := l.nextRow(in)
		if err == io.EOF {
			return got, nil
		}
		if err != nil {
			return got, err
		}
		key, ok := l.key(row)
		if !ok {
			return got, nil
		}
		visit(key)
		got.rows++
		got.size += int64(len(row))
	}
}

// nextRow reads up to the line break that ends a row, or fails with io.EOF. In a CSV file it is one that has an even
// number of quotes before it.
func (l layout) nextRow(in *bufio.Reader) ([]byte, error) {
	var row []byte
	for quotes := 0; ; {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return nil, err
		}
		row = append(row, line...)
		quotes += bytes.Count(line, []byte{'"'})
		if l.format == formatNDJSON || quotes%2 == 0 {
			return row, nil
		}
	}
}

func (l layout) key(row []byte) (key string, ok bool) {
	if l.format == formatNDJSON {
		var model struct {
			ID string `json:"id"`
		}
		err := json.Unmarshal(row, &model)
		return cell(model.ID), err == nil && model.ID != ""
	}
	if bytes.IndexByte(row, 0) >= 0 { // a hole that a power cut has left; cell writes none
		return "", false
	}
	cells, err := csv.NewReader(bytes.NewReader(row)).Read()
	if err != nil || len(cells) != len(l.columns) || cells[0] == "" {
		return "", false
	}
	return cells[0], true
}
