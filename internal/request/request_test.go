package request

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuery(t *testing.T) {
	type fields struct {
		Status string   `url:"status"`
		Tags   []string `url:"filter[tags],omitempty"`
		Notify bool     `url:"isNotifyAccount"`
	}
	tests := map[string]struct {
		fields any
		want   string
	}{
		"nothing":       {nil, ""},
		"nil pointer":   {(*fields)(nil), ""},
		"struct":        {fields{Status: "RESOLVED"}, "isNotifyAccount=false&status=RESOLVED"},
		"pointer":       {&fields{Status: "RESOLVED"}, "isNotifyAccount=false&status=RESOLVED"},
		"a plus":        {fields{Status: "+380501234567"}, "isNotifyAccount=false&status=%2B380501234567"},
		"a list":        {fields{Tags: []string{"vip", "a&b"}}, "filter%5Btags%5D=vip&filter%5Btags%5D=a%26b&isNotifyAccount=false&status="},
		"no other name": {struct{ Name string }{"x"}, "Name=x"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := encodeQuery(tt.fields)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}

	_, err := encodeQuery("text")
	require.Error(t, err)
}

func TestMultipart(t *testing.T) {
	values := url.Values{
		"status":                {"TALKING"},
		"from":                  {"+380501234567"},
		"tags":                  {"one", "two"},
		"empty":                 {""},
		"none":                  {},
		"comments":              {"line\r\n--boundary\r\nМарина \"x\""},
		"a\"b\r\nX-Injected: 1": {"name"},
	}
	contentType, body := encodeMultipart(FormOf(values).Fields())
	assert.NotContains(t, string(body), "\r\nX-Injected", "a name must not add a header")

	names, got := readMultipart(t, contentType, body)
	assert.IsNonDecreasing(t, names, "in the order of the names")
	assert.Equal(t, []string{"TALKING"}, got["status"])
	assert.Equal(t, []string{"+380501234567"}, got["from"])
	assert.Equal(t, []string{"one", "two"}, got["tags"])
	assert.Equal(t, []string{""}, got["empty"])
	assert.Equal(t, values["comments"], got["comments"])
	assert.NotContains(t, got, "none")
	assert.Len(t, names, 7)
}

func TestURLEncoded(t *testing.T) {
	tests := map[string][]Field{
		"":                          nil,
		"tag_id=a1":                 {{Name: "tag_id", Text: "a1"}},
		"b=2&a=1":                   {{Name: "b", Text: "2", Number: true}, {Name: "a", Text: "1"}},
		"empty=":                    {{Name: "empty"}},
		"phone=%2B380501234567":     {{Name: "phone", Text: "+380501234567"}},
		"a%26b%3Dc=%D0%9E+%0A%25":   {{Name: "a&b=c", Text: "О \n%"}},
		"tags=one&tags=two&other=x": {{Name: "tags", Text: "one"}, {Name: "tags", Text: "two"}, {Name: "other", Text: "x"}},
	}
	for want, fields := range tests {
		assert.Equal(t, want, string(encodeURL(fields)))
	}
}

// Each byte, by itself and among others, is written as net/url writes it.
func TestURLEncodedAsNetURLDoes(t *testing.T) {
	texts := []string{"", "кава ☕", "a b+c%20d&e=f;g", "2024-03-22T15:30:17.339Z", "https://files.example.com/call.mp3?a=b", strings.Repeat("й ", 100)}
	for b := range 256 {
		texts = append(texts, string([]byte{byte(b)}), string([]byte{'a', byte(b), 'z', byte(b), byte(b)}))
	}
	for _, text := range texts {
		want := url.Values{text: {text}}.Encode()
		assert.Equal(t, want, string(encodeURL([]Field{{Name: text, Text: text}})))
	}
}

func TestObject(t *testing.T) {
	fields := []Field{
		{Name: "from", Text: "606"},
		{Name: "duration", Text: "100", Number: true},
		{Name: "tags", Text: "one"}, {Name: "tags", Text: "two"}, {Name: "tags", Text: "three"},
		{Name: "empty"},
		{Name: "count", Text: "many", Number: true},
	}
	want := map[string]any{"from": "606", "duration": int64(100), "tags": []any{"one", "two", "three"}, "empty": "", "count": "many"}
	assert.Equal(t, want, object(fields))
	assert.Empty(t, object(nil))
}

func TestFormOf(t *testing.T) {
	assert.Equal(t, []Field{{Name: "a", Text: "1"}, {Name: "b", Text: "2"}, {Name: "b", Text: "1"}, {Name: "c"}},
		FormOf(url.Values{"c": {""}, "b": {"2", "1"}, "a": {"1"}, "d": nil}).Fields())
	assert.Empty(t, FormOf(nil).Fields())
}

func TestFormLeavesEmptyFieldsOut(t *testing.T) {
	form := Form(Field{Name: "price", Text: "0"}, Field{Name: "currency"}, Field{Name: "status", Text: "RESOLVED"})
	assert.Equal(t, []Field{{Name: "price", Text: "0"}, {Name: "status", Text: "RESOLVED"}}, form.Fields())
}

func TestMultipartWithoutFields(t *testing.T) {
	contentType, body := encodeMultipart(nil)
	names, _ := readMultipart(t, contentType, body)
	assert.Empty(t, names)
}

func readMultipart(t *testing.T, contentType string, body []byte) (names []string, values url.Values) {
	t.Helper()
	mediaType, params, err := mime.ParseMediaType(contentType)
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", mediaType)
	values = url.Values{}
	parts := multipart.NewReader(strings.NewReader(string(body)), params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return names, values
		}
		require.NoError(t, err)
		text, err := io.ReadAll(part)
		require.NoError(t, err)
		names = append(names, part.FormName())
		values.Add(part.FormName(), string(text))
	}
}
