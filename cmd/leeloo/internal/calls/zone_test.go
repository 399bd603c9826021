package calls

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Kyiv's clocks go from 03:00 to 04:00 on 29 March 2026, and from 04:00 back to 03:00 on 25 October.
func TestInstant(t *testing.T) {
	const first, second = "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"
	tests := map[string]struct {
		text, near string
		want       string
		why        reason
	}{
		"winter":                            {"2026-01-15 12:00:00", "", "2026-01-15T10:00:00Z", ""},
		"summer":                            {"2026-07-15 12:00:00", "", "2026-07-15T09:00:00Z", ""},
		"the last second before the gap":    {"2026-03-29 02:59:59", "", "2026-03-29T00:59:59Z", ""},
		"the gap":                           {"2026-03-29 03:30:00", "", "", wrongTime},
		"the gap, a uniqueid makes no time": {"2026-03-29 03:30:00", "2026-03-29T01:30:00Z", "", wrongTime},
		"the first second after the gap":    {"2026-03-29 04:00:00", "", "2026-03-29T01:00:00Z", ""},
		"before the overlap":                {"2026-10-25 02:59:59", "", "2026-10-24T23:59:59Z", ""},
		"the overlap":                       {"2026-10-25 03:30:00", "", first, ""},
		"the overlap, the first time":       {"2026-10-25 03:30:00", first, first, ""},
		"the overlap, the second time":      {"2026-10-25 03:30:00", second, second, ""},
		"after the overlap":                 {"2026-10-25 04:00:00", "", "2026-10-25T02:00:00Z", ""},
		"no time":                           {"25.10.2026 04:00", "", "", malformed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var near time.Time
			if test.near != "" {
				near, _ = time.Parse(time.RFC3339, test.near)
			}
			got, why := instant(test.text, kyiv(t), near)
			require.Equal(t, test.why, why)
			if test.want != "" {
				assert.Equal(t, test.want, got.UTC().Format(time.RFC3339))
			}
		})
	}
}

// The uniqueid contains the time without a zone, so it reveals a wrong --tz.
func TestTheTimeMustFitTheUniqueID(t *testing.T) {
	for name, test := range map[string]struct {
		start string
		zone  *time.Location
		more  []string
		why   reason
	}{
		"UTC":                        {"2026-03-02 10:00:00", time.UTC, nil, ""},
		"Kyiv":                       {"2026-03-02 12:00:00", kyiv(t), nil, ""},
		"a channel that waited":      {"2026-03-02 10:09:00", time.UTC, nil, ""},
		"UTC taken for Kyiv":         {"2026-03-02 10:00:00", kyiv(t), nil, wrongTime},
		"Kyiv taken for UTC":         {"2026-03-02 12:00:00", time.UTC, nil, wrongTime},
		"nothing to compare it with": {"2026-03-02 12:00:00", time.UTC, []string{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, why := parseRecord(CDR{Start: test.start, More: test.more}.String(), test.zone)
			require.Empty(t, why)
			calls, unplaced := office.calls([]record{r})
			if test.why == "" {
				assert.Len(t, calls, 1)
				assert.Empty(t, unplaced)
			} else {
				assert.Empty(t, calls)
				require.Len(t, unplaced, 1)
				assert.Equal(t, test.why, unplaced[0].why)
			}
		})
	}
}
