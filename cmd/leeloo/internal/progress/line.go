package progress

import (
	"fmt"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// state is what a display shows.
type state struct {
	total   int // 0 if it is not known
	done    int
	text    string
	why     string // of a pause
	resumes time.Time
	ends    time.Time // an estimate
}

// line returns the display for a width in cells. What does not fit is left out: first the bar, then the time that is left.
func (s state) line(width int) string {
	detail, left := s.detail(), s.left()
	lines := []string{
		s.withBar(width, join(", ", detail, left)),
		join(": ", s.counts(), join(", ", detail, left)),
		join(": ", s.counts(), detail),
		join(" ", s.shortCounts(), detail),
		join(" ", s.shortCounts(), s.shortDetail()),
	}
	for _, line := range lines {
		if line != "" && output.Width(line) <= width {
			return line
		}
	}
	first, _, _ := strings.Cut(output.Fit(lines[len(lines)-1], max(width, 0)), "\n")
	return first
}

func (s state) logLine() string {
	return join(": ", s.counts(), join(", ", s.detail(), s.left()))
}

const (
	minBar = 10
	maxBar = 30
)

// withBar returns the line with a bar of what is done, or "" if there is no room for one.
func (s state) withBar(width int, rest string) string {
	if s.total == 0 {
		return ""
	}
	room := min(maxBar, width-output.Width(join(" ", s.counts()+" []", rest)))
	if room < minBar {
		return ""
	}
	full := room * min(s.done, s.total) / s.total
	bar := "[" + strings.Repeat("=", full) + strings.Repeat(" ", room-full) + "]"
	return join(" ", s.counts()+" "+bar, rest)
}

func (s state) counts() string {
	if s.total == 0 {
		return fmt.Sprint(s.done)
	}
	return fmt.Sprintf("%d of %d", s.done, s.total)
}

func (s state) shortCounts() string {
	if s.total == 0 {
		return fmt.Sprint(s.done)
	}
	return fmt.Sprintf("%d/%d", s.done, s.total)
}

func (s state) detail() string {
	if wait := time.Until(s.resumes); wait > 0 {
		return fmt.Sprintf("%s, %s", output.Clean(s.why), Length(wait))
	}
	return output.Clean(s.text)
}

// shortDetail is the detail for a narrow terminal: of a pause, its length matters most.
func (s state) shortDetail() string {
	if wait := time.Until(s.resumes); wait > 0 {
		return "waiting, " + Length(wait)
	}
	return output.Clean(s.text)
}

func (s state) left() string {
	if time.Until(s.resumes) > 0 {
		return "" // the pause is not part of the estimate
	}
	if left := time.Until(s.ends); left > 0 && s.done < s.total {
		return Length(left) + " left"
	}
	return ""
}

// Length returns a duration as one would say it: "41 s", "7 min", "3 h 20 min".
func Length(d time.Duration) string {
	seconds := int((d + time.Second - 1) / time.Second)
	minutes := (seconds + 59) / 60
	switch {
	case seconds < 100:
		return fmt.Sprintf("%d s", seconds)
	case minutes < 100:
		return fmt.Sprintf("%d min", minutes)
	default:
		return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
	}
}

// join joins those texts that are not empty.
func join(separator, first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + separator + second
}
