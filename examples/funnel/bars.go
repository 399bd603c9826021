package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

func (s screen) print(out io.Writer, o overview) error {
	shown := slices.Clone(o.Tunnels)
	if len(shown) > 1 {
		shown = append(shown, o.Total())
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Tunnels, %s\n", o.MadeAt())
	if len(shown) == 0 {
		text.WriteString("\nThere are none.\n")
	}
	columns := columnsOf(shown)
	for _, t := range shown {
		fmt.Fprintf(&text, "\n%s\n", t.Name) // as it is: of a name in Cyrillic, ASCII would leave nothing
		if t.Figures == nil {
			fmt.Fprintf(&text, "  No figures. %s\n", t.Failure)
			continue
		}
		text.WriteString(s.readable(columns.bars(t.Figures, s) + moneyLines(t.Figures)))
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// columns are the widths of the columns before the bars, the same for all tunnels.
type columns struct{ name, count, rate int }

func columnsOf(shown []tunnel) (c columns) {
	for _, t := range shown {
		if t.Figures == nil {
			continue
		}
		for i, step := range t.Figures.Steps {
			c.name = max(c.name, len(step.Name))
			c.count = max(c.count, utf8.RuneCountInString(count(step.Count)))
			c.rate = max(c.rate, utf8.RuneCountInString(rate(t.Figures, i)))
		}
	}
	return c
}

const (
	gap     = 2
	minimal = 10 // cells of a bar, however narrow the terminal is
)

func (c columns) bars(f *figures, s screen) string {
	room := max(minimal, s.width-c.name-c.count-c.rate-4*gap)
	var text strings.Builder
	for i, step := range f.Steps {
		line := fmt.Sprintf("  %-*s  %*s  %*s  %s",
			c.name, step.Name, c.count, count(step.Count), c.rate, rate(f, i), s.bar(f.share(i), room))
		text.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return text.String()
}

// rate is empty for the first step, which has none before it.
func rate(f *figures, i int) string {
	if i == visits {
		return ""
	}
	return percent(f.conversion(i))
}

// bar is exact to an eighth of a cell, or to a cell in ASCII. What is there is seen, however little it is.
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

func moneyLines(f *figures) string {
	return fmt.Sprintf("  Revenue %s USD, expenses %s USD, return %s\n", money(f.Revenue), money(f.Expenses), percent(f.Return())) +
		fmt.Sprintf("  Cost per subscriber %s USD, per sale %s USD\n", money(f.CostPerSubscriber()), money(f.CostPerSale()))
}

// readable is ASCII where the terminal knows nothing else.
func (s screen) readable(text string) string {
	if s.unicode {
		return text
	}
	return strings.NewReplacer("−", "-", unknown, "-").Replace(text)
}
