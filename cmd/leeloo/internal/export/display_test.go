package export

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

func TestDisplayInALog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		a := &app.App{Err: &out}
		d := &display{app: a}
		d.begin("reading people", 250)
		for range 100 {
			time.Sleep(200 * time.Millisecond)
			d.add()
		}
		d.bar.Waiting(time.Now().Add(40*time.Second + 1))
		time.Sleep(time.Minute)
		a.Printf("a notice")
		d.restart()
		for range 250 {
			d.add()
		}
		d.end()
		assert.Equal(t, `0 of 250
75 of 250: reading people
100 of 250: waiting for the API's limit, 41 s
100 of 250: waiting for the API's limit, 1 s
a notice
100 of 250: reading people
0 of 250
250 of 250: reading people
`, out.String())
	})
}
