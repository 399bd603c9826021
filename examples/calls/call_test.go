package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestWhatIsOneCall(t *testing.T) {
	const other = "1772445600.8"
	at101, at102 := "PJSIP/101-2", "PJSIP/102-3"
	linked := func(uniqueID, linkedID string) []string { return []string{uniqueID, "", "", linkedID, "1"} }
	type want struct {
		line int // of the record that stands for the call
		user leeloo.UserID
		talk time.Duration
	}
	tests := map[string]struct {
		lines    []cdr
		calls    []want
		troubles []trouble
	}{
		"two calls": {
			[]cdr{{billsec: 1}, {billsec: 2, more: []string{other, ""}}},
			[]want{{1, "user1", time.Second}, {2, "user1", 2 * time.Second}}, nil,
		},
		"a ring group": {
			[]cdr{{dst: "600", dstChannel: at101, disposition: "NO ANSWER"}, {dst: "600", dstChannel: at102, billsec: 9}},
			[]want{{2, "user2", 9 * time.Second}}, nil,
		},
		"a ring group, another call between": {
			[]cdr{{dstChannel: at101, disposition: "NO ANSWER"}, {billsec: 1, more: []string{other, ""}}, {dstChannel: at102, billsec: 9}},
			[]want{{3, "user2", 9 * time.Second}, {2, "user1", time.Second}}, nil,
		},
		"a ring group that nobody answers": {
			[]cdr{
				{dstChannel: at101, disposition: "FAILED"},
				{dstChannel: at102, disposition: "NO ANSWER"},
				{dstChannel: at101, disposition: "BUSY"},
			},
			[]want{{2, "user2", 0}}, nil,
		},
		"a second line to the outside after the first failed": {
			[]cdr{
				{src: "101", dst: phone2, dstChannel: trunk, disposition: "CONGESTION"},
				{src: "101", dst: phone2, dstChannel: trunk, billsec: 7},
			},
			[]want{{2, "user1", 7 * time.Second}}, nil,
		},
		"transferred: who talked longest": {
			[]cdr{{dstChannel: at101, billsec: 20}, {dstChannel: at102, billsec: 100}},
			[]want{{2, "user2", 100 * time.Second}}, nil,
		},
		"transferred after a question to the colleague": {
			[]cdr{
				{billsec: 20, more: linked(uniqueID, uniqueID)},
				{src: "101", channel: at101, dst: "102", dstChannel: at102, billsec: 90, more: linked(other, uniqueID)},
			},
			[]want{{1, "user1", 20 * time.Second}}, nil,
		},
		"a Local channel and its inner half": {
			[]cdr{
				{dst: "600", dstChannel: "Local/102@from-queue-1;1", billsec: 9, more: linked(uniqueID, uniqueID)},
				{dst: "102", channel: "Local/102@from-queue-1;2", dstChannel: at102, billsec: 9, more: linked(other, uniqueID)},
			},
			[]want{{1, "user2", 9 * time.Second}}, nil,
		},
		"another person in the same call": {
			[]cdr{
				{billsec: 20, more: linked(uniqueID, uniqueID)},
				{src: "101", channel: at101, dst: phone2, dstChannel: trunk, billsec: 9, more: linked(other, uniqueID)},
			},
			[]want{{1, "user1", 20 * time.Second}}, []trouble{{line: 2, key: uniqueID, why: otherNumber}},
		},
		"another person in the same call, called from there, too": {
			[]cdr{{billsec: 20, more: linked(uniqueID, uniqueID)}, {src: phone2, more: linked(other, uniqueID)}},
			[]want{{1, "user1", 20 * time.Second}}, []trouble{{line: 2, key: uniqueID, why: otherNumber}},
		},
		"a call back in the same call": {
			[]cdr{
				{disposition: "NO ANSWER", more: linked(uniqueID, uniqueID)},
				{src: "101", channel: at101, dst: phone1, dstChannel: trunk, billsec: 9, more: linked(other, uniqueID)},
			},
			[]want{{2, "user1", 9 * time.Second}}, []trouble{{line: 1, key: uniqueID, why: otherNumber}},
		},
		"nothing to place": {
			[]cdr{{src: "102"}, {src: "anonymous"}},
			nil, []trouble{{line: 1, key: uniqueID, why: internal}, {line: 2, key: uniqueID, why: noPhone}},
		},
		"no uniqueid": {
			[]cdr{{dstChannel: at101, disposition: "NO ANSWER", more: []string{}}, {dstChannel: at102, billsec: 9, more: []string{}}},
			[]want{{1, "user1", 0}, {2, "user2", 9 * time.Second}}, nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, troubles, err := read(strings.NewReader(file(test.lines...)), time.UTC)
			require.NoError(t, err)
			require.Empty(t, troubles)
			calls, troubles := office.calls(records)
			var got []want
			for _, c := range calls {
				got = append(got, want{c.line, c.user, c.talk})
			}
			assert.Equal(t, test.calls, got)
			assert.Equal(t, test.troubles, troubles)
		})
	}
}

// A call begins when its first telephone rings, not with the talk of the second one.
func TestACallBeginsWithItsFirstRecord(t *testing.T) {
	text := file(cdr{start: "2026-03-02 10:02:00", billsec: 9}, cdr{start: "2026-03-02 10:00:00", disposition: "NO ANSWER"})
	records, _, err := read(strings.NewReader(text), time.UTC)
	require.NoError(t, err)
	calls, _ := office.calls(records)
	require.Len(t, calls, 1)
	assert.Equal(t, int64(tenOClock), calls[0].at.Unix())
	assert.Equal(t, 1, calls[0].line)
}
