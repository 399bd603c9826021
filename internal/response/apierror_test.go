package response

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// apiError reads an error member.
func apiError(t *testing.T, value string) *APIError {
	t.Helper()
	e, err := parse([]byte(`{"status":0,"error":` + value + `}`))
	require.NoError(t, err)
	return e.Error
}

func TestAPIError(t *testing.T) {
	type fields = map[string]string
	tests := map[string]struct {
		value string
		want  APIError
	}{
		"code and fields":      {`{"code":"FORMAT_ERROR","fields":{"authToken":"REQUIRED"}}`, APIError{Code: "FORMAT_ERROR", Fields: fields{"authToken": "REQUIRED"}}},
		"message":              {`{"code":"SERVER_ERROR","message":"Please"}`, APIError{Code: "SERVER_ERROR", Message: "Please"}},
		"nothing":              {`{}`, APIError{}},
		"a text":               {`"Not allowed"`, APIError{Message: "Not allowed"}},
		"a number":             {`404`, APIError{Message: "404"}},
		"a boolean":            {`true`, APIError{Message: "true"}},
		"an array":             {`["REQUIRED"]`, APIError{}},
		"a numeric code":       {`{"code":404,"message":false}`, APIError{Code: "404", Message: "false"}},
		"an object for a code": {`{"code":{"a":1},"message":["b"]}`, APIError{}},
		"another case":         {`{"Code":"X","Message":"Y","Fields":{"a":"b"}}`, APIError{}},

		"fields of fields":   {`{"fields":{"a":{"b":"REQUIRED","c":{"d":"TOO_LONG"}}}}`, APIError{Fields: fields{"a.b": "REQUIRED", "a.c.d": "TOO_LONG"}}},
		"fields of a list":   {`{"fields":{"c":["REQUIRED",{"d":"TOO_LONG"}]}}`, APIError{Fields: fields{"c.0": "REQUIRED", "c.1.d": "TOO_LONG"}}},
		"numbers":            {`{"fields":{"a":1,"b":1.5,"c":true}}`, APIError{Fields: fields{"a": "1", "b": "1.5", "c": "true"}}},
		"empty inner fields": {`{"fields":{"a":null,"b":{},"c":[],"d":""}}`, APIError{Fields: fields{"a": "", "b": "", "c": "", "d": ""}}},
		"fields are a list":  {`{"fields":["REQUIRED",{"a":"b"}]}`, APIError{Fields: fields{"0": "REQUIRED", "1.a": "b"}}},
		"fields are a text":  {`{"fields":"REQUIRED"}`, APIError{Fields: fields{}}},
		"fields are null":    {`{"fields":null}`, APIError{}},
		"slash paths":        {`{"fields":{"data/0/email":"WRONG_EMAIL","/a":{"b/c":"X"}}}`, APIError{Fields: fields{"data.0.email": "WRONG_EMAIL", "a.b.c": "X"}}},
		"a flat slash path":  {`{"fields":{"data/0/email":"WRONG_EMAIL"}}`, APIError{Fields: fields{"data.0.email": "WRONG_EMAIL"}}},
		"a name of dots":     {`{"fields":{"filter.phone":"WRONG_FORMAT"}}`, APIError{Fields: fields{"filter.phone": "WRONG_FORMAT"}}},
		"eight deep":         {`{"fields":{"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":"X"}}}}}}}}}`, APIError{Fields: fields{"1.2.3.4.5.6.7.8": "X"}}},
		"nine deep":          {`{"fields":{"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":{"9":"X"}}}}}}}}}}`, APIError{Fields: fields{"1.2.3.4.5.6.7.8": ""}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, &tt.want, apiError(t, tt.value))
		})
	}
	assert.Nil(t, apiError(t, "null"))
}

func TestAPIErrorIsBounded(t *testing.T) {
	long := strings.Repeat("я", 5000)
	texts := map[string]string{
		"a message":  apiError(t, `{"message":"`+long+`"}`).Message,
		"a code":     apiError(t, `{"code":"`+long+`"}`).Code,
		"a field":    apiError(t, `{"fields":{"a":"`+long+`"}}`).Fields["a"],
		"bare":       apiError(t, `"`+long+`"`).Message,
		"odd":        apiError(t, `"x`+long+`"`).Message,
		"surrogates": apiError(t, `"x`+strings.Repeat(`\ud83d\ude00`, 5000)+`"`).Message,
	}
	for name, text := range texts {
		assert.True(t, utf8.ValidString(text), name)
		assert.True(t, len(text) > 1020 && len(text) <= 1024, "%s: %d bytes", name, len(text))
	}

	assert.Len(t, apiError(t, `{"fields":{`+manyFields(5_000)+`}}`).Fields, 5_000)

	tooMany := apiError(t, `{"fields":{`+manyFields(10_000)+`},"code":"SERVER_ERROR"}`)
	assert.Empty(t, tooMany.Fields)
	assert.True(t, tooMany.isServerError())

	deep := apiError(t, `{"fields":`+strings.Repeat(`{"a":`, 5000)+`"X"`+strings.Repeat("}", 5000)+`}`)
	assert.Equal(t, map[string]string{"a.a.a.a.a.a.a.a": ""}, deep.Fields)
}

func manyFields(n int) string {
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, `,"f%d":1`, i)
	}
	return list.String()[1:]
}

// The names of nested fields repeat the names above them.
func TestAPIErrorWithLongNamesIsBounded(t *testing.T) {
	f := apiError(t, `{"fields":{"`+strings.Repeat("a", 20_000)+`":{`+manyFields(6_000)+`}}}`)
	total := 0
	for name := range f.Fields {
		total += len(name)
	}
	assert.Less(t, total, 10<<20)
}

// Code SERVER_ERROR means that the request may have been applied, so it must not be lost.
func TestAPIErrorKeepsItsCodeBesideANumberOutOfRange(t *testing.T) {
	f := apiError(t, `{"code":"SERVER_ERROR","fields":{"price":1e999}}`)
	assert.True(t, f.isServerError())
}

func TestAPIErrorKinds(t *testing.T) {
	tests := map[string]struct {
		value                string
		server, unauthorized bool
	}{
		"no error":               {`null`, false, false},
		"empty":                  {`{}`, false, false},
		"code SERVER_ERROR":      {`{"code":"SERVER_ERROR"}`, true, false},
		"another case":           {`{"code":"server_error"}`, false, false},
		"SERVER_ERROR as text":   {`"SERVER_ERROR"`, false, false},
		"authToken required":     {`{"code":"FORMAT_ERROR","fields":{"authToken":"REQUIRED"}}`, false, true},
		"authToken, any code":    {`{"fields":{"authToken":null}}`, false, true},
		"authToken in an array":  {`{"fields":{"authToken":["REQUIRED"]}}`, false, true},
		"authToken in an object": {`{"fields":{"authToken":{"code":"REQUIRED"}}}`, false, true},
		"authToken among many":   {`{"fields":{` + manyFields(10_000) + `,"authToken":"REQUIRED"}}`, false, true},
		"authTokens":             {`{"fields":{"authTokens":"REQUIRED"}}`, false, false},
		"authToken of a person":  {`{"fields":{"person":{"authToken":"REQUIRED"}}}`, false, false},
		"both":                   {`{"code":"SERVER_ERROR","fields":{"authToken":1}}`, true, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := apiError(t, tt.value)
			assert.Equal(t, tt.server, f.isServerError())
			assert.Equal(t, tt.unauthorized, f.isUnauthorized())
		})
	}
}

func TestAPIErrorWithoutTheToken(t *testing.T) {
	const token = "secret-token"
	quoting := apiError(t, `{"code":"BAD_`+token+`","message":"`+token+` and `+token+`","fields":{"authToken":"`+token+`","`+token+`":{"a":"x"}}}`)
	assert.Equal(t, &APIError{
		Code: "BAD_…", Message: "… and …", Fields: map[string]string{"authToken": "…", "….a": "x"},
	}, quoting.Without(token))
	assert.Equal(t, "BAD_"+token, quoting.Code, "the error itself does not change")
	assert.True(t, quoting.Without(token).isUnauthorized())

	clean := apiError(t, `{"code":"SERVER_ERROR","fields":{"a":"b"}}`)
	assert.Equal(t, clean, clean.Without(token))
	assert.Equal(t, clean, clean.Without("ERROR"), "too short to be a token")
	assert.Equal(t, "…_ERROR", apiError(t, `{"code":"SERVER12_ERROR"}`).Without("SERVER12").Code)
	assert.Nil(t, apiError(t, `null`).Without(token))
}
