package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/readgen/testdata/models"
)

func TestGenerate(t *testing.T) {
	want, err := os.ReadFile("testdata/models/models_read.go")
	require.NoError(t, err)
	got, err := generate("testdata/models")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "to accept it: cd internal/readgen/testdata/models && go run ../..")
}

func TestGeneratedCodeReads(t *testing.T) {
	var got models.Order
	require.NoError(t, codec.Read([]byte(`{"id":"a","title":"NOT_DEFINED","text":"NOT_DEFINED","status":"CLOSED","previous_status":"NEW","kind":"NO_DATA","price":20.50,
		"count":"3","paid":1,"tags":["x"],"users":[{"id":"u"}],"utmMarks":{"a":1},"raw":[1],"billsec":"1.5","created_at":"2020-02-06T11:30:30Z","createdAt":null,
		"updatedAt":"2020-02-06","connectionStatus":"OPENED","due":0,"links":{"users":["v"]},"subscribeHistory":7,"new":{}}`), &got))
	assert.Equal(t, models.Order{
		ID: "a", Text: "NOT_DEFINED", Status: models.StatusClosed, Previous: "NEW", Price: models.Amount{Digits: "20.50"},
		Count: 3, Paid: true, Tags: []string{"x"}, Users: []models.User{{ID: "u"}}, UTMMarks: map[string]string{"a": "1"}, Raw: []any{1.0},
		Duration: 1500 * time.Millisecond, CreatedAt: time.Date(2020, 2, 6, 11, 30, 30, 0, time.UTC), UpdatedAt: time.Date(2020, 2, 6, 0, 0, 0, 0, time.UTC),
		Connected: models.StatusOpened, Due: time.UnixMilli(0).UTC(), UserIDs: []models.UserID{"v"}, History: 7,
	}, got)
}

func TestGenerateRefuses(t *testing.T) {
	order := func(fields string) string { return "//readgen:model\ntype Order struct {\n" + fields + "\n}" }
	many := func() (fields string) {
		for i := range maxNames + 1 {
			fields += "F" + strconv.Itoa(i) + " int `json:\"f" + strconv.Itoa(i) + "\"`\n"
		}
		return fields
	}
	for name, tt := range map[string]struct{ code, want string }{
		"no models":                      {"type Order struct{}", "no type with the comment //readgen:model"},
		"broken code":                    {"type Order {", "models.go:2"},
		"a model that is not a struct":   {"//readgen:model\ntype Order string", "models.go:3:6: Order is not a struct"},
		"a type":                         {order("A float64 `json:\"a\"`"), "models.go:4:3: a field of this type is not supported"},
		"a type of another package":      {order("A big.Int `json:\"a\"`"), "models.go:4:3: a field of this type"},
		"a pointer":                      {order("A *string `json:\"a\"`"), "models.go:4:3: a field of this type"},
		"a list of what is no model":     {order("A []Other `json:\"a\"`") + "\ntype Other struct{}", "models.go:4:3: a field of this type"},
		"an array":                       {order("A [2]string `json:\"a\"`"), "models.go:4:3: a field of this type"},
		"another map":                    {order("A map[string]int `json:\"a\"`"), "models.go:4:3: a field of this type"},
		"a named struct":                 {order("A Other `json:\"a\"`") + "\ntype Other struct{}", "models.go:4:3: a field of this type"},
		"no tag":                         {order("A string"), "models.go:4:1: A has no name in a json tag"},
		"a tag without a name":           {order("A string `json:\",omitzero\"`"), "models.go:4:1: A has no name"},
		"an embedded field":              {order("Other") + "\ntype Other struct{}", "models.go:4:1: embedded fields"},
		"two fields with a tag":          {order("A, B string `json:\"a\"`"), "models.go:4:1: embedded fields and fields that share a tag"},
		"an unknown option":              {order("A string `json:\"a\" leeloo:\"raw\"`"), `models.go:4:1: the tag leeloo:"raw" is not supported`},
		"verbatim, but not a string":     {order("A int `json:\"a\" leeloo:\"verbatim\"`"), `models.go:4:1: the tag leeloo:"verbatim"`},
		"a name twice":                   {order("A int `json:\"a\"`\nB int `json:\"a\"`"), "models.go:5:1: a second member a of Order"},
		"a name in both spellings":       {order("A time.Time `json:\"createdAt\"`\nB time.Time `json:\"created_at\"`"), "models.go:5:1: a second member created_at"},
		"a name of a method and a field": {order("A int `json:\"a\"`") + "\n\n//readgen:a\nfunc (m *Order) readA(r *codec.Reader) {}", "models.go:8:1: a second member a of Order"},
		"too many names":                 {order(many()), "models.go:3:6: Order has 65 names"},
		"a method of another type":       {order("") + "\n\n//readgen:a\nfunc (m *Other) readA(r *codec.Reader) {}", "models.go:8:1: readA is not a method of a pointer to a model"},
		"a method of a value":            {order("") + "\n\n//readgen:a\nfunc (m Order) readA(r *codec.Reader) {}", "models.go:8:1: readA is not a method"},
		"a function":                     {order("") + "\n\n//readgen:a\nfunc readA(r *codec.Reader) {}", "models.go:8:1: readA is not a method"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := generate(writePackage(t, tt.code))
			require.Error(t, err)
			assert.Contains(t, err.Error(), tt.want)
		})
	}
}

// writePackage writes a package of one file and returns its directory.
func writePackage(t *testing.T, code string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "models.go"), []byte("package models\n"+code+"\n"), 0o600))
	return dir
}

func TestCheckFailsUnlessTheFileIsCurrent(t *testing.T) {
	dir := writePackage(t, "//readgen:model\ntype Order struct {\nID string `json:\"id\"`\n}")
	require.ErrorContains(t, run(dir, true), "not current", "missing")
	assert.NoFileExists(t, filepath.Join(dir, fileName))
	require.NoError(t, run(dir, false))
	require.NoError(t, run(dir, true))

	code, err := os.ReadFile(filepath.Join(dir, fileName))
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(code), "// Code generated by internal/readgen. DO NOT EDIT.\n\npackage models\n"))
	assert.NotContains(t, string(code), `"cmp"`, "not used here")
	require.NoError(t, os.WriteFile(filepath.Join(dir, fileName), append(code, '\n'), 0o600))
	require.ErrorContains(t, run(dir, true), "not current")
}

func TestModelsReadOfThePackageLeelooIsCurrent(t *testing.T) {
	require.NoError(t, run("../..", true), "run go generate in the root of the module")
}
