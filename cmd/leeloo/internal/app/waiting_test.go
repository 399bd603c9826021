package app_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

func TestAWaitForTheRateLimitIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		waiting := (&app.App{Err: &out}).PrintWaits()
		waiting(time.Now().Add(40500 * time.Millisecond))
		waiting(time.Now().Add(45 * time.Second)) // of one of the next requests
		time.Sleep(41 * time.Second)
		waiting(time.Now().Add(15 * time.Second))
		assert.Equal(t, "Waiting for the API's limit, 41 s\nWaiting for the API's limit, 15 s\n", out.String())
	})
}
