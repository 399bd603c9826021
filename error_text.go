package leeloo

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/internal/response"
)

const maxErrorText = 1 << 10

// Error returns what failed, why, and what to do.
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
		text.WriteString(": " + response.SafeWord(e.Code))
	}
	text.WriteString(e.safeFields())
	if e.hint != "" {
		text.WriteString("; " + e.hint)
	}
	if e.RetryAfter > 0 {
		text.WriteString("; wait " + max(time.Second, e.RetryAfter.Round(time.Second)).String())
	}
	switch {
	case e.Attempts > 1:
		text.WriteString("; " + strconv.Itoa(e.Attempts) + " attempts")
	case e.Attempts == 1 && e.kind == nil: // a transport error
		text.WriteString("; 1 attempt")
	}
	if e.maybeApplied {
		text.WriteString("; the request may have been applied; check before retrying")
	}
	return text.String()
}

func (e *Error) summary() string {
	phrase := e.phrase()
	if phrase == "" {
		return e.detail
	}
	if e.kind != ErrUnexpectedResponse { // its detail has the status
		phrase += e.status()
	}
	if e.detail != "" {
		phrase += ": " + e.detail
	}
	return phrase
}

// phrase returns the searchable beginning of the text.
func (e *Error) phrase() string {
	switch e.kind {
	case ErrInvalidArgument:
		return "invalid argument"
	case ErrUnauthorized:
		return "unauthorized"
	case ErrNotFound:
		return "not found"
	case ErrAmbiguous:
		return "ambiguous name"
	case ErrRateLimited:
		return "rate limited"
	case ErrRejected:
		return "rejected"
	case ErrServer:
		return "server error"
	case ErrRedirect:
		return "redirect not followed"
	case ErrResponseTooLarge:
		return "response too large"
	case ErrUnexpectedResponse:
		return "unexpected response"
	case ErrPaginationStuck:
		return "pagination made no progress"
	default:
		return ""
	}
}

// status leaves out the status 200, with which the API sends most of its refusals.
func (e *Error) status() string {
	if e.StatusCode == 0 || e.StatusCode == 200 {
		return ""
	}
	return " (HTTP " + strconv.Itoa(e.StatusCode) + ")"
}

func (e *Error) safeFields() string {
	const separators = " (): , "
	var fields []string
	room := maxErrorText / 2
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		field := response.SafeWord(name)
		if code := e.Fields[name]; code != "" {
			field += ": " + response.SafeWord(code)
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

// Format prints the text of Error for every verb. The struct fields, which %+v would print, may quote personal data.
func (e Error) Format(state fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(state, "%q", e.Error())
		return
	}
	fmt.Fprint(state, e.Error())
}

// MarshalText returns the text of Error for JSON and slog, which would otherwise include the struct fields.
func (e Error) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }
