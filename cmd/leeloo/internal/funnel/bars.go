package funnel

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

func (s screen) print(out io.Writer, o overview) error {
	shown := slices.Clone(o.Tunnels)
	if len(shown) > 1 {
		shown = append(shown, o.Total())
	}
	title := "Tunnels, " + o.MadeAt()
	if o.Demo {
		title = "Tunnels of a made-up company (--demo), " + o.MadeAt()
	}
	var text strings.Builder
	text.WriteString(flow(title, 0, s.width))
	if len(shown) == 0 {
		text.WriteString("\n" + flow("There are no tunnels.", 0, s.width))
	}
	columns := columnsOf(shown)
	for _, t := range shown {
		text.WriteString("\n" + flow(t.Name, 0, s.width)) // as it is: ASCII would leave nothing of a name in Cyrillic
		if t.Stats == nil {
			text.WriteString(flow("No statistics. "+t.Reason(), indent, s.width))
			continue
		}
		text.WriteString(columns.bars(t.Stats, s))
		text.WriteString(s.moneyLines(t.Stats))
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// columns are the widths of the columns before the bars, the same for all tunnels.
type columns struct{ name, count, rate int }

func columnsOf(shown []tunnel) (c columns) {
	for _, t := range shown {
		if t.Stats == nil {
			continue
		}
		for i, step := range t.Stats.Steps {
			c.name = max(c.name, output.Width(step.Name))
			c.count = max(c.count, output.Width(count(step.Count)))
			c.rate = max(c.rate, output.Width(rate(t.Stats, i)))
		}
	}
	return c
}

const (
	indent      = 2
	gap         = 2
	shortestBar = 10 // where a bar has less room beside the numbers, it is below them
)

func (c columns) bars(of *stats, s screen) string {
	room := s.width - indent - c.name - c.count - c.rate - 3*gap
	var text strings.Builder
	for i, step := range of.Steps {
		numbers := s.readable(fmt.Sprintf("%-*s  %*s  %*s", c.name, step.Name, c.count, count(step.Count), c.rate, rate(of, i)))
		if room >= shortestBar {
			line := strings.Repeat(" ", indent) + numbers + strings.Repeat(" ", gap) + s.bar(of.share(i), room)
			text.WriteString(strings.TrimRight(line, " ") + "\n")
			continue
		}
		text.WriteString(flow(numbers, indent, s.width))
		text.WriteString(flow(s.bar(of.share(i), max(1, s.width-indent)), indent, s.width))
	}
	return text.String()
}

// rate is empty for the first step, which has no step before it.
func rate(of *stats, i int) string {
	if i == visits {
		return ""
	}
	return percent(of.conversion(i))
}

// bar is exact to an eighth of a cell, or to a cell in ASCII. Everything but zero is visible.
func (s screen) bar(share float64, room int) string {
	parts, full, ends := 1, "#", []string{""}
	if s.unicode {
		parts, full, ends = 8, "█", []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}
	}
	length := int(share*float64(room*parts) + 0.5)
	if share > 0 {
		length = max(1, length)
	}
	return strings.Repeat(full, length/parts) + ends[length%parts]
}

func (s screen) moneyLines(of *stats) string {
	return flow(s.readable(fmt.Sprintf("Revenue %s USD, expenses %s USD, return %s", money(of.Revenue), money(of.Expenses), percent(of.Return()))), indent, s.width) +
		flow(s.readable(fmt.Sprintf("Cost per subscriber %s USD, per sale %s USD", money(of.CostPerSubscriber()), money(of.CostPerSale()))), indent, s.width)
}

// readable returns ASCII for a terminal that is not known to show more.
func (s screen) readable(text string) string {
	if s.unicode {
		return text
	}
	return strings.NewReplacer("−", "-", unknown, "-").Replace(text)
}

// flow returns a text as lines that are not wider than width, broken between words where that is possible.
func flow(text string, indent, width int) string {
	indent = min(indent, max(0, width-2)) // a wide character takes two cells
	room := max(2, width-indent)
	var lines []string
	for word := range strings.FieldsSeq(text) {
		if last := len(lines) - 1; last >= 0 && output.Width(lines[last])+1+output.Width(word) <= room {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, strings.Split(output.Fit(word, room), "\n")...)
	}
	var out strings.Builder
	for _, line := range lines {
		out.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
	return out.String()
}
