// Package check holds the checks that a call's arguments pass before anything is sent. Their errors name the
// parameter and what to do, never the value: it may be a client's phone.
package check

import (
	"errors"
	"fmt"
)

const maxIDBytes = 128

// ID reports why id can't be an id of Leeloo, to be read after the name of the parameter. It lets nothing through
// that means something in a path: "POST /orders/." would create an order instead of updating one.
func ID[T ~string](id T) error {
	switch {
	case id == "":
		return errors.New("is empty: it takes an id of Leeloo")
	case len(id) > maxIDBytes:
		return errors.New("is no id of Leeloo: it is longer than 128 bytes")
	}
	for i := range len(id) {
		if !isIDByte(id[i]) {
			return errors.New("is no id of Leeloo: only letters, digits, '-' and '_' may stand in it")
		}
	}
	return nil
}

// Name checks a word of the API's own, such as the name of something to include.
func Name[T ~string](name string, word T) error {
	if ID(word) != nil {
		return fmt.Errorf("%s takes letters, digits, '-' and '_', and at least one of them", name)
	}
	return nil
}

func isIDByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-' || b == '_'
}
