package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

const (
	in, out                       = leeloo.CallTypeInbound, leeloo.CallTypeOutbound
	success, noAnswer, closedByIt = leeloo.CallStatusSuccess, leeloo.CallStatusNoAnswer, leeloo.CallStatusClosedBySystem

	phone1, phone2 = "+380500000001", "+380500000002"
	trunk          = "PJSIP/trunk-00000009"
)

func TestWhatALineSays(t *testing.T) {
	type want struct {
		direction        leeloo.CallType
		extension, phone string
		status           leeloo.CallStatus
		talk             time.Duration
	}
	tests := map[string]struct {
		cdr
		want
		why reason
	}{
		"from outside": {cdr{billsec: 61}, want{in, "101", phone1, success, 61 * time.Second}, ""},
		"to outside": {
			cdr{src: "101", channel: "PJSIP/101-1", dst: "0500000002", dstChannel: trunk, billsec: 5},
			want{out, "101", phone2, success, 5 * time.Second}, "",
		},
		"to outside, nobody answers": {
			cdr{src: "101", dst: "0500000002", dstChannel: trunk, disposition: "NO ANSWER"},
			want{out, "101", phone2, noAnswer, 0}, "",
		},
		"to outside, under the office's number": {
			cdr{src: "0440000000", channel: "PJSIP/101-1", dst: "0500000002", dstChannel: trunk},
			want{out, "101", phone2, success, 0}, "",
		},

		"busy":                        {cdr{disposition: "BUSY"}, want{in, "101", phone1, noAnswer, 0}, ""},
		"failed":                      {cdr{disposition: "FAILED"}, want{in, "101", phone1, closedByIt, 0}, ""},
		"congestion":                  {cdr{disposition: "CONGESTION"}, want{in, "101", phone1, closedByIt, 0}, ""},
		"not answered, after a menu":  {cdr{disposition: "NO ANSWER", billsec: 30}, want{in, "101", phone1, noAnswer, 0}, ""},
		"answered by voice mail":      {cdr{dstChannel: nothing, billsec: 30}, want{in, "101", phone1, noAnswer, 0}, ""},
		"hung up in a mapped queue":   {cdr{dst: "600", dstChannel: nothing, billsec: 30}, want{in, "600", phone1, noAnswer, 0}, ""},
		"hung up in another queue":    {cdr{dst: "700", dstChannel: nothing}, want{}, noUser},
		"hung up in the menu":         {cdr{dst: "s", dstChannel: nothing}, want{}, external},
		"answered out of a queue":     {cdr{dst: "700", dstChannel: "PJSIP/102-0000001a"}, want{in, "102", phone1, success, 0}, ""},
		"out of a mapped queue":       {cdr{dst: "600", dstChannel: "PJSIP/102-0000001a"}, want{in, "102", phone1, success, 0}, ""},
		"under the office's number":   {cdr{dst: "0440000000", dstChannel: "SIP/102-0000001a"}, want{in, "102", phone1, success, 0}, ""},
		"through a Local channel":     {cdr{dst: "s", dstChannel: "Local/102@from-queue-0000001a;1"}, want{in, "102", phone1, success, 0}, ""},
		"forwarded to a mobile phone": {cdr{dstChannel: trunk}, want{in, "101", phone1, success, 0}, ""},
		"the inner half":              {cdr{channel: "Local/101@from-queue-0000001a;2"}, want{}, innerHalf},
		"click to call": {
			cdr{src: nothing, channel: "Local/101@from-internal-1;1", dst: "0500000002", dstChannel: trunk},
			want{out, "101", phone2, success, 0}, "",
		},

		"without the +":           {cdr{src: "380500000001"}, want{in, "101", phone1, success, 0}, ""},
		"as people write it":      {cdr{src: "0500000001"}, want{in, "101", phone1, success, 0}, ""},
		"from abroad":             {cdr{src: "+48221234567"}, want{in, "101", "+48221234567", success, 0}, ""},
		"from abroad, no +":       {cdr{src: "48221234567"}, want{in, "101", "+48221234567", success, 0}, ""},
		"to abroad":               {cdr{src: "101", dst: "0048221234567", dstChannel: trunk}, want{out, "101", "+48221234567", success, 0}, ""},
		"a hidden number":         {cdr{src: "anonymous"}, want{}, noPhone},
		"no number":               {cdr{src: nothing}, want{}, noPhone},
		"letters":                 {cdr{src: "1-800-FLOWERS"}, want{}, noPhone},
		"a number that is none":   {cdr{src: "+3805000"}, want{}, noPhone},
		"a feature code":          {cdr{src: "101", dst: "*97", dstChannel: nothing}, want{}, internal},
		"the fire brigade":        {cdr{src: "102", dst: "112", dstChannel: trunk}, want{}, internal},
		"between two extensions":  {cdr{src: "101", dst: "102", dstChannel: "PJSIP/102-1"}, want{}, internal},
		"to one without a user":   {cdr{src: "101", dst: "103", dstChannel: "PJSIP/103-1"}, want{}, internal},
		"both without a user":     {cdr{src: "103", dst: "104", dstChannel: "PJSIP/104-1"}, want{}, internal},
		"from outside to no user": {cdr{dst: "103", dstChannel: "PJSIP/103-1"}, want{}, noUser},
		"to outside of no user":   {cdr{src: "103", channel: "PJSIP/103-1", dst: phone2, dstChannel: trunk}, want{}, noUser},
		"through the exchange":    {cdr{dst: phone2, dstChannel: trunk}, want{}, external},
		"the office calls itself": {cdr{src: "101", dst: "0440000000", dstChannel: "PJSIP/102-1"}, want{}, internal},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, why := parseRecord(test.cdr.String(), time.UTC)
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

func TestEveryReasonIsExplained(t *testing.T) {
	for _, why := range []reason{
		malformed, unfinished, wrongTime, internal, external, noUser, noPhone, innerHalf, otherNumber,
		nobody, ambiguous, noAccount, unclear, changed,
	} {
		assert.NotEmpty(t, explanations[why], why)
	}
}
