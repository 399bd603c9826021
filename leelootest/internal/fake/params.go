package fake

import (
	"encoding/json"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// params are the parameters of a request. Its methods read one field each and record the field's error, so that a
// failure names all invalid fields at once.
type params struct {
	now      timestamp
	maxLimit int
	path     map[string]string
	query    url.Values
	fields   map[string]any

	prefix string // path of the fields in the body: "data/0/"
	errors map[string]string
}

func (in *params) addError(field, code string) {
	if _, ok := in.errors[in.prefix+field]; !ok {
		in.errors[in.prefix+field] = code
	}
}

// failure returns a *Failure with the errors of the fields, or nil.
func (in *params) failure() error {
	if len(in.errors) == 0 {
		return nil
	}
	code := codeNotFound
	for _, reason := range in.errors {
		if reason != fieldNotFound {
			code = codeFormat
		}
	}
	return &Failure{Code: code, Fields: in.errors}
}

// text returns a field as text, and whether it is present. Forms contain only text, so a JSON number or boolean counts
// as its text.
func (in *params) text(field string) (string, bool) {
	switch value := in.fields[field].(type) {
	case nil:
		return "", false
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		return strconv.FormatBool(value), true
	default:
		in.addError(field, fieldWrongFormat)
		return "", false
	}
}

func (in *params) required(field string) string {
	value, ok := in.text(field)
	switch {
	case !ok:
		in.addError(field, fieldRequired)
	case value == "":
		in.addError(field, fieldEmpty)
	}
	return value
}

func (in *params) optional(field string) string {
	value, _ := in.text(field)
	return value
}

func (in *params) choice(field string, allowed ...string) string {
	value := in.required(field)
	if value != "" && !slices.Contains(allowed, value) {
		in.addError(field, fieldNotAllowed)
	}
	return value
}

func (in *params) flag(field string) { in.choice(field, "true", "false") }

// email returns an optional e-mail address; NOT_DEFINED counts as missing.
func (in *params) email(field string) string {
	value := withoutNotDefined(in.optional(field))
	if value != "" && !validEmail(value) {
		in.addError(field, fieldWrongEmail)
	}
	return value
}

func validEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text
}

var phonePattern = regexp.MustCompile(`^\+[0-9]+$`)

// phone returns an optional phone number; NOT_DEFINED counts as missing.
func (in *params) phone(field string) string {
	value := withoutNotDefined(in.optional(field))
	if value != "" && !phonePattern.MatchString(value) {
		in.addError(field, fieldWrongPhone)
	}
	return value
}

func (in *params) count(field string) int {
	value := in.required(field)
	n, err := strconv.Atoi(value)
	switch {
	case value == "":
	case err != nil:
		in.addError(field, fieldNotInteger)
	case n < 0:
		in.addError(field, fieldWrongFormat)
	}
	return n
}

// matching returns an optional text that must match a pattern.
func (in *params) matching(field string, pattern *regexp.Regexp) string {
	value := in.optional(field)
	if value != "" && !pattern.MatchString(value) {
		in.addError(field, fieldWrongFormat)
	}
	return value
}

func (in *params) link(field string) string {
	value := in.required(field)
	if value == "" || value == notDefined {
		return value
	}
	if target, err := url.Parse(value); err != nil || target.Scheme == "" || target.Host == "" {
		in.addError(field, fieldWrongFormat)
	}
	return value
}

func (in *params) date(field, layout, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	date, err := time.Parse(layout, value)
	if err != nil {
		in.addError(field, fieldWrongFormat)
	}
	return date
}
