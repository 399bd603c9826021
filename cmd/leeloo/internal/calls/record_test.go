package calls

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Which columns follow the first sixteen is a matter of cdr.conf.
func TestTheCallOfALine(t *testing.T) {
	const linkedID = "1772445599.6"
	tests := map[string]struct {
		more          []string
		key, uniqueID string // key "" means a hash
	}{
		"neither":                         {[]string{}, "", ""},
		"uniqueid":                        {[]string{UniqueID}, UniqueID, UniqueID},
		"userfield":                       {[]string{"rec/101.wav"}, "", ""},
		"an empty userfield":              {[]string{""}, "", ""},
		"both":                            {[]string{UniqueID, "rec/101.wav"}, UniqueID, UniqueID},
		"the system's name":               {[]string{"pbx-2-" + UniqueID, ""}, "pbx-2-" + UniqueID, "pbx-2-" + UniqueID},
		"an id of another program":        {[]string{"+380500000001", ""}, "", ""},
		"only new columns":                {[]string{"", linkedID, "3"}, linkedID, ""},
		"uniqueid and new columns":        {[]string{UniqueID, "", linkedID, "3"}, linkedID, UniqueID},
		"userfield and new columns":       {[]string{"rec/101.wav", "", linkedID, "3"}, linkedID, ""},
		"everything":                      {[]string{UniqueID, "rec/101.wav", "", linkedID, "3"}, linkedID, UniqueID},
		"everything, an empty linkedid":   {[]string{UniqueID, "", "", "", "3"}, UniqueID, UniqueID},
		"everything, and all of it empty": {[]string{"", "", "", "", ""}, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, why := parseRecord(CDR{More: test.more}.String(), time.UTC)
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
	key := func(c CDR) string {
		c.More = []string{}
		r, why := parseRecord(c.String(), time.UTC)
		require.Empty(t, why)
		return r.key
	}
	first := key(CDR{})
	assert.Equal(t, first, key(CDR{}))
	assert.NotEqual(t, first, key(CDR{Billsec: 1}))
}
