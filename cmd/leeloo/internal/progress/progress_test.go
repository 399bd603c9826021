package progress_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

func TestLog(t *testing.T) {
	tests := map[string]struct {
		total int
		do    func(p *progress.Progress)
		want  string
	}{
		"a first and a last line": {3, func(p *progress.Progress) {
			p.Add(1)
			p.Add(1)
		}, "0 of 3\n2 of 3\n"},
		"the end is shown once": {2, func(p *progress.Progress) { p.Add(2) }, "0 of 2\n2 of 2\n"},
		"a line every 15 seconds": {1000, func(p *progress.Progress) {
			for range 400 {
				time.Sleep(100 * time.Millisecond)
				p.Add(1)
			}
		}, "0 of 1000\n150 of 1000\n300 of 1000\n400 of 1000\n"},
		"a line a minute when nothing is done": {10, func(p *progress.Progress) {
			p.Set(0, "", time.Hour)
			time.Sleep(150 * time.Second)
		}, "0 of 10\n0 of 10: 59 min left\n0 of 10: 58 min left\n0 of 10\n"},
		"an unknown total": {0, func(p *progress.Progress) {
			p.Describe("people read")
			p.Add(1)
			p.Add(1)
		}, "0: people read\n2: people read\n"},
		"a long wait is shown at once": {10, func(p *progress.Progress) {
			p.Waiting(time.Now().Add(time.Second))
			time.Sleep(time.Second)
			p.Waiting(time.Now().Add(41 * time.Second))
			time.Sleep(41 * time.Second)
		}, "0 of 10\n0 of 10: waiting for the API's limit, 41 s\n0 of 10\n"},
		"a pause that is over": {10, func(p *progress.Progress) {
			p.Pause("3 looked for", time.Now().Add(time.Hour))
			time.Sleep(20 * time.Second)
			p.Set(10, "3 unknown", 0)
		}, "0 of 10\n0 of 10: 3 looked for, 60 min\n10 of 10: 3 unknown\n"},
		"notices": {10, func(p *progress.Progress) {
			_, _ = p.Write([]byte("a notice\n"))
		}, "0 of 10\na notice\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out strings.Builder
				p := progress.New(&app.App{Err: &out}, tt.total)
				tt.do(p)
				p.End()
				time.Sleep(time.Hour)
				assert.Equal(t, tt.want, out.String())
			})
		})
	}
}

// A buffer, unlike a terminal, shows two writers at the same time to the race detector.
func TestNothingElseIsWrittenBesideTheDisplay(t *testing.T) {
	var out strings.Builder
	a := &app.App{Err: &out}
	end := make(chan struct{})
	var others sync.WaitGroup
	others.Go(func() {
		for {
			select {
			case <-end:
				return
			default:
				a.Printf("a notice")
			}
		}
	})
	for range 20 {
		p := progress.New(a, 2)
		p.Add(2)
		p.End()
	}
	close(end)
	others.Wait()
	assert.Equal(t, 20, strings.Count(out.String(), "2 of 2\n"))
}

// A timer that was stopped too late calls a display that has ended.
func TestNothingIsShownAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		a := &app.App{Err: &out}
		p := progress.New(a, 10)
		p.Add(1)
		p.End()
		time.Sleep(time.Hour)
		p.Describe("waiting")
		p.Pause("waiting", time.Now().Add(time.Hour))
		p.Add(1)
		p.End()
		a.Printf("a notice")
		assert.Equal(t, "0 of 10\n1 of 10\na notice\n", out.String())
	})
}
