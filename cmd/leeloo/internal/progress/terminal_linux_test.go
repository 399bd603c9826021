package progress_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

func TestNoNoticeIsLostOrOverwrittenInATerminal(t *testing.T) {
	terminal, lines := apptest.Terminal(t)
	a := &app.App{Err: terminal}
	end := make(chan struct{})
	var others sync.WaitGroup
	notices := 0
	others.Go(func() {
		for {
			select {
			case <-end:
				return
			default:
				a.Printf("notice %d", notices)
				notices++
			}
		}
	})
	const displays = 10
	for range displays {
		p := progress.New(a, 2)
		p.Add(2)
		p.End()
	}
	close(end)
	others.Wait()

	next, bars := 0, 0
	for _, line := range lines() {
		switch {
		case line == fmt.Sprintf("notice %d", next):
			next++
		case line == "2 of 2 ["+strings.Repeat("=", 30)+"]":
			bars++
		default:
			require.Empty(t, line)
		}
	}
	assert.Equal(t, notices, next)
	assert.Equal(t, displays, bars)
}
