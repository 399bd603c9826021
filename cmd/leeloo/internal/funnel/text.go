package funnel

import (
	"math/big"
	"strings"
)

const unknown = "–"

func count(n *big.Rat) string { return decimal(n, 0) }

func money(n *big.Rat) string { return decimal(n, 2) }

func percent(n *big.Rat) string {
	if n == nil {
		return unknown
	}
	return decimal(new(big.Rat).Mul(n, big.NewRat(100, 1)), 1) + "%"
}

// decimal rounds half away from zero and groups the thousands: "−1,234.50".
func decimal(n *big.Rat, places int) string {
	if n == nil {
		return unknown
	}
	digits, negative := strings.CutPrefix(n.FloatString(places), "-")
	if negative && strings.Trim(digits, "0.") != "" {
		return "−" + grouped(digits)
	}
	return grouped(digits)
}

func grouped(digits string) string {
	integer, fraction, hasPoint := strings.Cut(digits, ".")
	for at := len(integer) - 3; at > 0; at -= 3 {
		integer = integer[:at] + "," + integer[at:]
	}
	if hasPoint {
		return integer + "." + fraction
	}
	return integer
}
