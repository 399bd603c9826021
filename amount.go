package leeloo

import (
	"errors"
	"math/big"
	"strings"

	"github.com/leeloo-go/leeloo/internal/codec"
)

const maxAmountDigits = 34

// Amount is an exact decimal amount of money in major units: 100 is a hundred dollars, not a hundred cents. It keeps
// the digits as they were given. Amount{} means none, which is something else than 0. To compare amounts use Cmp:
// 20 and 20.00 are different values of the type.
type Amount struct {
	// Raw is the text of an answer that is no decimal; the amount is none then.
	Raw string

	digits string
}

// NewAmount reads an amount like "1490.50": digits, at most 34 of them, a point, a minus sign in front. It fails with
// [ErrInvalidArgument].
func NewAmount(text string) (Amount, error) {
	if !isDecimal(text) {
		return Amount{}, &Error{Op: "NewAmount", kind: ErrInvalidArgument,
			detail: `text is no decimal: write it like "1490.50", with at most 34 digits, without exponent, spaces or a comma`}
	}
	return Amount{digits: text}, nil
}

func isDecimal(text string) bool {
	whole, fraction, hasPoint := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return isDigits(whole) && (!hasPoint || isDigits(fraction)) && len(whole)+len(fraction) <= maxAmountDigits
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// String returns the digits as they were given, or "" for none.
func (a Amount) String() string { return a.digits }

// IsZero reports whether the amount is 0 or none. a == Amount{} tells none.
func (a Amount) IsZero() bool { return a.Rat().Sign() == 0 }

// Cmp returns -1 if a is less than b, 0 if they are equal, and 1 if a is greater. None counts as 0.
func (a Amount) Cmp(b Amount) int { return a.Rat().Cmp(b.Rat()) }

// Rat returns the exact amount, 0 for none.
func (a Amount) Rat() *big.Rat {
	rat, ok := new(big.Rat).SetString(a.digits)
	if !ok {
		return new(big.Rat)
	}
	return rat
}

// Float64 returns the nearest float: for charts, not for books.
func (a Amount) Float64() float64 {
	float, _ := a.Rat().Float64()
	return float
}

// UnmarshalJSON reads a number, or a number in a string.
func (a *Amount) UnmarshalJSON(value []byte) error {
	text, err := codec.Word(value)
	if err != nil {
		return err
	}
	*a = Amount{}
	if isDecimal(text) {
		a.digits = text
	} else {
		a.Raw = text
	}
	return nil
}

// MarshalJSON writes the digits as a string, none as null, and what could not be read as it was.
func (a Amount) MarshalJSON() ([]byte, error) {
	if a == (Amount{}) {
		return []byte("null"), nil
	}
	return codec.Marshal(a.digits + a.Raw)
}

func (a Amount) validate(name string) error {
	if a.Raw != "" {
		return errors.New(name + " is no decimal: make it with NewAmount")
	}
	return nil
}
