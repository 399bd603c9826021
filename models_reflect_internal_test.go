package leeloo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// This file decodes models by reflection over their tags, as tolerantly as the client does. Only the scalars are decoded by the
// same code as in models_read.go.

// misplaced is the place of the first value that cannot be decoded. Its text is that of codec.Path.
type misplaced string

func (m misplaced) Error() string { return string(m) }

func at(name string, err error) error {
	if err == nil {
		return nil
	}
	return misplaced(strings.TrimSuffix(name+"."+err.Error(), "."))
}

// decoder decodes one value into a field that it knows.
type decoder func(json.RawMessage) error

// decodersOf returns the decoders of a model by the names of its members.
func decodersOf(model reflect.Value) map[string]decoder {
	decoders := make(map[string]decoder)
	for i := range model.NumField() {
		tag := model.Type().Field(i).Tag
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		names := bothSpellings(name)
		for _, spelling := range names {
			decoders[spelling] = func(value json.RawMessage) error {
				decoded := reflect.New(model.Field(i).Type()).Elem()
				err := decodeValue(value, decoded, tag.Get("leeloo") == "verbatim")
				if len(names) == 1 || !decoded.IsZero() {
					model.Field(i).Set(decoded)
				}
				return err
			}
		}
	}
	switch m := model.Addr().Interface().(type) {
	case *Call:
		decoders["billsec"] = func(value json.RawMessage) error { return decodeSeconds(value, &m.Duration) }
	case *Person:
		decoders["links"] = objectDecoder(map[string]decoder{"contactedUsers": linkDecoder(&m.ContactedUserIDs), "orders": linkDecoder(&m.OrderIDs)})
		decoders["included"] = includedDecoder(&m.ContactedUsers, &m.Orders, new([]LeadGenTool))
	case *Tunnel:
		decoders["links"] = objectDecoder(map[string]decoder{"leadgentools": linkDecoder(&m.LeadGenToolIDs)})
		decoders["linked"] = includedDecoder(new([]User), new([]Order), &m.LeadGenTools)
	}
	return decoders
}

func bothSpellings(name string) []string {
	for _, pair := range [][]string{{"createdAt", "created_at"}, {"updatedAt", "updated_at"}, {"connectionStatus", "connection_status"}} {
		if name == pair[0] || name == pair[1] {
			return pair
		}
	}
	return []string{name}
}

// decodeValue decodes a value of any type that the fields of models have.
func decodeValue(value json.RawMessage, out reflect.Value, verbatim bool) error {
	switch out.Interface().(type) {
	case Amount:
		if json.Unmarshal(value, out.Addr().Interface()) != nil {
			return misplaced("")
		}
		return nil
	case int, bool, time.Time, []string, map[string]string:
		if err := decodeScalars(value, out.Addr().Interface()); err != nil {
			return misplaced(codec.Path(err))
		}
		return nil
	}
	switch out.Kind() {
	case reflect.String:
		return decodeText(value, out, verbatim)
	case reflect.Interface:
		if decoded := codec.Any(value); decoded != nil {
			out.Set(reflect.ValueOf(decoded))
		}
		return nil
	case reflect.Slice:
		out.Set(reflect.Zero(out.Type()))
		return decodeElements(value, func(element json.RawMessage) error {
			item := reflect.New(out.Type().Elem()).Elem()
			err := decodeModel(element, item)
			out.Set(reflect.Append(out, item))
			return err
		}, func() { out.Set(reflect.MakeSlice(out.Type(), 0, 0)) })
	}
	panic(fmt.Sprintf("models have no field of the type %s", out.Type()))
}

// decodeScalars decodes a scalar, or a list or map of scalars.
func decodeScalars(value json.RawMessage, out any) error {
	return codec.Decode(value, out)
}

func decodeText(value json.RawMessage, out reflect.Value, verbatim bool) error {
	var text string
	isID := strings.HasSuffix(out.Type().Name(), "ID")
	if isID && value[0] != '"' && value[0] != 'n' || decodeScalars(value, &text) != nil {
		return misplaced("")
	}
	if verbatim || text != "NOT_DEFINED" && text != "NO_DATA" {
		out.SetString(text)
	}
	return nil
}

func decodeSeconds(value json.RawMessage, out *time.Duration) error {
	var text string
	if decodeScalars(value, &text) != nil {
		return misplaced("")
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if nanoseconds := math.Round(seconds * 1e9); err == nil && math.Abs(nanoseconds) < math.MaxInt64 {
		*out = time.Duration(nanoseconds)
	}
	return nil
}

func decodeModel(value json.RawMessage, model reflect.Value) error {
	return objectDecoder(decodersOf(model))(value)
}

// objectDecoder decodes the members of an object in their order.
func objectDecoder(members map[string]decoder) decoder {
	return func(value json.RawMessage) error {
		if value[0] == 'n' {
			return nil
		}
		if value[0] != '{' {
			return misplaced("")
		}
		tokens := json.NewDecoder(bytes.NewReader(value))
		_, _ = tokens.Token()
		for tokens.More() {
			var member json.RawMessage
			name, _ := tokens.Token()
			if err := tokens.Decode(&member); err != nil {
				return err
			}
			if decode, ok := members[name.(string)]; ok {
				if err := decode(member); err != nil {
					return at(name.(string), err)
				}
			}
		}
		return nil
	}
}

// decodeElements decodes an array. It calls empty first, unless the array is null.
func decodeElements(value json.RawMessage, decode decoder, empty func()) error {
	if value[0] == 'n' {
		return nil
	}
	var elements []json.RawMessage
	if json.Unmarshal(value, &elements) != nil {
		return misplaced("")
	}
	empty()
	for i, element := range elements {
		if err := decode(element); err != nil {
			return at(strconv.Itoa(i), err)
		}
	}
	return nil
}

// linkDecoder decodes the ids of links. Links without an id are left out.
func linkDecoder[ID ~string](out *[]ID) decoder {
	return func(value json.RawMessage) error {
		return decodeElements(value, func(element json.RawMessage) error {
			var id ID
			if element[0] != '{' {
				return nil
			}
			err := objectDecoder(map[string]decoder{
				"id": func(value json.RawMessage) error { return decodeText(value, reflect.ValueOf(&id).Elem(), false) },
			})(element)
			if id != "" {
				*out = append(*out, id)
			}
			return err
		}, func() { *out = []ID{} })
	}
}

// includedDecoder decodes included items, which must have an id. Anything but an object includes nothing.
func includedDecoder(users *[]User, orders *[]Order, tools *[]LeadGenTool) decoder {
	decode := objectDecoder(map[string]decoder{"users": itemDecoder(users), "orders": itemDecoder(orders), "leadgentools": itemDecoder(tools)})
	return func(value json.RawMessage) error {
		if value[0] != '{' {
			return nil
		}
		return decode(value)
	}
}

func itemDecoder[T any, PT model[T]](out *[]T) decoder {
	return func(value json.RawMessage) error {
		return decodeElements(value, func(element json.RawMessage) error {
			item := new(T)
			err := decodeModel(element, reflect.ValueOf(item).Elem())
			if err == nil && PT(item).resourceID() == "" {
				return misplaced("")
			}
			*out = append(*out, *item)
			return err
		}, func() { *out = []T{} })
	}
}
