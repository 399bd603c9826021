package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"text/tabwriter"
	"time"
)

// printStatus prints what the journal knows: how many payments have come how far, what was received, and what a human
// should look at.
func (l *ledger) printStatus(out io.Writer, path string) error {
	counts, received := map[stage]int{}, map[string]*big.Rat{}
	var needy []string
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PAYMENT\tSAID\tAMOUNT\tORDER\tSTAGE\tWHY")
	err := l.journal.Each(func(id string, p payment) error {
		counts[p.Stage]++
		if p.Stage == settled && p.Status == paid {
			sum := cmp.Or(received[p.Currency], new(big.Rat))
			received[p.Currency] = sum.Add(sum, p.Amount.Rat())
		}
		if p.needsHuman(time.Now()) {
			needy = append(needy, id)
			why := cmp.Or(p.Note, "it is unclear since "+p.Begun.UTC().Format("2006-01-02 15:04"))
			fmt.Fprintf(table, "%s\t%s\t%s %s\t%s\t%s\t%s\n", id, p.Status, p.Amount, p.Currency, cmp.Or(p.Order, "?"), p.Stage, why)
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Journal %s:", path)
	for _, s := range []stage{recorded, creating, opened, settling, settled, closed} {
		fmt.Fprintf(out, " %d %s", counts[s], s)
	}
	fmt.Fprintln(out)
	for _, currency := range slices.Sorted(maps.Keys(received)) {
		digits, _ := received[currency].FloatPrec() // exact: a sum of decimals is one
		fmt.Fprintf(out, "Received %s %s\n", received[currency].FloatString(digits), currency)
	}
	if needy == nil {
		fmt.Fprintln(out, "Nothing needs a human.")
		return nil
	}
	fmt.Fprintln(out, "These need a human (see -assign, -again and -close):")
	return table.Flush()
}
