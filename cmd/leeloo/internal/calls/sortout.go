package calls

import (
	"context"

	"github.com/leeloo-go/leeloo/durable"
)

// sortOut returns the calls on which there is something to do, and adds the others to the summary. Calls of the journal
// that are not in the file are among them, first: a call that a killed run has begun keeps the others of its person waiting.
func (l *logger) sortOut(ctx context.Context, calls []call) (open []call, err error) {
	all, err := l.journal.all(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range append(leftOver(all, calls), calls...) {
		if !l.settled(c, all[c.key]) {
			open = append(open, c)
		}
	}
	return open, nil
}

// settled reports whether there is nothing to do on a call any more, and adds it to the summary then.
func (l *logger) settled(c call, k known) bool {
	switch task := k.task; {
	case task == nil:
		return false
	case task.State == durable.StateDone:
		l.summary.LoggedBefore++
		if k.sent.Status != "" && rank(c.status) < rank(k.sent.Status) {
			l.report(c, task.Key, changed, "")
		}
		return true
	case task.State == durable.StateGivenUp:
		l.summary.GivenUp++
		return true
	case task.State == durable.StateHeld && !isRefused(task), l.summary.DryRun && stateOf(task) == durable.StepBegun:
		l.unknown(c, task.Key)
		return true
	default:
		return false
	}
}
