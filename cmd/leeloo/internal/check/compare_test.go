package check

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var order1 = map[string]member{
	"data":             {Kinds: []string{"object"}, Required: true},
	"data.id":          {Kinds: []string{"id"}, Required: true},
	"data.person_id":   {Kinds: []string{"id"}},
	"data.title":       {Kinds: []string{"string"}},
	"data.price":       {Kinds: []string{"number"}},
	"data.count":       {Kinds: []string{"integer"}},
	"data.createdAt":   {Kinds: []string{"time"}},
	"data.utmMarks":    {Kinds: []string{"object"}},
	"data.utmMarks.*":  {Kinds: []string{"string"}},
	"data.tags":        {Kinds: []string{"array"}},
	"data.tags[]":      {Kinds: []string{"object"}},
	"data.tags[].name": {Kinds: []string{"string"}, Required: true},
	"status":           {Kinds: []string{"integer"}, Required: true},
}

func TestCompare(t *testing.T) {
	const id = `"id": "5e5502a01b1668000ccc93ee"`
	for name, tt := range map[string]struct {
		body string
		want comparison
	}{
		"as documented": {body: `{"status": 1, "data": {` + id + `, "title": "Course", "price": 20.5, "count": 3, "createdAt": "2020-02-25T11:18:56.419Z",
			"utmMarks": {"source": "x"}, "tags": [{"name": "vip"}]}}`},
		"an integer where a number is documented": {body: `{"status": 1, "data": {` + id + `, "price": 20}}`},
		"a time without seconds":                  {body: `{"status": 1, "data": {` + id + `, "createdAt": "2015-04-02T14:20Z"}}`},
		"sentinel values":                         {body: `{"status": 1, "data": {` + id + `, "title": "NOT_DEFINED", "person_id": "NOT_DEFINED", "createdAt": ""}}`},
		"an empty list":                           {body: `{"status": 1, "data": {` + id + `, "tags": []}}`},
		"a required member is missing":            {`{"status": 1, "data": {}}`, comparison{Problems: []string{"data.id is missing"}}},
		"the data is missing":                     {`{"status": 1}`, comparison{Problems: []string{"data is missing"}}},
		"missing in one kind of item":             {`{"status": 1, "data": {` + id + `, "tags": [{}]}}`, comparison{Problems: []string{"data.tags[].name is missing"}}},
		"another kind of id": {`{"status": 1, "data": {"id": 42}}`,
			comparison{Problems: []string{"data.id is integer; documented: id"}}},
		"a sentinel instead of a required id": {`{"status": 1, "data": {"id": "NOT_DEFINED"}}`,
			comparison{Problems: []string{"data.id is NOT_DEFINED; documented: id"}}},
		"an object instead of a text": {`{"status": 1, "data": {` + id + `, "title": {}}}`,
			comparison{Problems: []string{"data.title is object; documented: string"}}},
		"a time in another form": {`{"status": 1, "data": {` + id + `, "createdAt": "25.02.2020 at 11:18"}}`,
			comparison{Problems: []string{"data.createdAt is time like 99.99.9999 xx 99:99; documented: time"}}},
		"null": {`{"status": 1, "data": {` + id + `, "title": null}}`,
			comparison{Notes: []string{"data.title is null; documented: string"}}},
		"a number as text": {`{"status": 1, "data": {` + id + `, "price": "20.50"}}`,
			comparison{Notes: []string{"data.price is number as text; documented: number"}}},
		"not documented": {`{"status": 1, "data": {` + id + `, "discount": 3}}`,
			comparison{Notes: []string{"data.discount (integer) is not documented"}}},
		"another spelling": {`{"status": 1, "data": {` + id + `, "created_at": "2020-02-25T11:18:56.419Z"}}`,
			comparison{Notes: []string{"data.created_at is spelled otherwise; documented: data.createdAt"}}},
		"names that are data": {`{"status": 1, "data": {` + id + `, "utmMarks": {"my campaign": "x"}, "custom": {"olena@example.com": 1, "+380500000000": 2}}}`,
			comparison{Notes: []string{"data.custom (object) is not documented", "data.custom.* (integer) is not documented"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := shapeOf([]byte(tt.body), order1)
			require.NoError(t, err)
			assert.Equal(t, tt.want, compare(got, order1))
		})
	}
}

func TestDocumentedHasEachOperation(t *testing.T) {
	documented, err := readDocumented()
	require.NoError(t, err)
	tried := map[string]bool{}
	for _, op := range operations {
		tried[op.name] = true
		assert.NotEmpty(t, documented[op.name], op.name)
	}
	for name := range documented {
		assert.True(t, tried[name], "%s is not tried", name)
	}
}
