package export

import (
	"context"
	"sync"
)

// inOrder calls work for the items, a number of them at the same time, and use for the results, one after the other and in
// the order of the items. At most as many results as workers wait for their turn. It returns the first error, once nothing
// is running any more.
func inOrder[T, R any](ctx context.Context, workers int, items []T, work func(context.Context, T) (R, error), use func(R) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	type result struct {
		value R
		err   error
	}
	results := make(chan chan result, workers)
	slots := make(chan struct{}, workers)
	running.Go(func() {
		defer close(results)
		for _, item := range items {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			done := make(chan result, 1)
			results <- done
			running.Go(func() {
				value, err := work(ctx, item)
				done <- result{value, err}
			})
		}
	})
	for done := range results {
		r := <-done
		if r.err != nil {
			return r.err
		}
		if err := use(r.value); err != nil {
			return err
		}
		<-slots
	}
	return ctx.Err()
}
