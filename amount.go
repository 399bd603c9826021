package leeloo

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/leeloo-go/leeloo/internal/codec"
)

const (
	maxAmountDigits = 34
	// A decimal of up to 15 digits survives the conversion to float64 and back.
	exactFloatDigits = 15
)

// Amount is an exact decimal amount of money in major units: 100 is one hundred dollars, not one hundred cents.
// It keeps the digits as given: 20 and 20.00 are equal according to Equal and Cmp, but not according to ==.
//
// Amount{} means none, which is different from 0: an order update leaves none out, and sends 0.
//
// An Amount is written as text by encoding/json (none is null), encoding/gob, encoding/xml, database/sql (none is
// NULL) and every package that supports [encoding.TextMarshaler] or [encoding.BinaryMarshaler], such as those for YAML
// and MessagePack. It is read back unchanged. None of them fails on text that is not a decimal: Raw keeps it. To
// reject such text, use [NewAmount].
type Amount struct {
	// Raw is text that was read and is not a decimal, for example "free". The amount is none then, and the operations
	// that send it return [ErrInvalidArgument].
	Raw string

	digits string
}

// NewAmount parses an amount such as "1490.50": an optional minus sign, digits, and an optional point between digits.
// If text has another form or more than 34 digits, NewAmount returns [ErrInvalidArgument].
func NewAmount(text string) (Amount, error) {
	if !isDecimal(text) {
		return Amount{}, &Error{Op: "NewAmount", kind: ErrInvalidArgument,
			detail: `text is not a decimal: write it like "1490.50", with at most 34 digits, without exponent, spaces or comma`}
	}
	return Amount{digits: text}, nil
}

// NewAmountMinor returns the amount of units in the minor unit of a currency, which has the given number of decimals:
// NewAmountMinor(149050, 2) is 1490.50. If decimals is not in the range 0 to 33, the result is none with Raw set.
func NewAmountMinor(units int64, decimals int) Amount {
	if decimals < 0 || decimals >= maxAmountDigits {
		return Amount{Raw: fmt.Sprintf("%de%d", units, -decimals)}
	}
	digits, isNegative := strings.CutPrefix(strconv.FormatInt(units, 10), "-")
	digits = strings.Repeat("0", max(0, decimals+1-len(digits))) + digits
	if decimals > 0 {
		point := len(digits) - decimals
		digits = digits[:point] + "." + digits[point:]
	}
	if isNegative {
		digits = "-" + digits
	}
	return Amount{digits: digits}
}

// amountOf returns the amount that text contains. If text is not a decimal, Raw keeps it.
func amountOf(text string) Amount {
	if isDecimal(text) {
		return Amount{digits: text}
	}
	return Amount{Raw: text}
}

func readAmount(r *codec.Reader) Amount {
	text := r.TextOrEmpty()
	if text == "" {
		return Amount{}
	}
	return amountOf(text)
}

func isDecimal(text string) bool {
	whole, fraction, hasPoint := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return isDigits(whole) && (!hasPoint || isDigits(fraction)) && len(whole)+len(fraction) <= maxAmountDigits
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// String returns the digits as given, or "" for none.
func (a Amount) String() string { return a.digits }

// IsZero reports whether a is Amount{}: no digits and no Raw. It is false for an amount of 0, so that the JSON option
// omitzero keeps it. To compare with 0, use Sign.
func (a Amount) IsZero() bool { return a == Amount{} }

// Sign returns -1 if a is negative, 0 if a is 0 or none, and 1 if a is positive.
func (a Amount) Sign() int { return a.Rat().Sign() }

// Cmp returns -1 if a is less than b, 0 if they are numerically equal, and 1 if a is greater. None counts as 0.
func (a Amount) Cmp(b Amount) int { return a.Rat().Cmp(b.Rat()) }

// Equal reports whether a and b are numerically equal: 20 equals 20.00. None equals only none with the same Raw.
func (a Amount) Equal(b Amount) bool {
	return a.Raw == b.Raw && (a.digits == "") == (b.digits == "") && a.Cmp(b) == 0
}

// Rat returns the exact amount, or 0 for none.
func (a Amount) Rat() *big.Rat {
	rat, ok := new(big.Rat).SetString(a.digits)
	if !ok {
		return new(big.Rat)
	}
	return rat
}

// Float64 returns the nearest float64, or 0 for none. Use it for charts, not for accounting.
func (a Amount) Float64() float64 {
	float, _ := a.Rat().Float64()
	return float
}

// UnmarshalJSON reads a number, or text. Null, "NOT_DEFINED" and "NO_DATA" are none.
func (a *Amount) UnmarshalJSON(value []byte) error {
	var amount Amount
	if err := codec.Read(value, codec.ReadFunc(func(r *codec.Reader) { amount = readAmount(r) })); err != nil {
		return err
	}
	*a = amount
	return nil
}

// MarshalJSON writes the digits, or Raw, as a string, and none as null.
func (a Amount) MarshalJSON() ([]byte, error) {
	if a.IsZero() {
		return []byte("null"), nil
	}
	return codec.Marshal(a.text())
}

// MarshalText returns the digits, or Raw, or "" for none.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.text()), nil }

// UnmarshalText reads what MarshalText returns.
func (a *Amount) UnmarshalText(text []byte) error {
	*a = amountOf(string(text))
	return nil
}

// MarshalBinary returns the same as MarshalText. encoding/gob uses it.
func (a Amount) MarshalBinary() ([]byte, error) { return a.MarshalText() }

// UnmarshalBinary reads what MarshalBinary returns.
func (a *Amount) UnmarshalBinary(data []byte) error { return a.UnmarshalText(data) }

// Value implements [driver.Valuer]. It returns text, or nil for none.
func (a Amount) Value() (driver.Value, error) {
	if a.IsZero() {
		return nil, nil
	}
	return a.text(), nil
}

// Scan implements [database/sql.Scanner]. It reads text, integers and NULL. It reads a floating-point number only if
// 15 digits identify it: beyond that, the column may have lost digits, and Scan returns [ErrInvalidArgument].
func (a *Amount) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		*a = Amount{}
	case string:
		*a = amountOf(value)
	case []byte:
		*a = amountOf(string(value))
	case int64:
		*a = NewAmountMinor(value, 0)
	case float64:
		text := strconv.FormatFloat(value, 'f', -1, 64)
		if !isDecimal(text) || !isExactFloat(value) {
			return scanError("Amount.Scan", "the floating-point number is not exact: store amounts as decimal or text")
		}
		*a = Amount{digits: text}
	default:
		return scanError("Amount.Scan", "the column contains neither a number nor text: store amounts as decimal or text")
	}
	return nil
}

func isExactFloat(value float64) bool {
	text := strconv.FormatFloat(value, 'e', exactFloatDigits-1, 64)
	rounded, err := strconv.ParseFloat(text, 64)
	return err == nil && rounded == value
}

// scanError returns the error of a database column that does not contain the expected value.
func scanError(op, detail string) error {
	return &Error{Op: op, kind: ErrInvalidArgument, detail: detail}
}

func (a Amount) text() string {
	if a.Raw != "" {
		return a.Raw
	}
	return a.digits
}

func (a Amount) validate(name string) error {
	if a.Raw != "" {
		return errors.New(name + " is not a decimal: create it with NewAmount")
	}
	return nil
}
