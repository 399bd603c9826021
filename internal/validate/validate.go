// Package validate checks the arguments of an operation before anything is sent. Each check has the name of the parameter,
// and an error names it and says what it must be. No error contains the value, which may be a client's phone.
package validate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// All returns one error with the texts of all errors, or nil if there is none.
func All(errs ...error) error {
	var texts []string
	for _, err := range errs {
		if err != nil {
			texts = append(texts, err.Error())
		}
	}
	if texts == nil {
		return nil
	}
	return errors.New(strings.Join(texts, "; "))
}

// Each checks every element of a list. The name that it passes to check has the index of the element, as in "People[2]".
func Each[T any](name string, list []T, check func(name string, element T) error) error {
	var errs []error
	for i, element := range list {
		if check("", element) != nil { // formats the name only for an element that fails
			errs = append(errs, check(fmt.Sprintf("%s[%d]", name, i), element))
		}
	}
	return All(errs...)
}

// NotEmpty checks a list that must have an element.
func NotEmpty[T any](name string, list []T) error {
	if len(list) == 0 {
		return fmt.Errorf("%s must have at least one element", name)
	}
	return nil
}

// OneOf checks a value of a closed list.
func OneOf[T ~string](name string, value T, list ...T) error {
	if slices.Contains(list, value) {
		return nil
	}
	words := make([]string, len(list))
	for i, word := range list {
		words[i] = string(word)
	}
	return fmt.Errorf("%s must be one of %s", name, strings.Join(words, ", "))
}

// NotNegative checks a number or a duration that may be zero.
func NotNegative[T ~int | ~int64](name string, n T) error {
	if n < 0 {
		return fmt.Errorf("%s must not be negative", name)
	}
	return nil
}

// Positive checks a number or a duration that must not be zero.
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

// RequiredTime checks a time that must not be zero.
func RequiredTime(name string, t time.Time) error {
	if t.IsZero() {
		return fmt.Errorf("%s is required", name)
	}
	return OptionalTime(name, t)
}

// OptionalTime checks a time that may be zero. The API's formats have four digits for the year.
func OptionalTime(name string, t time.Time) error {
	if year := t.UTC().Year(); year < 1 || year > 9999 {
		return fmt.Errorf("%s must be a time in the years 1 to 9999", name)
	}
	return nil
}
