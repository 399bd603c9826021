package export

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestDisplayInALog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		d := &display{out: &out}
		d.waiting(time.Now().Add(9 * time.Second)) // before anything is read
		d.begin("reading people", 250)
		for range 100 {
			time.Sleep(200 * time.Millisecond)
			d.add()
		}
		d.waiting(time.Now().Add(40*time.Second + 1))
		d.waiting(time.Now().Add(time.Second)) // too short to be said
		time.Sleep(time.Minute)
		d.pausing("pausing for 15 s: no network")
		d.restart()
		for range 250 {
			d.add()
		}
		d.end()
		assert.Equal(t, `waiting for the API's limit, 10 s
0 of 250
75 of 250: reading people
100 of 250: waiting for the API's limit, 41 s
100 of 250: waiting for the API's limit, 1 s
pausing for 15 s: no network
100 of 250: reading people
0 of 250
250 of 250: reading people
`, out.String())
	})
}
