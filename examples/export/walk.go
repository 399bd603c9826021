package main

import (
	"context"

	"github.com/leeloo-go/leeloo"
)

const (
	prefetch = 4 // pages to fetch while one is written
	maxWalks = 4 // over a list in which something new is found each time
)

// exportList walks over a list until nothing new is found in it.
func exportList[T any](ctx context.Context, e *exporter, l list[T]) error {
	first, err := l.page(ctx, leeloo.ListParams{Limit: 1})
	if err != nil {
		return err
	}
	for again := range maxWalks {
		unit := e.options.What
		if again > 0 {
			unit += " again"
		}
		e.progress.begin(unit, first.Meta.TotalCount)
		found, err := walk(ctx, e, l)
		e.progress.end()
		if err != nil || found == 0 || l.isFixed {
			return err
		}
	}
	return nil
}

func walk[T any](ctx context.Context, e *exporter, l list[T]) (found int, err error) {
	encoder := encoder[T]{format: e.options.Format, columns: l.columns}
	for row, err := range l.all(ctx, leeloo.ListParams{Prefetch: prefetch}) {
		if err != nil {
			return found, err
		}
		e.progress.step()
		at := l.time(row)
		if !e.options.period.contains(at) {
			continue
		}
		key, line, err := encoder.encode(row)
		if err != nil {
			return found, err
		}
		isNew, err := e.out.add(key, line)
		if err != nil {
			return found, err
		}
		if isNew {
			found++
			e.noteTime(at)
		}
	}
	return found, nil
}
