package progress

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/assert"
)

func TestLine(t *testing.T) {
	tests := map[string]struct {
		state
		wait, left time.Duration
		want       map[int]string // by width
	}{
		"counts": {state: state{total: 200, done: 50}, want: map[int]string{
			79: "50 of 200 [=======                       ]",
			20: "50 of 200",
			8:  "50/200",
			3:  "50/",
		}},
		"all": {state: state{total: 200, done: 50, text: "2 refused"}, left: 200 * time.Second, want: map[int]string{
			79: "50 of 200 [=======                       ] 2 refused, 4 min left",
			45: "50 of 200 [==         ] 2 refused, 4 min left",
			39: "50 of 200: 2 refused, 4 min left",
			30: "50 of 200: 2 refused",
			18: "50/200 2 refused",
			10: "50/200 2 r",
		}},
		"the rate limit": {state: state{total: 39, done: 5, why: "waiting for the API's limit"}, wait: 40500 * time.Millisecond, left: time.Minute,
			want: map[int]string{
				79: "5 of 39 [===                           ] waiting for the API's limit, 41 s",
				50: "5 of 39: waiting for the API's limit, 41 s",
				39: "5/39 waiting for the API's limit, 41 s",
				25: "5/39 waiting, 41 s",
			}},
		"an unknown total": {state: state{done: 1200, text: "people read"}, left: time.Hour, want: map[int]string{
			79: "1200: people read",
			10: "1200 peopl",
		}},
		"wide characters": {state: state{total: 2, done: 1, text: "世界世界"}, want: map[int]string{
			16: "1 of 2: 世界世界",
			15: "1/2 世界世界",
			6:  "1/2 世",
		}},
		"control characters": {state: state{total: 2, done: 1, text: "a\x1b[2Jb\nc"}, want: map[int]string{20: "1 of 2: a[2Jb c"}},
		"no room":            {state: state{total: 2, done: 1}, want: map[int]string{0: "", -1: ""}},
		"more than expected": {state: state{total: 2, done: 3}, want: map[int]string{79: "3 of 2 [==============================]"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if tt.wait > 0 {
					tt.resumes = time.Now().Add(tt.wait)
				}
				if tt.left > 0 {
					tt.ends = time.Now().Add(tt.left)
				}
				for width, want := range tt.want {
					assert.Equal(t, want, tt.line(width), "%d cells", width)
				}
				for width := range 200 {
					assert.LessOrEqual(t, runewidth.StringWidth(tt.line(width)), width)
				}
			})
		})
	}
}

func TestLength(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Millisecond:                "1 s",
		41 * time.Second:                "41 s",
		99 * time.Second:                "99 s",
		100 * time.Second:               "2 min",
		15 * time.Minute:                "15 min",
		200*time.Minute + time.Second/2: "3 h 21 min",
	} {
		assert.Equal(t, want, Length(d))
	}
}
