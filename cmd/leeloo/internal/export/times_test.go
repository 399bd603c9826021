package export

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo"
)

func TestTimesOfRows(t *testing.T) {
	early, late := at(t, "2026-01-01T00:00:00Z"), at(t, "2026-01-02T00:00:00Z")
	const id = "5e3bf8ee0000000000000000"
	created := at(t, "2020-02-06T11:30:54Z") // of the id

	for name, test := range map[string]struct{ inPeriod, since, wantInPeriod, wantSince time.Time }{
		"person": {
			personTime(&leeloo.Person{ID: id, LastMessageTime: early, CreatedAt: late}, false),
			personTime(&leeloo.Person{ID: id, LastMessageTime: early, CreatedAt: late}, true), early, late,
		},
		"person who has no message": {
			personTime(&leeloo.Person{ID: id}, false), personTime(&leeloo.Person{ID: id}, true), time.Time{}, created,
		},
		"person who wrote": {
			personTime(&leeloo.Person{LastMessageTime: late, CreatedAt: early}, false),
			personTime(&leeloo.Person{LastMessageTime: late, CreatedAt: early}, true), late, late,
		},
		"channel": {
			channelTime(&leeloo.Channel{ID: id, CreatedAt: early}, false), channelTime(&leeloo.Channel{ID: id, CreatedAt: early}, true), time.Time{}, early,
		},
		"order": {
			orderTime(&leeloo.Order{CreatedAt: early, UpdatedAt: late}, false), orderTime(&leeloo.Order{CreatedAt: early, UpdatedAt: late}, true), early, late,
		},
		"nothing": {personTime(&leeloo.Person{ID: "1"}, false), personTime(&leeloo.Person{ID: "no hexadecimal digits..."}, true), time.Time{}, time.Time{}},
	} {
		assert.Equal(t, test.wantInPeriod, test.inPeriod, name)
		assert.Equal(t, test.wantSince, test.since, name)
	}
}
