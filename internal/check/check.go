package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// All returns the failed checks as one error, or nil.
func All(checks ...error) error {
	var texts []string
	for _, err := range checks {
		if err != nil {
			texts = append(texts, err.Error())
		}
	}
	if texts == nil {
		return nil
	}
	return errors.New(strings.Join(texts, "; "))
}

// RequiredID checks an id that must be there.
func RequiredID[T ~string](name string, id T) error {
	if err := ID(id); err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	return nil
}

// OptionalID checks an id that may be empty.
func OptionalID[T ~string](name string, id T) error {
	if id == "" {
		return nil
	}
	return RequiredID(name, id)
}

// Required checks a text that must be there and say something.
func Required(name, text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%s is empty: it is required", name)
	}
	return Text(name, text)
}

// Text checks a text that may be empty.
func Text(name, text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("%s is not UTF-8: convert it first", name)
	}
	return nil
}

// OneOf checks a value of a closed list.
func OneOf[T ~string](name string, value T, list ...T) error {
	if slices.Contains(list, value) {
		return nil
	}
	return fmt.Errorf("%s must be one of %v", name, list)
}

// NotNegative checks a number or a duration.
func NotNegative[T ~int | ~int64](name string, n T) error {
	if n < 0 {
		return fmt.Errorf("%s must not be negative", name)
	}
	return nil
}

// Positive checks a number or a duration.
func Positive[T ~int | ~int64](name string, n T) error {
	if n <= 0 {
		return fmt.Errorf("%s must be positive", name)
	}
	return nil
}

// AtMost checks a number that has an upper bound.
func AtMost(name string, n, bound int) error {
	if n > bound {
		return fmt.Errorf("%s must be at most %d", name, bound)
	}
	return nil
}

// RequiredTime checks a time that must be there.
func RequiredTime(name string, t time.Time) error {
	if t.IsZero() {
		return fmt.Errorf("%s is the zero time: it is required", name)
	}
	return OptionalTime(name, t)
}

// OptionalTime checks a time that may be zero. The API's formats have four digits for the year.
func OptionalTime(name string, t time.Time) error {
	if year := t.UTC().Year(); year < 1 || year > 9999 {
		return fmt.Errorf("%s must lie in the years 1 to 9999", name)
	}
	return nil
}

// Each checks every element of a list; a name with its index, like "People[2]", goes to the check.
func Each[T any](name string, list []T, one func(name string, element T) error) error {
	failed := make([]error, 0, len(list))
	for i, element := range list {
		failed = append(failed, one(fmt.Sprintf("%s[%d]", name, i), element))
	}
	return All(failed...)
}

// NotEmpty checks a list that must have an element.
func NotEmpty[T any](name string, list []T) error {
	if len(list) == 0 {
		return fmt.Errorf("%s is empty: it takes at least one", name)
	}
	return nil
}
