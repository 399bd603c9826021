package response

import "strings"

// Without returns the error with the token replaced, wherever the server quotes it.
func (e *APIError) Without(token string) *APIError {
	const tooShort = 8 // a shorter one would be found in ordinary words, and is not a token of Leeloo
	if e == nil || len(token) < tooShort || !e.quotes(token) {
		return e
	}
	redact := func(text string) string { return strings.ReplaceAll(text, token, "…") }
	redacted := &APIError{Code: redact(e.Code), Message: redact(e.Message), Fields: make(map[string]string, len(e.Fields))}
	for name, code := range e.Fields {
		redacted.Fields[redact(name)] = redact(code)
	}
	return redacted
}

func (e *APIError) quotes(token string) bool {
	for name, code := range e.Fields {
		if strings.Contains(name, token) || strings.Contains(code, token) {
			return true
		}
	}
	return strings.Contains(e.Code, token) || strings.Contains(e.Message, token)
}

// SafeWord returns a code or a field name of the API. If the word might be a phone, an e-mail or an id, it returns "?".
func SafeWord(word string) string {
	const maxDigits, maxRun = 6, 4 // a phone has at least 7 digits, maybe in groups: 050.000.0000
	digits, run := 0, 0
	for _, r := range word {
		switch {
		case '0' <= r && r <= '9':
			digits++
			if run++; digits > maxDigits || run > maxRun {
				return "?"
			}
		case r == '_', r == '.':
			run = 0
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
