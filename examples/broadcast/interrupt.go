package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// interrupts returns a context that ends at the first Ctrl-C, and one that ends at the second. The third kills.
func interrupts(out io.Writer) (stop, abort context.Context) {
	// Ctrl-C in "broadcast | tee log" ends tee, too. The next line of output must not kill us before the journal is right.
	signal.Ignore(syscall.SIGPIPE)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	abort, abortNow := context.WithCancel(context.Background())
	stop, stopNow := context.WithCancel(abort)
	go func() {
		<-signals
		fmt.Fprintln(out, "\nStopping. A message under way is finished first; Ctrl-C again gives it up.")
		stopNow()
		<-signals
		abortNow()
		signal.Stop(signals)
	}()
	return stop, abort
}
