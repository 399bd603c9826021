// Package account opens the Leeloo account that an example works on: the real one of LEELOO_TOKEN, or a fake one on
// this machine.
package account

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Account is an account to work on.
type Account struct {
	CRM *leeloo.Client
	// Company has the ids of the fake. It is empty for a real account, which has its own.
	Company leelootest.Dataset

	fake *leelootest.Server
}

// Open opens the account of LEELOO_TOKEN (at LEELOO_BASE_URL, for another address than Leeloo's own). Without a token
// it starts a fake Leeloo with so many made-up people.
func Open(people int, opts ...leeloo.Option) (*Account, error) {
	token := os.Getenv("LEELOO_TOKEN")
	if token == "" {
		fake := leelootest.Start()
		company := fake.Seed(people)
		return &Account{CRM: fake.Client(opts...), Company: company, fake: fake}, nil
	}
	base := cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2")
	crm, err := leeloo.NewClient(token, append([]leeloo.Option{leeloo.WithBaseURL(base)}, opts...)...)
	if err != nil {
		return nil, fmt.Errorf("check LEELOO_TOKEN and LEELOO_BASE_URL: %w", err)
	}
	return &Account{CRM: crm}, nil
}

// Close stops the fake, if it is one.
func (a *Account) Close() {
	if a.fake != nil {
		a.fake.Close()
	}
}

// IsFake reports whether nothing real can come of what a program does.
func (a *Account) IsFake() bool { return a.fake != nil }

// ErrNotAllowed is the error of Allow for an answer other than yes.
var ErrNotAllowed = errors.New("nothing was changed")

// Allow asks before a program changes a real account. yes, from a flag, answers for the user. The end of ctx, as by
// Ctrl-C, is an answer, too.
func (a *Account) Allow(ctx context.Context, yes bool, in io.Reader, out io.Writer, what string) error {
	if yes || a.IsFake() {
		return nil
	}
	fmt.Fprintf(out, "%s Go on? [y/N] ", what)
	answer := make(chan error, 1)
	go func() { answer <- readYes(in) }() // nothing ends the reading: it is left to the end of the program
	select {
	case err := <-answer:
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
		return ErrNotAllowed
	}
}
