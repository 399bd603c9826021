package leeloo_test

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// fields holds a value in every position of a struct.
type fields[T any] struct {
	Plain   T
	Omitted T   `json:",omitzero" yaml:",omitempty"`
	Attr    T   `xml:"attr,attr"`
	List    []T `xml:"List>Item"`
}

// encodings returns, by name, the ways to write a value and to read it back.
func encodings[T any]() map[string]func(T) (T, error) {
	inFields := func(convert func(fields[T]) (fields[T], error)) func(T) (T, error) {
		return func(value T) (T, error) {
			in := fields[T]{value, value, value, []T{value, value}}
			out, err := convert(in)
			if err == nil && !assert.ObjectsAreEqual(in, out) {
				return out.Plain, assert.AnError
			}
			return out.Plain, err
		}
	}
	return map[string]func(T) (T, error){
		"encoding/json":            throughJSON[T],
		"encoding/json, in fields": inFields(throughJSON),
		"encoding/gob":             throughGob[T],
		"encoding/gob, in fields":  inFields(throughGob),
		"encoding/xml":             throughXML[T],
		"encoding/xml, in fields":  inFields(throughXML),
		"yaml":                     throughYAML[T],
		"yaml, in fields":          inFields(throughYAML),
		"text":                     throughText[T],
		"binary":                   throughBinary[T],
		"database/sql, as string":  throughSQL[T],
		"database/sql, as []byte":  throughSQLBytes[T],
	}
}

// requireSurvives requires that value is the same after it is written and read in every encoding.
func requireSurvives[T any](t *testing.T, value T) {
	t.Helper()
	for name, convert := range encodings[T]() {
		got, err := convert(value)
		require.NoError(t, err, name)
		require.Equal(t, value, got, name)
	}
}

func throughJSON[T any](in T) (out T, err error) {
	data, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(data, &out)
}

func throughGob[T any](in T) (out T, err error) {
	var buffer bytes.Buffer
	if err := gob.NewEncoder(&buffer).Encode(in); err != nil {
		return out, err
	}
	return out, gob.NewDecoder(&buffer).Decode(&out)
}

func throughXML[T any](in T) (out T, err error) {
	var buffer bytes.Buffer
	if err := xml.NewEncoder(&buffer).EncodeElement(in, xml.StartElement{Name: xml.Name{Local: "value"}}); err != nil {
		return out, err
	}
	return out, xml.Unmarshal(buffer.Bytes(), &out)
}

func throughYAML[T any](in T) (out T, err error) {
	data, err := yaml.Marshal(in)
	if err != nil {
		return out, err
	}
	return out, yaml.Unmarshal(data, &out)
}

func throughText[T any](in T) (out T, err error) {
	data, err := any(in).(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return out, err
	}
	return out, any(&out).(encoding.TextUnmarshaler).UnmarshalText(data)
}

func throughBinary[T any](in T) (out T, err error) {
	data, err := any(in).(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return out, err
	}
	return out, any(&out).(encoding.BinaryUnmarshaler).UnmarshalBinary(data)
}

func throughSQL[T any](in T) (out T, err error) {
	column, err := driver.DefaultParameterConverter.ConvertValue(in)
	if err != nil {
		return out, err
	}
	return scan[T](column)
}

func throughSQLBytes[T any](in T) (out T, err error) {
	column, err := driver.DefaultParameterConverter.ConvertValue(in)
	if err != nil {
		return out, err
	}
	if text, ok := column.(string); ok {
		return scan[T]([]byte(text))
	}
	return scan[T](column)
}

// scan reads a column as database/sql does.
func scan[T any](column any) (T, error) {
	var nullable sql.Null[T]
	if err := nullable.Scan(column); err != nil || column != nil {
		return nullable.V, err
	}
	err := any(&nullable.V).(sql.Scanner).Scan(nil)
	return nullable.V, err
}
