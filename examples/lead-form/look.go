package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

// look answers questions about the journal, without an account.
func (s settings) look(out io.Writer) error {
	if s.journal == "" {
		return command.Usagef("-journal is missing: name the file that the server writes")
	}
	if _, err := os.Stat(s.journal); err != nil {
		return fmt.Errorf("-journal: %w", err)
	}
	leads, err := journal.Open[lead](s.journal, "lead-form")
	if err != nil {
		return fmt.Errorf("%w: if the server is up, stop it first", err)
	}
	defer leads.Close()
	switch {
	case s.show != "":
		return show(out, leads, s.show)
	case s.settle != "":
		return settle(leads, s.settle)
	default:
		return status(out, leads)
	}
}

// status shows nobody's data: the numbers of leads may stand in logs and tickets.
func status(out io.Writer, leads *journal.Journal[lead]) error {
	all, err := pick(leads, func(*lead) bool { return true })
	if err != nil {
		return err
	}
	finished, waiting := 0, 0
	var stuck []lead
	for _, l := range all {
		switch {
		case l.needsHuman():
			stuck = append(stuck, l)
		case l.open():
			waiting++
		default:
			finished++
		}
	}
	fmt.Fprintf(out, "%d done, %d on the way, %d need a human\n", finished, waiting, len(stuck))
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range stuck {
		for _, s := range l.steps() {
			if s.Human != "" {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", l.Number, l.Received.Format(time.DateTime), s.State, s.Human)
			}
		}
	}
	return table.Flush()
}

func show(out io.Writer, leads *journal.Journal[lead], number string) error {
	l, found, err := leads.Get(number)
	if err != nil {
		return err
	}
	if !found {
		return command.Usagef("-show: the journal has no lead %q: -status lists the numbers", number)
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(l)
}

// settle takes the lead off the list of -status. Its number stays, so that a double click after years is still one lead.
func settle(leads *journal.Journal[lead], number string) error {
	return leads.Update(number, func(l lead, found bool) (lead, error) {
		switch {
		case !found:
			return l, command.Usagef("-settle: the journal has no lead %q: -status lists the numbers", number)
		case !l.needsHuman():
			return l, command.Usagef("-settle: the lead %q needs no human", number)
		}
		l.Settled, l.Input = true, input{}
		return l, nil
	})
}
