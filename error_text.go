package leeloo

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

const maxErrorText = 1 << 10

// Error says what failed, why, and what to do.
func (e *Error) Error() string {
	if e == nil {
		return "leeloo: no error"
	}
	var text strings.Builder
	text.WriteString("leeloo: ")
	if e.Op != "" {
		text.WriteString(e.Op + ": ")
	}
	text.WriteString(e.summary())
	if e.Code != "" {
		text.WriteString(": " + shown(e.Code))
	}
	text.WriteString(e.shownFields())
	if e.hint != "" {
		text.WriteString("; " + e.hint)
	}
	if e.RetryAfter > 0 {
		text.WriteString("; wait " + e.RetryAfter.Round(time.Second).String())
	}
	if e.applied {
		text.WriteString("; it may have been carried out all the same: look before you send it again")
	}
	return text.String()
}

func (e *Error) summary() string {
	switch e.kind {
	case ErrInvalidArgument:
		return "invalid argument: " + e.detail
	case ErrUnauthorized:
		return "the API did not accept the token"
	case ErrNotFound:
		return "the API has nothing there" + e.status()
	case ErrRateLimited:
		return "the rate limit is reached" + e.status()
	case ErrRejected:
		return "the API refused the request" + e.status()
	case ErrServer:
		return "the API failed" + e.status()
	case ErrRedirect:
		return "the API answered with a redirect, which is not followed" + e.status()
	case ErrResponseTooLarge:
		return "the answer is too large: " + e.detail
	case ErrUnexpectedResponse:
		return "the answer is not the API's: " + e.detail
	case ErrPaginationStuck:
		return "the pages of the list do not lead on: the server ignores the offset, or too little is left of the last rows"
	default:
		return e.detail
	}
}

// status leaves out the status 200, under which the API reports most of its failures.
func (e *Error) status() string {
	if e.StatusCode == 0 || e.StatusCode == 200 {
		return ""
	}
	return " (HTTP " + strconv.Itoa(e.StatusCode) + ")"
}

func (e *Error) shownFields() string {
	const separators = " (): , "
	var fields []string
	room := maxErrorText / 2
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		field := shown(name)
		if code := e.Fields[name]; code != "" {
			field += ": " + shown(code)
		}
		if room -= len(field) + len(separators); room < 0 {
			fields = append(fields, "…")
			break
		}
		fields = append(fields, field)
	}
	if fields == nil {
		return ""
	}
	return " (" + strings.Join(fields, ", ") + ")"
}

// shown returns a code or a field name of the API, or "?" for one that might be a phone, an e-mail or an id.
func shown(word string) string {
	digits := 0
	for _, r := range word {
		switch {
		case '0' <= r && r <= '9':
			if digits++; digits > 4 {
				return "?"
			}
		case r == '_', r == '.':
			digits = 0
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
		default:
			return "?"
		}
	}
	if word == "" || len(word) > 64 {
		return "?"
	}
	return word
}

// Format writes the text of Error for every verb: the fields, which %+v would print, may quote a client's data.
func (e Error) Format(state fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(state, "%q", e.Error())
		return
	}
	fmt.Fprint(state, e.Error())
}

// MarshalText gives the text of Error to JSON and to slog, which would take the fields.
func (e Error) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }
