package calls

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestRecordsOfOneCall(t *testing.T) {
	const other = "1772445600.8"
	at101, at102 := "PJSIP/101-2", "PJSIP/102-3"
	linked := func(uniqueID, linkedID string) []string { return []string{uniqueID, "", "", linkedID, "1"} }
	type want struct {
		line int // of the record that stands for the call
		user leeloo.UserID
		talk time.Duration
	}
	tests := map[string]struct {
		lines    []CDR
		calls    []want
		unplaced []row
	}{
		"two calls": {
			[]CDR{{Billsec: 1}, {Billsec: 2, More: []string{other, ""}}},
			[]want{{1, "user1", time.Second}, {2, "user1", 2 * time.Second}}, nil,
		},
		"a ring group": {
			[]CDR{{Dst: "600", DstChannel: at101, Disposition: "NO ANSWER"}, {Dst: "600", DstChannel: at102, Billsec: 9}},
			[]want{{2, "user2", 9 * time.Second}}, nil,
		},
		"a ring group, another call between": {
			[]CDR{{DstChannel: at101, Disposition: "NO ANSWER"}, {Billsec: 1, More: []string{other, ""}}, {DstChannel: at102, Billsec: 9}},
			[]want{{3, "user2", 9 * time.Second}, {2, "user1", time.Second}}, nil,
		},
		"a ring group that nobody answers": {
			[]CDR{
				{DstChannel: at101, Disposition: "FAILED"},
				{DstChannel: at102, Disposition: "NO ANSWER"},
				{DstChannel: at101, Disposition: "BUSY"},
			},
			[]want{{2, "user2", 0}}, nil,
		},
		"a second line to the outside after the first failed": {
			[]CDR{
				{Src: "101", Dst: Phone2, DstChannel: Trunk, Disposition: "CONGESTION"},
				{Src: "101", Dst: Phone2, DstChannel: Trunk, Billsec: 7},
			},
			[]want{{2, "user1", 7 * time.Second}}, nil,
		},
		"transferred: who talked longest": {
			[]CDR{{DstChannel: at101, Billsec: 20}, {DstChannel: at102, Billsec: 100}},
			[]want{{2, "user2", 100 * time.Second}}, nil,
		},
		"transferred after a question to the colleague": {
			[]CDR{
				{Billsec: 20, More: linked(UniqueID, UniqueID)},
				{Src: "101", Channel: at101, Dst: "102", DstChannel: at102, Billsec: 90, More: linked(other, UniqueID)},
			},
			[]want{{1, "user1", 20 * time.Second}}, nil,
		},
		"a Local channel and its inner half": {
			[]CDR{
				{Dst: "600", DstChannel: "Local/102@from-queue-1;1", Billsec: 9, More: linked(UniqueID, UniqueID)},
				{Dst: "102", Channel: "Local/102@from-queue-1;2", DstChannel: at102, Billsec: 9, More: linked(other, UniqueID)},
			},
			[]want{{1, "user2", 9 * time.Second}}, nil,
		},
		"another person in the same call": {
			[]CDR{
				{Billsec: 20, More: linked(UniqueID, UniqueID)},
				{Src: "101", Channel: at101, Dst: Phone2, DstChannel: Trunk, Billsec: 9, More: linked(other, UniqueID)},
			},
			[]want{{1, "user1", 20 * time.Second}}, []row{{line: 2, key: UniqueID, why: otherNumber}},
		},
		"another person in the same call, called from there, too": {
			[]CDR{{Billsec: 20, More: linked(UniqueID, UniqueID)}, {Src: Phone2, More: linked(other, UniqueID)}},
			[]want{{1, "user1", 20 * time.Second}}, []row{{line: 2, key: UniqueID, why: otherNumber}},
		},
		"a call back in the same call": {
			[]CDR{
				{Disposition: "NO ANSWER", More: linked(UniqueID, UniqueID)},
				{Src: "101", Channel: at101, Dst: Phone1, DstChannel: Trunk, Billsec: 9, More: linked(other, UniqueID)},
			},
			[]want{{2, "user1", 9 * time.Second}}, []row{{line: 1, key: UniqueID, why: otherNumber}},
		},
		"nothing to place": {
			[]CDR{{Src: "102"}, {Src: "anonymous"}},
			nil, []row{{line: 1, key: UniqueID, why: internal}, {line: 2, key: UniqueID, why: noPhone}},
		},
		"no uniqueid": {
			[]CDR{{DstChannel: at101, Disposition: "NO ANSWER", More: []string{}}, {DstChannel: at102, Billsec: 9, More: []string{}}},
			[]want{{1, "user1", 0}, {2, "user2", 9 * time.Second}}, nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, unplaced, err := read(strings.NewReader(File(test.lines...)), time.UTC)
			require.NoError(t, err)
			require.Empty(t, unplaced)
			calls, unplaced := office.calls(records)
			var got []want
			for _, c := range calls {
				got = append(got, want{c.line, c.user, c.talk})
			}
			assert.Equal(t, test.calls, got)
			var rows []row
			for _, r := range unplaced {
				assert.Equal(t, int64(tenOClock), r.at.Unix())
				r.at = time.Time{}
				rows = append(rows, r)
			}
			assert.Equal(t, test.unplaced, rows)
		})
	}
}

// A call begins when its first telephone rings, not with the talk of the second one.
func TestACallBeginsWithItsFirstRecord(t *testing.T) {
	text := File(CDR{Start: "2026-03-02 10:02:00", Billsec: 9}, CDR{Start: "2026-03-02 10:00:00", Disposition: "NO ANSWER"})
	records, _, err := read(strings.NewReader(text), time.UTC)
	require.NoError(t, err)
	calls, _ := office.calls(records)
	require.Len(t, calls, 1)
	assert.Equal(t, int64(tenOClock), calls[0].at.Unix())
	assert.Equal(t, 1, calls[0].line)
}
