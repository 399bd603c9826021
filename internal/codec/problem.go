package codec

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// problem is an error in the words of this package, which quote nothing of the JSON.
type problem string

func (p problem) Error() string { return string(p) }

// Problem says what is wrong with JSON that could not be read, without quoting it: the errors of the JSON library quote
// names and texts, which may be personal data.
func Problem(err error) string {
	if own, ok := errors.AsType[problem](err); ok {
		return string(own)
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return "a name occurs twice in one JSON object"
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the JSON ends too early"
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Sprintf("not JSON at byte %d", syntactic.ByteOffset)
	}
	return "want another JSON type"
}

// Path returns the place of an error inside the value, such as "3.id". It is empty for the value itself. A path may
// contain any name of the JSON.
func Path(err error) string {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return dotted(semantic.JSONPointer)
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return dotted(syntactic.JSONPointer)
	}
	return ""
}

func dotted(pointer jsontext.Pointer) string {
	return strings.Join(slices.Collect(pointer.Tokens()), ".")
}

func wrongKind(want string, got jsontext.Kind) problem {
	return problem("want " + want + ", not " + kindName(got))
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '0':
		return "a number"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	default:
		return "invalid JSON"
	}
}
