package leeloo

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// readModels are the models that models_read.go reads.
var readModels = []interface{ read(*codec.Reader) }{
	&Account{}, &Call{}, &Channel{}, &Comment{}, &Connection{}, &CreatedPerson{}, &CustomField{}, &LeadGenTool{}, &Message{}, &Meta{},
	&Order{}, &Person{}, &Subscription{}, &Tag{}, &Template{}, &TemplateCategory{}, &TrafficSource{}, &Tunnel{}, &TunnelStats{}, &User{},
}

func TestReadModelsAreComplete(t *testing.T) {
	code, err := os.ReadFile("models_read.go")
	require.NoError(t, err)
	var want, got []string
	for _, match := range regexp.MustCompile(`(?m)^func \(m \*(\w+)\) read\(`).FindAllSubmatch(code, -1) {
		want = append(want, string(match[1]))
	}
	for _, model := range readModels {
		got = append(got, typeOf(model).Name())
	}
	assert.ElementsMatch(t, want, got)
}

// scalars are values of every scalar kind.
var scalars = []string{
	`null`, `true`, `false`, `0`, `1`, `-7`, `20.0`, `20.50`, `1e3`, `1e300`, `1580988630035`, `12345678901234567890`,
	`""`, `"NOT_DEFINED"`, `"NO_DATA"`, `"NO\u005fDATA"`, `"no_data"`, `"Марина"`, `"\"\\\u0041\ud83d\ude00"`, `"\ud800"`, "\"a\xffb\"",
	`"5e2825e081fbca000d8596e4"`, `"OK"`, `"TELEGRAM"`, `"RESOLVED"`, `"SUCCESS"`, `"OUTBOUND"`, `"FEMALE"`, `"QR"`,
	`"true"`, `"0"`, `"1"`, `"20"`, `"20.50"`, `"2e1"`, `"1,5"`, `"2020-02-06T11:30:30.035Z"`, `"2015-04-02T14:20Z"`, `"2018-06-27 07:32"`, `"2018-06-27"`,
}

func TestEveryScalarIsReadInEveryFieldAsByReflection(t *testing.T) {
	for _, model := range readModels {
		t.Run(typeOf(model).Name(), func(t *testing.T) {
			for _, name := range namesOf(typeOf(model)) {
				for _, scalar := range append(scalars, `{}`, `[]`, `[null]`, `["vip",7]`, `[{}]`) {
					requireReadAsByReflection(t, typeOf(model), []byte(`{"`+name+`":`+scalar+`}`))
				}
			}
		})
	}
}

func FuzzModelsAreReadAsByReflection(f *testing.F) {
	for i, model := range readModels {
		for seed := range uint64(15) {
			f.Add(i, []byte(randomModel(rand.New(rand.NewPCG(seed, uint64(i))), typeOf(model))))
		}
		for _, data := range []string{
			`{"id":"a","id":"b"}`, `{"x":{"y":[{"z":1,"z":2}]}}`, ` [ ] `, `{"id":`,
			`{"links":{"orders":[{},{"id":""},7,{"id":"a"}],"leadgentools":[{},{"id":"a"}]}}`,
			`{"included":{"orders":[{"id":"a"},{}]},"linked":{"leadgentools":[{"id":"NO_DATA"}]}}`,
		} {
			f.Add(i, []byte(data))
		}
	}
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		if 0 <= i && i < len(readModels) {
			requireReadAsByReflection(t, typeOf(readModels[i]), data)
		}
	})
}

// requireReadAsByReflection requires that the generated code reads a model as reflection decodes it, and that both fail
// at the same place.
func requireReadAsByReflection(t *testing.T, typ reflect.Type, data []byte) {
	t.Helper()
	got := reflect.New(typ)
	err := codec.Read(data, codec.ReadFunc(got.Interface().(interface{ read(*codec.Reader) }).read))

	value := bytes.Trim(codec.ValidUTF8(data), " \t\r\n")
	if !json.Valid(value) || !namesAreUnique(json.NewDecoder(bytes.NewReader(value))) {
		require.Error(t, err, "%s", data)
		return
	}
	want := reflect.New(typ)
	if wantErr := decodeModel(value, want.Elem()); wantErr != nil {
		require.Error(t, err, "%s", data)
		require.Equal(t, wantErr.Error(), codec.Path(err), "%s", data)
		return
	}
	require.NoError(t, err, "%s", data)
	require.Equal(t, want.Interface(), got.Interface(), "%s", data)
}

// namesAreUnique reports whether each name occurs once in each object of the next value.
func namesAreUnique(tokens *json.Decoder) bool {
	tokens.UseNumber()
	start, _ := tokens.Token()
	unique, names := true, make(map[string]bool)
	for (start == json.Delim('{') || start == json.Delim('[')) && tokens.More() {
		if start == json.Delim('{') {
			token, _ := tokens.Token()
			name := token.(string)
			unique = unique && !names[name]
			names[name] = true
		}
		unique = namesAreUnique(tokens) && unique
	}
	if _, ok := start.(json.Delim); ok {
		_, _ = tokens.Token() // the end
	}
	return unique
}

func typeOf(model any) reflect.Type { return reflect.TypeOf(model).Elem() }

// namesOf returns the names of the members of a model.
func namesOf(typ reflect.Type) []string {
	return slices.Sorted(maps.Keys(decodersOf(reflect.New(typ).Elem())))
}

// randomModel returns an object with the members of a model in random order. Most objects can be read.
func randomModel(r *rand.Rand, typ reflect.Type) string {
	var members []string
	decoders := decodersOf(reflect.New(typ).Elem())
	for _, name := range namesOf(typ) {
		value := randomValue(r)
		if name == "links" || name == "included" || name == "linked" {
			value = randomRelations(r)
		}
		for decoders[name](codec.ValidUTF8([]byte(value))) != nil && r.IntN(200) > 0 {
			value = randomValue(r)
		}
		if r.IntN(5) > 0 {
			members = append(members, randomName(r, name)+":"+value)
		}
	}
	for i := range r.IntN(4) {
		members = append(members, `"new`+strconv.Itoa(i)+`":`+randomValue(r))
	}
	r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, ",") + "}"
}

// randomName returns a name as JSON, rarely with an escape.
func randomName(r *rand.Rand, name string) string {
	if r.IntN(10) > 0 {
		return `"` + name + `"`
	}
	return `"\u00` + strconv.FormatInt(int64(name[0]), 16) + name[1:] + `"`
}

// randomValue returns a value of any kind that the API sends.
func randomValue(r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		return randomList(r, randomScalar)
	case 1:
		return randomList(r, randomItem)
	case 2:
		return randomItem(r)
	case 3:
		return randomRelations(r)
	default:
		return randomScalar(r)
	}
}

// randomRelations returns an object with links or included items.
func randomRelations(r *rand.Rand) string {
	var members []string
	for _, name := range []string{"contactedUsers", "leadgentools", "orders", "users"} {
		members = append(members, randomName(r, name)+":"+randomList(r, randomItem))
	}
	return "{" + strings.Join(members, ",") + "}"
}

func randomScalar(r *rand.Rand) string { return scalars[r.IntN(len(scalars))] }

func randomList(r *rand.Rand, element func(*rand.Rand) string) string {
	var elements []string
	for range r.IntN(4) {
		elements = append(elements, element(r))
	}
	return "[" + strings.Join(elements, ",") + "]"
}

// randomItem returns an object with members of the models that are parts of other models. Most ids are texts.
func randomItem(r *rand.Rand) string {
	members := []string{`"id":"5e2825e081fbca000d8596e4"`}
	if r.IntN(20) == 0 {
		members = nil
	}
	for _, name := range nestedNames {
		if r.IntN(3) > 0 {
			continue
		}
		value := randomScalar(r)
		for !strings.HasPrefix(value, `"`) && strings.HasSuffix(strings.ToLower(name), "id") && r.IntN(50) > 0 {
			value = randomScalar(r)
		}
		members = append(members, randomName(r, name)+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

var nestedNames = func() (names []string) {
	for _, model := range []any{&Account{}, &Subscription{}, &CustomField{}, &LeadGenTool{}, &User{}, &Order{}} {
		names = append(names, namesOf(typeOf(model))...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return slices.DeleteFunc(names, func(name string) bool { return name == "id" })
}()
