package retry_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/retry"
	"github.com/leeloo-go/leeloo/internal/route"
)

// Rule R2 as a table: what may be sent again.
func TestAgain(t *testing.T) {
	type outcome = retry.Outcome
	tests := []struct {
		name                 string
		after                outcome
		read, set, act, once bool
	}{
		{"429", outcome{Status: 429, RateLimited: true}, true, true, true, false},
		{"the bare text of the rate limit under 200", outcome{Status: 200, RateLimited: true}, true, true, true, false},
		{"the bare text of the rate limit under 500", outcome{Status: 500, RateLimited: true}, true, true, true, false},

		{"dial refused", outcome{Lost: true, NeverLeft: true}, true, true, true, false},
		{"certificate that is not to be trusted", outcome{Lost: true, NeverLeft: true, Distrust: true}, false, false, false, false},
		{"connection dropped, own timeout", outcome{Lost: true}, true, true, false, false},
		{"200, the body was cut", outcome{Status: 200, Lost: true}, true, true, false, false},

		{"408", outcome{Status: 408}, true, true, false, false},
		{"500", outcome{Status: 500}, true, false, false, false},
		{"SERVER_ERROR under 200", outcome{Status: 200, ServerError: true}, true, false, false, false},
		{"SERVER_ERROR under 503", outcome{Status: 503, ServerError: true}, true, false, false, false},
		{"SERVER_ERROR under 400", outcome{Status: 400, ServerError: true}, true, false, false, false},
		{"502", outcome{Status: 502}, true, true, false, false},
		{"503", outcome{Status: 503}, true, true, false, false},
		{"504", outcome{Status: 504}, true, true, false, false},

		{"200, no proper success", outcome{Status: 200}, false, false, false, false},
		{"nothing known", outcome{}, false, false, false, false},
		{"204", outcome{Status: 204}, false, false, false, false},
		{"302", outcome{Status: 302}, false, false, false, false},
		{"303", outcome{Status: 303}, false, false, false, false},
		{"400", outcome{Status: 400}, false, false, false, false},
		{"401", outcome{Status: 401}, false, false, false, false},
		{"404", outcome{Status: 404}, false, false, false, false},
		{"409", outcome{Status: 409}, false, false, false, false},
		{"425", outcome{Status: 425}, false, false, false, false},
		{"501", outcome{Status: 501}, false, false, false, false},
		{"505", outcome{Status: 505}, false, false, false, false},
		{"599", outcome{Status: 599}, false, false, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.read, retry.Again(route.Read, tt.after), "Read")
			assert.Equal(t, tt.set, retry.Again(route.Set, tt.after), "Set")
			assert.Equal(t, tt.act, retry.Again(route.Act, tt.after), "Act")
			assert.Equal(t, tt.once, retry.Again(route.Once, tt.after), "Once")
		})
	}
}

// An Act is repeated only where it was not carried out, whatever else is known.
func TestAnActIsNeverRepeatedInDoubt(t *testing.T) {
	for status := range 1000 {
		for _, flags := range []retry.Outcome{{}, {Lost: true}, {ServerError: true}, {Lost: true, ServerError: true}, {Distrust: true, NeverLeft: true}} {
			flags.Status = status
			assert.False(t, retry.Again(route.Act, flags), "%+v", flags)
		}
	}
}
