package app_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

func TestQuote(t *testing.T) {
	for arg, want := range map[string]string{
		"/var/lib/leeloo/2026-11-26.journal": "/var/lib/leeloo/2026-11-26.journal",
		"my journal":                         "'my journal'",
		"":                                   "''",
		"$HOME/`id`":                         "'$HOME/`id`'",
		"it's":                               `'it'\''s'`,
		"пятниця":                            "'пятниця'",
	} {
		assert.Equal(t, want, app.Quote(arg))
	}
}
