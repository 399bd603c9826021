package leeloo_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// Each operation sends the documented method, escaped path, query, content type and body.
func TestOperationsSendWhatIsDocumented(t *testing.T) {
	encodings := map[string]leeloo.FormEncoding{
		"FormURLEncoded": leeloo.FormURLEncoded,
		"FormMultipart":  leeloo.FormMultipart,
		"FormJSON":       leeloo.FormJSON,
	}
	for _, op := range operations {
		requests := map[string]*request{"all params": &op.request, "required params": op.least}
		for params, want := range requests {
			if want == nil {
				continue
			}
			for encodingName, encoding := range encodings {
				t.Run(op.name+"/"+params+"/"+encodingName, func(t *testing.T) {
					client, recorder := canned(t, sample(t, op.sample), leeloo.WithFormEncoding(encoding))
					_, err := want.call(t.Context(), client)
					require.NoError(t, err)

					got := recorder.one(t)
					method, target, _ := strings.Cut(want.line, " ")
					assert.Equal(t, method, got.Method)
					assert.Equal(t, "https://api.leeloo.ai/api/v2"+target, got.URL.String())
					requireHeaders(t, got)
					requireBody(t, want, encoding, got)
				})
			}
		}
	}
}

func requireHeaders(t *testing.T, got sentRequest) {
	t.Helper()
	assert.Equal(t, []string{testToken}, got.Header.Values("X-Leeloo-AuthToken"))
	assert.Equal(t, []string{"application/json"}, got.Header.Values("Accept"))
	assert.Regexp(t, `^leeloo-go/\d+\.\d+\.\d+$`, got.Header.Get("User-Agent"))
	assert.Equal(t, "api.leeloo.ai", got.Host)

	// No other header, above all no Idempotency-Key: net/http itself replays a POST that has one.
	want := []string{"X-Leeloo-Authtoken", "Accept", "User-Agent"}
	if got.Body != nil {
		want = append(want, "Content-Type")
	}
	var names []string
	for name := range got.Header {
		names = append(names, name)
	}
	assert.ElementsMatch(t, want, names)
}

func requireBody(t *testing.T, want *request, encoding leeloo.FormEncoding, got sentRequest) {
	t.Helper()
	contentType := got.Header.Get("Content-Type")
	assert.EqualValues(t, len(got.body), got.ContentLength, "a body of known length is not sent in chunks")
	switch {
	case want.form == "" && want.json == "":
		assert.Nil(t, got.Body)
		assert.Empty(t, contentType)
	case want.form == "" || encoding == leeloo.FormJSON:
		assert.Equal(t, "application/json", contentType)
		assert.JSONEq(t, want.json, got.body)
	case encoding == leeloo.FormURLEncoded:
		assert.Equal(t, "application/x-www-form-urlencoded", contentType)
		assert.Equal(t, want.form, got.body)
	case encoding == leeloo.FormMultipart:
		fields, err := url.ParseQuery(want.form)
		require.NoError(t, err)
		assert.Equal(t, fields, multipartFields(t, contentType, got.body))
	}
}

func multipartFields(t *testing.T, contentType, body string) url.Values {
	t.Helper()
	mediaType, params, err := mime.ParseMediaType(contentType)
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", mediaType)

	fields := make(url.Values)
	reader := multipart.NewReader(strings.NewReader(body), params["boundary"])
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return fields
		}
		require.NoError(t, err)
		assert.Equal(t, `form-data; name="`+part.FormName()+`"`, part.Header.Get("Content-Disposition"), "a field, not a file")
		assert.Len(t, part.Header, 1)
		value, err := io.ReadAll(part)
		require.NoError(t, err)
		fields.Add(part.FormName(), string(value))
	}
}

// A price is sent with the digits that were given. The zero Amount is left out, and a price of 0 is sent.
func TestPriceIsSentAsGiven(t *testing.T) {
	for _, test := range []struct {
		name       string
		price      leeloo.Amount
		form, json string
	}{
		{"none", leeloo.Amount{}, "status=RESOLVED", `{"status":"RESOLVED"}`},
		{"zero", amount("0"), "price=0&status=RESOLVED", `{"price":"0","status":"RESOLVED"}`},
		{"zero with cents", amount("0.00"), "price=0.00&status=RESOLVED", `{"price":"0.00","status":"RESOLVED"}`},
		{"leading and trailing zeros", amount("0100.10"), "price=0100.10&status=RESOLVED", `{"price":"0100.10","status":"RESOLVED"}`},
		{"more digits than a float has", amount("12345678901234567890.12"),
			"price=12345678901234567890.12&status=RESOLVED", `{"price":"12345678901234567890.12","status":"RESOLVED"}`},
	} {
		for encoding, want := range map[leeloo.FormEncoding]string{leeloo.FormURLEncoded: test.form, leeloo.FormJSON: test.json} {
			t.Run(test.name, func(t *testing.T) {
				client, recorder := canned(t, sample(t, "orders_update.json"), leeloo.WithFormEncoding(encoding))
				require.NoError(t, client.Orders.Update(t.Context(), "5b3f608db2737000133d25b6", leeloo.OrderUpdateParams{
					Status: leeloo.OrderStatusResolved, Price: test.price,
				}))
				assert.Equal(t, want, recorder.one(t).body)
			})
		}
	}
}

// A range of days may be open at either end.
func TestOpenDateRangeIsSent(t *testing.T) {
	for _, test := range []struct {
		days leeloo.DateRange
		want string
	}{
		{leeloo.DateRange{From: day("2020-02-29")}, "?filter%5Blast_message%5D%5Bfrom%5D=2020-02-29"},
		{leeloo.DateRange{To: day("2020-02-29")}, "?filter%5Blast_message%5D%5Bto%5D=2020-02-29"},
		{leeloo.DateRange{From: day("2020-02-29"), To: day("2020-02-29")},
			"?filter%5Blast_message%5D%5Bfrom%5D=2020-02-29&filter%5Blast_message%5D%5Bto%5D=2020-02-29"},
	} {
		client, recorder := canned(t, []byte(`{"data":[],"status":1}`))
		_, err := client.Channels.List(t.Context(), leeloo.ChannelListParams{LastMessage: test.days})
		require.NoError(t, err)
		_, err = client.People.List(t.Context(), leeloo.PeopleListParams{LastMessage: test.days})
		require.NoError(t, err)
		require.Len(t, recorder.requests(), 2)
		assert.Equal(t, "GET /api/v2/communication-channels"+test.want, recorder.requests()[0].line())
		assert.Equal(t, "GET /api/v2/people"+test.want, recorder.requests()[1].line())
	}
}

// A duration is sent in seconds, rounded to the nearest.
func TestDurationIsSentInSeconds(t *testing.T) {
	for duration, want := range map[time.Duration]string{
		0:                              "0",
		time.Nanosecond:                "0",
		1499 * time.Millisecond:        "1",
		1500 * time.Millisecond:        "2",
		25*time.Hour + 499_999_999:     "90000",
		90*time.Minute + 2*time.Second: "5402",
	} {
		t.Run(duration.String(), func(t *testing.T) {
			client, recorder := canned(t, sample(t, "people_add_call.json"))
			_, err := client.People.AddCall(t.Context(), leeloo.CallParams{
				UserID: "5b0d313b307879002915b3cc", From: "606", To: "607", Date: kyivNight, AccountID: "6b0d313b307879002915b3c1",
				Status: leeloo.CallStatusTalking, Duration: duration, Type: leeloo.CallTypeInbound,
			})
			require.NoError(t, err)
			fields, err := url.ParseQuery(recorder.one(t).body)
			require.NoError(t, err)
			assert.Equal(t, want, fields.Get("duration"))
		})
	}
}

// Do sends a request like the methods of the services do.
func TestDoSendsWhatIsGiven(t *testing.T) {
	form := url.Values{"tag_id": {"t1"}, "note": {"a b", "+"}}
	for _, test := range []struct {
		request                 leeloo.Request
		encoding                leeloo.FormEncoding
		line, contentType, body string
	}{
		{request: leeloo.Request{Method: "GET", Path: "/people"}, line: "GET /api/v2/people"},
		{
			request: leeloo.Request{Method: "GET", Path: "/people", Query: url.Values{"filter[phone]": {"+380"}, "limit": {"1"}}},
			line:    "GET /api/v2/people?filter%5Bphone%5D=%2B380&limit=1",
		},
		{request: leeloo.Request{Method: "DELETE", Path: "/people/p1"}, line: "DELETE /api/v2/people/p1"},
		{
			request: leeloo.Request{Method: "PATCH", Path: "/people/p1", Body: map[string]any{"z": 1, "a": []string{"<b>"}}},
			line:    "PATCH /api/v2/people/p1", contentType: "application/json", body: `{"a":["<b>"],"z":1}`,
		},
		{
			request: leeloo.Request{Method: "POST", Path: "/tags", Query: url.Values{"q": {""}}, Body: form},
			line:    "POST /api/v2/tags?q=", contentType: "application/x-www-form-urlencoded", body: "note=a+b&note=%2B&tag_id=t1",
		},
		{
			request: leeloo.Request{Method: "POST", Path: "/tags", Body: form}, encoding: leeloo.FormJSON,
			line: "POST /api/v2/tags", contentType: "application/json", body: `{"note":["a b","+"],"tag_id":"t1"}`,
		},
	} {
		t.Run(test.line, func(t *testing.T) {
			client, recorder := canned(t, []byte(`{"data":{"id":"x"},"status":1}`), leeloo.WithFormEncoding(test.encoding))
			require.NoError(t, client.Do(t.Context(), test.request, nil))
			got := recorder.one(t)
			assert.Equal(t, test.line, got.line())
			assert.Equal(t, test.contentType, got.Header.Get("Content-Type"))
			assert.Equal(t, test.body, got.body)
			requireHeaders(t, got)
		})
	}
	t.Run("multipart", func(t *testing.T) {
		client, recorder := canned(t, []byte(`{"data":{},"status":1}`), leeloo.WithFormEncoding(leeloo.FormMultipart))
		require.NoError(t, client.Do(t.Context(), leeloo.Request{Method: "POST", Path: "/tags", Body: form}, nil))
		got := recorder.one(t)
		assert.Equal(t, form, multipartFields(t, got.Header.Get("Content-Type"), got.body))
	})
}
