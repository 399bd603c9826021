package leeloo_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// A program may keep the params of a call as JSON, for example in a queue of jobs.
func TestParamsReadBackFromJSONEqual(t *testing.T) {
	types := paramsTypes()
	require.Contains(t, types, reflect.TypeFor[leeloo.PeopleListParams]())
	require.Contains(t, types, reflect.TypeFor[leeloo.CallParams]())
	for paramsType, method := range types {
		t.Run(paramsType.Name(), func(t *testing.T) {
			params := reflect.New(paramsType).Elem()
			requireReadBackFromJSON(t, params)

			filler := filler{t: t}
			filler.fill(params)
			requireReadBackFromJSON(t, params)

			for i := range params.NumField() { // only one field is set
				one := reflect.New(paramsType).Elem()
				one.Field(i).Set(params.Field(i))
				requireReadBackFromJSON(t, one)
			}
			assert.True(t, strings.HasSuffix(paramsType.Name(), "Params"), "the params of %s are called %s", method, paramsType)
		})
	}
}

func TestEmptyFieldsOfAnUpdateReadBackFromJSONEqual(t *testing.T) {
	for name, params := range map[string]leeloo.PersonUpdateParams{
		"no change":              {},
		"an empty phone":         {Phone: new("")},
		"an empty e-mail":        {Email: new("")},
		"no custom fields":       {CustomFields: []leeloo.CustomField{}},
		"an empty custom field":  {CustomFields: []leeloo.CustomField{{Type: "KEYWORD", Name: "plan"}}},
		"a sentinel as a value":  {CustomFields: []leeloo.CustomField{{Type: "KEYWORD", Name: "plan", Value: "NOT_DEFINED"}}},
		"a phone as it is typed": {Phone: new("+380 (50) 000-00-01")},
	} {
		t.Run(name, func(t *testing.T) { requireReadBackFromJSON(t, reflect.ValueOf(params)) })
	}
}

func requireReadBackFromJSON(t *testing.T, params reflect.Value) {
	t.Helper()
	encoded, err := json.Marshal(params.Interface())
	require.NoError(t, err)
	got := reflect.New(params.Type())
	require.NoError(t, json.Unmarshal(encoded, got.Interface()))
	require.Equal(t, params.Interface(), got.Elem().Interface(), "%s", encoded)
}

// paramsTypes returns the structs that the methods of the services take, each with a method that takes it.
func paramsTypes() map[reflect.Type]string {
	types := make(map[reflect.Type]string)
	client := reflect.TypeFor[leeloo.Client]()
	for i := range client.NumField() {
		service := client.Field(i)
		if !service.IsExported() {
			continue
		}
		for j := range service.Type.NumMethod() {
			method := service.Type.Method(j)
			for k := range method.Type.NumIn() {
				if in := method.Type.In(k); in.Kind() == reflect.Struct {
					types[in] = service.Name + "." + method.Name
				}
			}
		}
	}
	return types
}

// filler sets fields to values that are all different and not zero.
type filler struct {
	t     *testing.T
	count int
}

func (f *filler) fill(value reflect.Value) {
	f.count++
	number := strconv.Itoa(f.count)
	switch value.Type() {
	case reflect.TypeFor[time.Time]():
		value.Set(reflect.ValueOf(time.Date(2026, 1, 31, 23, 59, f.count, 123_456_789, time.UTC)))
		return
	case reflect.TypeFor[leeloo.Date]():
		value.Set(reflect.ValueOf(leeloo.DateOf(time.Date(2026, 1, f.count, 0, 0, 0, 0, time.UTC))))
		return
	case reflect.TypeFor[leeloo.Amount]():
		value.Set(reflect.ValueOf(amount(number + ".50")))
		return
	}
	switch value.Kind() {
	case reflect.String:
		value.SetString("Привіт <b>& " + number)
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Int, reflect.Int64:
		value.SetInt(int64(f.count))
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		f.fill(value.Elem())
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 2, 2))
		f.fill(value.Index(0))
		f.fill(value.Index(1))
	case reflect.Map:
		key, element := reflect.New(value.Type().Key()).Elem(), reflect.New(value.Type().Elem()).Elem()
		f.fill(key)
		f.fill(element)
		value.Set(reflect.MakeMap(value.Type()))
		value.SetMapIndex(key, element)
	case reflect.Struct:
		for i := range value.NumField() {
			require.True(f.t, value.Type().Field(i).IsExported(), "%s has a field that JSON cannot contain", value.Type())
			f.fill(value.Field(i))
		}
	default:
		require.Failf(f.t, "a field of this kind is not tested", "%s", value.Type())
	}
}
