package leelootest

import (
	"encoding/json"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// input is what a request asks of its operation. Its methods read one field each and note what is wrong with it, so
// that a refusal names all the wrong fields at once.
type input struct {
	now      stamp
	maxLimit int
	path     map[string]string
	query    url.Values
	fields   map[string]any

	within string // where the fields stand in the body: "data.0."
	wrong  map[string]string
}

func (in *input) note(field, code string) {
	if _, noted := in.wrong[in.within+field]; !noted {
		in.wrong[in.within+field] = code
	}
}

// refusal returns the failure that the noted fields amount to, or nil.
func (in *input) refusal() error {
	if len(in.wrong) == 0 {
		return nil
	}
	code := codeNotFound
	for _, why := range in.wrong {
		if why != fieldNotFound {
			code = codeFormat
		}
	}
	return &failure{Code: code, Fields: in.wrong}
}

// text returns a field as text, and whether it is there. A form has nothing but text, so a number or a boolean in
// JSON is as good as its text.
func (in *input) text(field string) (string, bool) {
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
		in.note(field, fieldWrongFormat)
		return "", false
	}
}

func (in *input) required(field string) string {
	value, ok := in.text(field)
	switch {
	case !ok:
		in.note(field, fieldRequired)
	case value == "":
		in.note(field, fieldEmpty)
	}
	return value
}

func (in *input) optional(field string) string {
	value, _ := in.text(field)
	return value
}

func (in *input) choice(field string, allowed ...string) string {
	value := in.required(field)
	if value != "" && !slices.Contains(allowed, value) {
		in.note(field, fieldNotAllowed)
	}
	return value
}

func (in *input) flag(field string) { in.choice(field, "true", "false") }

// email returns an optional e-mail address; NOT_DEFINED is none.
func (in *input) email(field string) string {
	value := defined(in.optional(field))
	if value == "" {
		return ""
	}
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		in.note(field, fieldWrongEmail)
	}
	return value
}

func (in *input) count(field string) int {
	value := in.required(field)
	n, err := strconv.Atoi(value)
	switch {
	case value == "":
	case err != nil:
		in.note(field, fieldNotInteger)
	case n < 0:
		in.note(field, fieldWrongFormat)
	}
	return n
}

// matching returns an optional text that has a form to keep to.
func (in *input) matching(field string, form *regexp.Regexp) string {
	value := in.optional(field)
	if value != "" && !form.MatchString(value) {
		in.note(field, fieldWrongFormat)
	}
	return value
}

func (in *input) link(field string) string {
	value := in.required(field)
	if value == "" || value == notDefined {
		return value
	}
	if target, err := url.Parse(value); err != nil || target.Scheme == "" || target.Host == "" {
		in.note(field, fieldWrongFormat)
	}
	return value
}

func (in *input) date(field, layout, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	date, err := time.Parse(layout, value)
	if err != nil {
		in.note(field, fieldWrongFormat)
	}
	return date
}

// each returns the objects of a list, as inputs that note what is wrong under their place in it.
func (in *input) each(field string) []*input {
	var inputs []*input
	for i, item := range in.items(field) {
		fields, ok := item.(map[string]any)
		place := field + "." + strconv.Itoa(i)
		if !ok {
			in.note(place, fieldWrongFormat)
			continue
		}
		inputs = append(inputs, &input{fields: fields, within: place + ".", wrong: in.wrong})
	}
	return inputs
}

func (in *input) items(field string) []any {
	list, ok := in.fields[field].([]any)
	if !ok && in.fields[field] != nil {
		in.note(field, fieldWrongFormat)
	}
	return list
}

// dictionary returns an object of texts.
func (in *input) dictionary(field string) map[string]string {
	object, ok := in.fields[field].(map[string]any)
	if !ok && in.fields[field] != nil {
		in.note(field, fieldWrongFormat)
	}
	texts := map[string]string{}
	for name, value := range object {
		text, ok := value.(string)
		if !ok {
			in.note(field+"."+name, fieldWrongFormat)
		}
		texts[name] = text
	}
	return texts
}
