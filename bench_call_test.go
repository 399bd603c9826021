package leeloo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leeloo-go/leeloo"
)

// One operation of each kind, compared in the same run with hand-written code: what an expert writes for that one endpoint with
// net/http, encoding/json and io.ReadAll, once without a deadline and once with context.WithTimeout.
// (http.Client.Timeout costs 18 allocations more.)
//
//	go test -run '^$' -bench Call -benchmem -count 10 . | benchstat -col /by -
//
// BenchmarkRatio alternates between them for short times, so that other work on the machine slows all of them.

const (
	benchPerson = `{"data":{"id":"625946dd585052c1629f1b2b","name":"Mark","tags":["vip"],"profileImage":"NOT_DEFINED","gender":"NO_DATA","phone":"+380500000001",` +
		`"email":"mark@example.com","locale":"","accounts":[],"created_at":"2021-11-01T11:55:56.358Z","updated_at":"2024-02-02T12:07:54.882Z"},"included":{},"status":1}`
	benchComment = `{"data":{"created_by":"5b9f63e3d244d2000e276957","company_id":"5b9f63e3d244d2000e27692f","text":"some text",` +
		`"entity_id":"5da5998fcecdb311d73d3049","entity_type":"PERSON","created_at":"2020-01-30T10:08:50.677Z",` +
		`"updated_at":"2020-01-30T10:08:50.677Z","id":"5e32ab3228faf61fc396f625"},"status":1}`
	benchCallRecord = `{"data":{"raw_response":{},"record_link":"https://files.example.com/call.mp3","company_id":"5b9f63e3d244d2000e27692f",` +
		`"user_id":"5b9f63e3d244d2000e276930","account_id":"65b632d119471a0012c3cabd","provider_type":"MANUAL","to":"+380500000004","from":"123",` +
		`"type":"OUTBOUND","status":"SUCCESS","telephone_connection_id":"603e5096c4a05c3a9506f219","call_id":"57fa99e0-e846-11ee-b73a-95e863e509cb",` +
		`"billsec":140,"created_at":"2024-03-22T12:00:36.980Z","updated_at":"2024-03-22T12:00:36.980Z","next_check":"2024-03-22T12:19:51.650Z",` +
		`"id":"65fd772be3f8780013eac6b0"},"status":1}`
	benchRefusal = `{"status":0,"error":{"fields":{"price":"WRONG_FORMAT"},"code":"FORMAT_ERROR"}}`
)

var benchRecord = leeloo.CallParams{
	UserID: "5b0d313b307879002915b3cc", AccountID: "6b0d313b307879002915b3c1", From: "606", To: "607",
	Date: time.Date(2024, 3, 22, 15, 30, 17, 339e6, time.UTC), RecordLink: "https://files.example.com/call.mp3",
	Status: leeloo.CallStatusSuccess, Duration: 100 * time.Second, Type: leeloo.CallTypeInbound,
}

// The fields that hand-written code decodes: those of the model that the response has, as plain types.
type (
	floorAccount struct {
		AccountID        string `json:"account_id"`
		ConnectionID     string `json:"connection_id"`
		ConnectionStatus string `json:"connection_status"`
		From             string `json:"from"`
	}
	floorPerson struct {
		ID              string         `json:"id"`
		Name            string         `json:"name"`
		Email           string         `json:"email"`
		Phone           string         `json:"phone"`
		Tags            []string       `json:"tags"`
		ProfileImage    string         `json:"profileImage"`
		Gender          string         `json:"gender"`
		Locale          string         `json:"locale"`
		Accounts        []floorAccount `json:"accounts"`
		LastMessageTime time.Time      `json:"lastMessageTime"`
		CreatedAt       time.Time      `json:"created_at"`
		UpdatedAt       time.Time      `json:"updated_at"`
	}
	floorComment struct {
		ID         string    `json:"id"`
		Text       string    `json:"text"`
		CreatedBy  string    `json:"created_by"`
		CompanyID  string    `json:"company_id"`
		EntityID   string    `json:"entity_id"`
		EntityType string    `json:"entity_type"`
		CreatedAt  time.Time `json:"created_at"`
		UpdatedAt  time.Time `json:"updated_at"`
	}
	floorRecord struct {
		ID                    string    `json:"id"`
		CallID                string    `json:"call_id"`
		AccountID             string    `json:"account_id"`
		UserID                string    `json:"user_id"`
		CompanyID             string    `json:"company_id"`
		ProviderType          string    `json:"provider_type"`
		TelephoneConnectionID string    `json:"telephone_connection_id"`
		From                  string    `json:"from"`
		To                    string    `json:"to"`
		Type                  string    `json:"type"`
		Status                string    `json:"status"`
		Billsec               int       `json:"billsec"`
		RecordLink            string    `json:"record_link"`
		RawResponse           any       `json:"raw_response"`
		CreatedAt             time.Time `json:"created_at"`
		UpdatedAt             time.Time `json:"updated_at"`
		NextCheck             time.Time `json:"next_check"`
	}
)

// byHand sends a request and decodes the data of its response.
func byHand[T any](ctx context.Context, client *http.Client, base, method, path, contentType string, body io.Reader) (T, error) {
	var envelope struct {
		Data   T   `json:"data"`
		Status int `json:"status"`
	}
	request, err := http.NewRequestWithContext(ctx, method, base+path, body)
	if err != nil {
		return envelope.Data, err
	}
	request.Header.Set("X-Leeloo-AuthToken", "token")
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := client.Do(request)
	if err != nil {
		return envelope.Data, err
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		return envelope.Data, err
	}
	return envelope.Data, json.Unmarshal(all, &envelope)
}

func recordFields() url.Values {
	return url.Values{
		"user_id": {"5b0d313b307879002915b3cc"}, "from": {"606"}, "to": {"607"}, "date": {"2024-03-22T15:30:17.339Z"},
		"account_id": {"6b0d313b307879002915b3c1"}, "record_link": {"https://files.example.com/call.mp3"},
		"status": {"SUCCESS"}, "duration": {"100"}, "type": {"INBOUND"},
	}
}

func benchPage() string {
	body, _ := newPeopleServer(0).page(0, 100)
	page, err := io.ReadAll(body)
	if err != nil {
		panic(err)
	}
	return string(page)
}

type benchCall struct {
	name, response string
	encoding       leeloo.FormEncoding
	sdk            func(context.Context, *leeloo.Client) error
	byHand         func(ctx context.Context, client *http.Client, base string) error
}

var benchCalls = []benchCall{
	{
		name: "get", response: benchPerson,
		sdk: func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.People.Get(ctx, "625946dd585052c1629f1b2b", leeloo.PersonGetParams{})
			return err
		},
		byHand: func(ctx context.Context, c *http.Client, base string) error {
			_, err := byHand[floorPerson](ctx, c, base, http.MethodGet, "/people/625946dd585052c1629f1b2b", "", nil)
			return err
		},
	},
	{
		name: "post_json", response: benchComment,
		sdk: func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.People.AddComment(ctx, "625946dd585052c1629f1b2b", "some text")
			return err
		},
		byHand: func(ctx context.Context, c *http.Client, base string) error {
			body, err := json.Marshal(struct {
				Comment string `json:"comment"`
			}{"some text"})
			if err != nil {
				return err
			}
			_, err = byHand[floorComment](ctx, c, base, http.MethodPut, "/people/625946dd585052c1629f1b2b/add-comment", "application/json", bytes.NewReader(body))
			return err
		},
	},
	{
		name: "post_form", response: benchCallRecord,
		sdk: func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.People.AddCall(ctx, benchRecord)
			return err
		},
		byHand: func(ctx context.Context, c *http.Client, base string) error {
			_, err := byHand[floorRecord](ctx, c, base, http.MethodPost, "/calls", "application/x-www-form-urlencoded", strings.NewReader(recordFields().Encode()))
			return err
		},
	},
	{
		name: "post_multipart", response: benchCallRecord, encoding: leeloo.FormMultipart,
		sdk: func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.People.AddCall(ctx, benchRecord)
			return err
		},
		byHand: func(ctx context.Context, c *http.Client, base string) error {
			var body bytes.Buffer
			writer := multipart.NewWriter(&body)
			for name, values := range recordFields() {
				if err := writer.WriteField(name, values[0]); err != nil {
					return err
				}
			}
			if err := writer.Close(); err != nil {
				return err
			}
			_, err := byHand[floorRecord](ctx, c, base, http.MethodPost, "/calls", writer.FormDataContentType(), &body)
			return err
		},
	},
	{
		name: "list_100", response: benchPage(),
		sdk: func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.People.List(ctx, leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: 100}})
			return err
		},
		byHand: func(ctx context.Context, c *http.Client, base string) error {
			_, err := byHand[[]floorPerson](ctx, c, base, http.MethodGet, "/people?limit=100", "", nil)
			return err
		},
	},
	{
		name: "refusal", response: benchRefusal,
		sdk: func(ctx context.Context, c *leeloo.Client) error {
			if _, err := c.Orders.Get(ctx, "5e2825e081fbca000d8596e4"); err == nil {
				return io.ErrUnexpectedEOF
			}
			return nil
		},
		byHand: func(ctx context.Context, c *http.Client, base string) error {
			_, err := byHand[floorPerson](ctx, c, base, http.MethodGet, "/orders/5e2825e081fbca000d8596e4", "", nil)
			return err
		},
	},
}

// cannedTransport responds from memory, with as few allocations as possible.
type cannedTransport string

var cannedHeader = http.Header{"Content-Type": {"application/json; charset=utf-8"}}

func (body cannedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        cannedHeader,
		Body:          io.NopCloser(strings.NewReader(string(body))),
		ContentLength: int64(len(body)),
	}, nil
}

// benchEach runs a benchmark of each operation, in memory and over loopback.
func benchEach(b *testing.B, run func(b *testing.B, call benchCall, client *http.Client, sdk *leeloo.Client, base string)) {
	for _, call := range benchCalls {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_, _ = io.WriteString(w, call.response)
		}))
		for _, in := range []string{"memory", "loopback"} {
			b.Run(call.name+"/in="+in, func(b *testing.B) {
				client := server.Client()
				if in == "memory" {
					client = &http.Client{Transport: cannedTransport(call.response)}
				}
				c, err := leeloo.NewClient("token", leeloo.WithBaseURL(server.URL), leeloo.WithHTTPClient(client),
					leeloo.WithLimiter(nil), leeloo.WithFormEncoding(call.encoding))
				if err != nil {
					b.Fatal(err)
				}
				run(b, call, client, c, server.URL)
			})
		}
		server.Close()
	}
}

func BenchmarkCall(b *testing.B) {
	benchEach(b, func(b *testing.B, call benchCall, client *http.Client, sdk *leeloo.Client, base string) {
		for _, way := range waysOf(b, call, client, sdk, base) {
			b.Run("by="+way.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := way.do(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}

type way struct {
	name string
	do   func() error
}

// waysOf returns the ways to send a request, the SDK's last.
func waysOf(b *testing.B, call benchCall, client *http.Client, sdk *leeloo.Client, base string) []way {
	return []way{
		{"hand", func() error { return call.byHand(b.Context(), client, base) }},
		{"hand_with_deadline", func() error {
			ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
			defer cancel()
			return call.byHand(ctx, client, base)
		}},
		{"sdk", func() error { return call.sdk(b.Context(), sdk) }},
	}
}

func BenchmarkRatio(b *testing.B) {
	benchEach(b, func(b *testing.B, call benchCall, client *http.Client, sdk *leeloo.Client, base string) {
		reportRatios(b, max(1, 10_000/len(call.response)), waysOf(b, call, client, sdk, base))
	})
}

// reportRatios measures the last way in turns with the others, each several times in a row, and reports the medians of
// its ratios to them.
func reportRatios(b *testing.B, times int, ways []way) {
	measure := func(do func() error) float64 {
		start := time.Now()
		for range times {
			if err := do(); err != nil {
				b.Fatal(err)
			}
		}
		return float64(time.Since(start))
	}
	last := len(ways) - 1
	ratios := make([][]float64, last)
	for b.Loop() {
		var took []float64
		for _, way := range ways {
			took = append(took, measure(way.do))
		}
		for i := range ratios {
			ratios[i] = append(ratios[i], took[last]/took[i])
		}
	}
	for i, r := range ratios {
		slices.Sort(r)
		b.ReportMetric(r[len(r)/2], "x-"+ways[i].name)
	}
	b.ReportMetric(0, "ns/op")
}

func BenchmarkNewClient(b *testing.B) {
	b.Run("by=hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			transport := http.DefaultTransport.(*http.Transport).Clone()
			transport.MaxIdleConnsPerHost = 32
			_ = &http.Client{Transport: transport}
		}
	})
	b.Run("by=sdk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := leeloo.NewClient("token"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
