package validate

import (
	"errors"
	"fmt"
)

const maxIDBytes = 128

// ID checks that id can be an id of Leeloo. No id has a meaning of its own in a URL: "POST /orders/." would create an
// order instead of updating one. The text of the error continues the name of the parameter.
func ID[T ~string](id T) error {
	switch {
	case id == "":
		return errors.New("is required")
	case !isWord(id):
		return errors.New("must be an id of 1 to 128 letters, digits, '-' or '_'")
	}
	return nil
}

// RequiredID checks an id that must not be empty.
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

// Name checks a name that is defined by the API, such as that of a relation to include. The same characters are allowed
// as in an id.
func Name[T ~string](name string, word T) error {
	if !isWord(word) {
		return fmt.Errorf("%s must be 1 to 128 letters, digits, '-' or '_'", name)
	}
	return nil
}

func isWord[T ~string](word T) bool {
	for i := range len(word) {
		if !isWordByte(word[i]) {
			return false
		}
	}
	return 1 <= len(word) && len(word) <= maxIDBytes
}

func isWordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-' || b == '_'
}
