package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// tally counts messages by what became of them.
type tally map[state]int

func (t tally) String() string {
	texts := []string{fmt.Sprintf("%d sent", t[sent])}
	for _, s := range []state{failed, unknown, begun, planned} {
		if t[s] > 0 {
			texts = append(texts, fmt.Sprintf("%d %s", t[s], s))
		}
	}
	return strings.Join(texts, ", ")
}

func (l *ledger) tally() tally {
	t := tally{}
	for _, to := range l.plan.Recipients {
		t[l.state(to.Person)]++
	}
	return t
}

// report counts the messages, and those that have an error by the error.
func (l *ledger) report(out io.Writer) {
	fmt.Fprintf(out, "Of %d messages: %s.\n", len(l.plan.Recipients), l.tally())
	reasons := map[string]int{}
	for _, to := range l.plan.Recipients {
		if o := l.outcomes[to.Person]; o.Error != "" {
			reasons[string(o.State)+": "+o.Error]++
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Fprintf(out, "  %d %s\n", reasons[reason], reason)
	}
}

// verdict is the error of a broadcast that has come to its end.
func (l *ledger) verdict() error {
	switch t := l.tally(); {
	case t[unknown] > 0:
		return fmt.Errorf("%d messages may or may not have come, and %d have failed: -status -journal %q lists them; look into the chats, "+
			"and write to those who have no message", t[unknown], t[failed], l.path)
	case t[failed] > 0:
		return fmt.Errorf("%d messages have failed: -status -journal %q lists them, -resume -retry-failed sends them again", t[failed], l.path)
	default:
		return nil
	}
}

// status shows a journal: how the broadcast stands, and to whom no message is known to have come.
func status(path string, out io.Writer) error {
	l, err := resumeLedger(path)
	if err != nil {
		return err
	}
	defer l.Close()
	fmt.Fprintf(out, "Tag %q, template %s.\n", l.plan.Tag, l.plan.Template)
	if l.plan.Collected.IsZero() {
		fmt.Fprintln(out, "The list is not collected yet, and nothing was sent.")
		return nil
	}
	fmt.Fprintf(out, "The list is of %s.\n", l.plan.Collected.Format(time.RFC3339))
	l.report(out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer table.Flush()
	for _, to := range slices.SortedStableFunc(slices.Values(l.plan.Recipients), l.byState) {
		if s := l.state(to.Person); s == failed || s == unknown {
			o := l.outcomes[to.Person]
			fmt.Fprintf(table, "%s\tperson %s\taccount %s\t%s\t%s\n", s, to.Person, to.Account, o.At.Format(time.RFC3339), o.Error)
		}
	}
	return nil
}

func (l *ledger) byState(a, b recipient) int {
	return cmp.Compare(l.state(a.Person), l.state(b.Person))
}
