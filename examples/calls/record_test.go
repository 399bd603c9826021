package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Which columns follow the first sixteen is a matter of cdr.conf.
func TestWhichCallALineBelongsTo(t *testing.T) {
	const linkedID = "1772445599.6"
	tests := map[string]struct {
		more          []string
		key, uniqueID string // key "" means a hash
	}{
		"neither":                         {[]string{}, "", ""},
		"uniqueid":                        {[]string{uniqueID}, uniqueID, uniqueID},
		"userfield":                       {[]string{"rec/101.wav"}, "", ""},
		"an empty userfield":              {[]string{""}, "", ""},
		"both":                            {[]string{uniqueID, "rec/101.wav"}, uniqueID, uniqueID},
		"the system's name":               {[]string{"pbx-2-" + uniqueID, ""}, "pbx-2-" + uniqueID, "pbx-2-" + uniqueID},
		"an id of another program":        {[]string{"+380500000001", ""}, "", ""},
		"new columns alone":               {[]string{"", linkedID, "3"}, linkedID, ""},
		"uniqueid and new columns":        {[]string{uniqueID, "", linkedID, "3"}, linkedID, uniqueID},
		"userfield and new columns":       {[]string{"rec/101.wav", "", linkedID, "3"}, linkedID, ""},
		"everything":                      {[]string{uniqueID, "rec/101.wav", "", linkedID, "3"}, linkedID, uniqueID},
		"everything, an empty linkedid":   {[]string{uniqueID, "", "", "", "3"}, uniqueID, uniqueID},
		"everything, and all of it empty": {[]string{"", "", "", "", ""}, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, why := parseRecord(cdr{more: test.more}.String(), time.UTC)
			require.Empty(t, why)
			assert.Equal(t, test.uniqueID, r.uniqueID)
			if test.key == "" {
				assert.Regexp(t, `^line-[0-9a-f]{32}$`, r.key)
				assert.True(t, r.created.IsZero())
			} else {
				assert.Equal(t, test.key, r.key)
				assert.WithinDuration(t, time.Unix(tenOClock, 0), r.created, time.Second)
			}
		})
	}
}

func TestTheHashOfALine(t *testing.T) {
	key := func(c cdr) string {
		c.more = []string{}
		r, why := parseRecord(c.String(), time.UTC)
		require.Empty(t, why)
		return r.key
	}
	assert.Equal(t, key(cdr{}), key(cdr{}))
	assert.NotEqual(t, key(cdr{}), key(cdr{billsec: 1}))
}
