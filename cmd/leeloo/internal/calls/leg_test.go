package calls

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

const (
	in, out                           = leeloo.CallTypeInbound, leeloo.CallTypeOutbound
	success, noAnswer, closedBySystem = leeloo.CallStatusSuccess, leeloo.CallStatusNoAnswer, leeloo.CallStatusClosedBySystem
)

func TestALegOfARecord(t *testing.T) {
	type want struct {
		direction        leeloo.CallType
		extension, phone string
		status           leeloo.CallStatus
		talk             time.Duration
	}
	tests := map[string]struct {
		CDR
		want
		why reason
	}{
		"from outside": {CDR{Billsec: 61}, want{in, "101", Phone1, success, 61 * time.Second}, ""},
		"to outside": {
			CDR{Src: "101", Channel: "PJSIP/101-1", Dst: "0500000002", DstChannel: Trunk, Billsec: 5},
			want{out, "101", Phone2, success, 5 * time.Second}, "",
		},
		"to outside, nobody answers": {
			CDR{Src: "101", Dst: "0500000002", DstChannel: Trunk, Disposition: "NO ANSWER"},
			want{out, "101", Phone2, noAnswer, 0}, "",
		},
		"to outside, under the office's number": {
			CDR{Src: "0440000000", Channel: "PJSIP/101-1", Dst: "0500000002", DstChannel: Trunk},
			want{out, "101", Phone2, success, 0}, "",
		},

		"busy":                        {CDR{Disposition: "BUSY"}, want{in, "101", Phone1, noAnswer, 0}, ""},
		"failed":                      {CDR{Disposition: "FAILED"}, want{in, "101", Phone1, closedBySystem, 0}, ""},
		"congestion":                  {CDR{Disposition: "CONGESTION"}, want{in, "101", Phone1, closedBySystem, 0}, ""},
		"not answered, after a menu":  {CDR{Disposition: "NO ANSWER", Billsec: 30}, want{in, "101", Phone1, noAnswer, 0}, ""},
		"answered by voice mail":      {CDR{DstChannel: Nothing, Billsec: 30}, want{in, "101", Phone1, noAnswer, 0}, ""},
		"hung up in a mapped queue":   {CDR{Dst: "600", DstChannel: Nothing, Billsec: 30}, want{in, "600", Phone1, noAnswer, 0}, ""},
		"hung up in another queue":    {CDR{Dst: "700", DstChannel: Nothing}, want{}, noUser},
		"hung up in the menu":         {CDR{Dst: "s", DstChannel: Nothing}, want{}, external},
		"answered out of a queue":     {CDR{Dst: "700", DstChannel: "PJSIP/102-0000001a"}, want{in, "102", Phone1, success, 0}, ""},
		"out of a mapped queue":       {CDR{Dst: "600", DstChannel: "PJSIP/102-0000001a"}, want{in, "102", Phone1, success, 0}, ""},
		"under the office's number":   {CDR{Dst: "0440000000", DstChannel: "SIP/102-0000001a"}, want{in, "102", Phone1, success, 0}, ""},
		"through a Local channel":     {CDR{Dst: "s", DstChannel: "Local/102@from-queue-0000001a;1"}, want{in, "102", Phone1, success, 0}, ""},
		"forwarded to a mobile phone": {CDR{DstChannel: Trunk}, want{in, "101", Phone1, success, 0}, ""},
		"the inner half":              {CDR{Channel: "Local/101@from-queue-0000001a;2"}, want{}, innerHalf},
		"click to call": {
			CDR{Src: Nothing, Channel: "Local/101@from-internal-1;1", Dst: "0500000002", DstChannel: Trunk},
			want{out, "101", Phone2, success, 0}, "",
		},

		"without the +":           {CDR{Src: "380500000001"}, want{in, "101", Phone1, success, 0}, ""},
		"as people write it":      {CDR{Src: "0500000001"}, want{in, "101", Phone1, success, 0}, ""},
		"from abroad":             {CDR{Src: "+48221234567"}, want{in, "101", "+48221234567", success, 0}, ""},
		"from abroad, no +":       {CDR{Src: "48221234567"}, want{in, "101", "+48221234567", success, 0}, ""},
		"to abroad":               {CDR{Src: "101", Dst: "0048221234567", DstChannel: Trunk}, want{out, "101", "+48221234567", success, 0}, ""},
		"a hidden number":         {CDR{Src: "anonymous"}, want{}, noPhone},
		"no number":               {CDR{Src: Nothing}, want{}, noPhone},
		"letters":                 {CDR{Src: "1-800-FLOWERS"}, want{}, noPhone},
		"a number that is none":   {CDR{Src: "+3805000"}, want{}, noPhone},
		"a feature code":          {CDR{Src: "101", Dst: "*97", DstChannel: Nothing}, want{}, internal},
		"the fire brigade":        {CDR{Src: "102", Dst: "112", DstChannel: Trunk}, want{}, internal},
		"between two extensions":  {CDR{Src: "101", Dst: "102", DstChannel: "PJSIP/102-1"}, want{}, internal},
		"to one without a user":   {CDR{Src: "101", Dst: "103", DstChannel: "PJSIP/103-1"}, want{}, internal},
		"both without a user":     {CDR{Src: "103", Dst: "104", DstChannel: "PJSIP/104-1"}, want{}, internal},
		"from outside to no user": {CDR{Dst: "103", DstChannel: "PJSIP/103-1"}, want{}, noUser},
		"to outside of no user":   {CDR{Src: "103", Channel: "PJSIP/103-1", Dst: Phone2, DstChannel: Trunk}, want{}, noUser},
		"through the exchange":    {CDR{Dst: Phone2, DstChannel: Trunk}, want{}, external},
		"the office calls itself": {CDR{Src: "101", Dst: "0440000000", DstChannel: "PJSIP/102-1"}, want{}, internal},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, why := parseRecord(test.CDR.String(), time.UTC)
			require.Empty(t, why)
			got, why := office.leg(r)
			assert.Equal(t, test.why, why)
			assert.Equal(t, test.want, want{got.direction, got.extension, got.phone, got.status, got.talk})
		})
	}
}

func TestEndpoint(t *testing.T) {
	for channel, want := range map[string]string{
		"PJSIP/101-0000001a":               "101",
		"PJSIP/sales-desk-0000001a":        "sales-desk",
		"IAX2/101":                         "101",
		"Local/101@from-queue-0000001a;1":  "101",
		"Local/FMPR-101@from-internal-1;1": "FMPR-101",
		"PJSIP/-1":                         "",
		"101":                              "",
		"":                                 "",
	} {
		assert.Equal(t, want, endpoint(channel), channel)
	}
}

func TestEveryReasonHasAnExplanation(t *testing.T) {
	for _, why := range []reason{
		malformed, unfinished, wrongTime, internal, external, noUser, noPhone, innerHalf, otherNumber,
		nobody, ambiguous, noAccount, changed,
	} {
		assert.NotEmpty(t, explanations[why], why)
	}
}
