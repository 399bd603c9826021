package main

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// cdr is a record to write. What a test says nothing about is as in an answered call from outside.
type cdr struct {
	src, dst, channel, dstChannel, clid string
	start                               string
	billsec                             int
	disposition                         string
	more                                []string // uniqueid, userfield and so on
}

// nothing stands for an empty field.
const nothing = "-"

// tenOClock is a moment in winter, when Kyiv is two hours ahead.
const (
	tenOClock = 1772445600 // 2026-03-02 10:00:00 UTC
	uniqueID  = "1772445600.7"
)

func (c cdr) String() string {
	or := func(value, fallback string) string {
		if value == "" {
			return fallback
		}
		return strings.TrimSuffix(value, nothing)
	}
	more := c.more
	if more == nil {
		more = []string{uniqueID, ""}
	}
	var text strings.Builder
	w := csv.NewWriter(&text)
	start := or(c.start, "2026-03-02 10:00:00")
	_ = w.Write(append([]string{
		"", or(c.src, "+380500000001"), or(c.dst, "101"), "from-trunk", or(c.clid, `"Roman" <+380500000001>`),
		or(c.channel, "PJSIP/trunk-00000001"), or(c.dstChannel, "PJSIP/101-00000002"), "Dial", "PJSIP/101,30", start, "", start,
		strconv.Itoa(c.billsec + 5), strconv.Itoa(c.billsec), or(c.disposition, "ANSWERED"), "DOCUMENTATION",
	}, more...))
	w.Flush()
	return strings.TrimSuffix(text.String(), "\n")
}

// file is a Master.csv.
func file(lines ...cdr) string {
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(line.String() + "\n")
	}
	return text.String()
}

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
