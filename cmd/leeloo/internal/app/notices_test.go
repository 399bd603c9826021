package app_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

func TestNoticesGoToTheDisplayWhileThereIsOne(t *testing.T) {
	var err, display strings.Builder
	a := &app.App{Err: &err}
	a.Printf("one")
	stop := a.ShowAbove(&display)
	a.Printf("two")
	stop()
	a.Printf("three")
	assert.Equal(t, "one\nthree\n", err.String())
	assert.Equal(t, "two\n", display.String())
}
