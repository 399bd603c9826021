package calls

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// CDR is a record to write. A zero field is that of a call from outside that was picked up.
type CDR struct {
	Src, Dst, Channel, DstChannel, Clid string
	Start                               string
	Billsec                             int
	Disposition                         string
	More                                []string // uniqueid, userfield and so on
}

// Nothing is an empty field.
const Nothing = "-"

// tenOClock is a moment in winter, when Kyiv is two hours ahead.
const (
	tenOClock = 1772445600 // 2026-03-02 10:00:00 UTC
	UniqueID  = "1772445600.7"
)

func (c CDR) String() string {
	or := func(value, fallback string) string {
		if value == "" {
			return fallback
		}
		return strings.TrimSuffix(value, Nothing)
	}
	more := c.More
	if more == nil {
		more = []string{UniqueID, ""}
	}
	var text strings.Builder
	w := csv.NewWriter(&text)
	start := or(c.Start, "2026-03-02 10:00:00")
	_ = w.Write(append([]string{
		"", or(c.Src, "+380500000001"), or(c.Dst, "101"), "from-trunk", or(c.Clid, `"Roman" <+380500000001>`),
		or(c.Channel, "PJSIP/trunk-00000001"), or(c.DstChannel, "PJSIP/101-00000002"), "Dial", "PJSIP/101,30", start, "", start,
		strconv.Itoa(c.Billsec + 5), strconv.Itoa(c.Billsec), or(c.Disposition, "ANSWERED"), "DOCUMENTATION",
	}, more...))
	w.Flush()
	return strings.TrimSuffix(text.String(), "\n")
}

// File is a Master.csv.
func File(lines ...CDR) string {
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(line.String() + "\n")
	}
	return text.String()
}

// The phones of two people of the fake, and a channel to the outside.
const (
	Phone1, Phone2 = "+380500000001", "+380500000002"
	Trunk          = "PJSIP/trunk-00000009"
)

func kyiv(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	return zone
}

var office = exchange{
	users:  map[string]leeloo.UserID{"101": "user1", "102": "user2", "600": "user3"},
	region: "UA",
}
