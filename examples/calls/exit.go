package main

import (
	"context"
	"errors"

	"github.com/leeloo-go/leeloo"
)

func explain(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "Stopped. The next run with the same -journal goes on."
	case errors.Is(err, leeloo.ErrUnauthorized):
		return "Check LEELOO_TOKEN: " + err.Error()
	default:
		return err.Error()
	}
}
