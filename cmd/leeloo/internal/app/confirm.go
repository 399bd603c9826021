package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrNotConfirmed is the end of a command that a human did not confirm.
var ErrNotConfirmed = errors.New("not confirmed: nothing was changed")

// Confirm asks before something real is changed, unless --yes or --demo is given.
func (a *App) Confirm(ctx context.Context, what string) error {
	if a.Settings.Yes || a.Settings.Demo {
		return nil
	}
	if !a.CanAsk {
		return Usagef("%s To confirm without a terminal, pass --yes", what)
	}
	fmt.Fprintf(notices{a}, "%s Go on? [y/N] ", what)
	confirmed := make(chan error, 1)
	go func() { confirmed <- readYes(a.In) }() // nothing ends the reading: it is left to the end of the process
	select {
	case err := <-confirmed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func readYes(in io.Reader) error {
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return nil
	default:
		return ErrNotConfirmed
	}
}
