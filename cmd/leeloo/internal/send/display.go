package send

import (
	"fmt"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
)

// count records what became of a message that waited, or was looked for again.
func (s *sender) count(again bool, state store.State) {
	from := store.Waiting
	if again {
		from = store.LookedFor
	}
	s.counts = s.counts.Moved(from, state)
}

// describe updates the display.
func (s *sender) describe() {
	var texts []string
	for _, c := range []struct {
		count int
		state store.State
	}{{s.counts.Refused, store.Refused}, {s.counts.Unknown, store.Unknown}, {s.counts.LookedFor, store.LookedFor}} {
		if c.count > 0 {
			texts = append(texts, fmt.Sprintf("%d %s", c.count, c.state))
		}
	}
	s.bar.Set(s.counts.Total-s.counts.Waiting-s.counts.LookedFor, strings.Join(texts, ", "), s.left())
}

// left estimates how long the messages take that wait: as many a minute as until now, without the pauses.
func (s *sender) left() time.Duration {
	each := s.interval
	if s.sent >= 5 {
		each = max(each, (time.Since(s.started)-s.paused)/time.Duration(s.sent))
	}
	return time.Duration(s.counts.Waiting) * each
}

// showLookedFor says what the broadcast waits for at its end.
func (s *sender) showLookedFor() {
	var until time.Time
	looked := 0
	for _, d := range s.later {
		if !d.until.IsZero() {
			looked++
		}
		if d.until.After(until) {
			until = d.until
		}
	}
	if looked == 0 {
		return
	}
	text := fmt.Sprintf("%s may have been sent and will be looked for until %s; Ctrl-C and --resume do it later.",
		messages(looked), until.Local().Format("15:04"))
	if text != s.notice {
		s.notice = text
		s.Printf("%s", text)
	}
	s.bar.Pause(fmt.Sprintf("%d looked for", looked), until)
}
