package app_test

import (
	"bytes"
	"context"
	"io"
	"strings"
)

type buffer = bytes.Buffer

func reader(text string) io.Reader { return strings.NewReader(text) }

// blocked is a terminal at which nobody types.
type blocked struct{ ctx context.Context }

func (b blocked) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, io.EOF
}
