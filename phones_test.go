package leeloo_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// phoneParam is a param that takes a phone.
type phoneParam struct {
	op, name string
	sample   string
	call     func(ctx context.Context, c *leeloo.Client, phone string) error
	path     []any // of the phone in the JSON of the body; none for the filter
	required bool
}

var phoneParams = []phoneParam{
	{op: "Orders.Create", name: "Phone", sample: "orders_create.json", path: []any{"phone"},
		call: createOrder(func(p *leeloo.OrderCreateParams, phone string) { p.Phone = phone })},
	{op: "People.Create", name: "Phone", sample: "people_create.json", path: []any{"phone"},
		call: func(ctx context.Context, c *leeloo.Client, phone string) error {
			_, err := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "n", Phone: phone})
			return err
		}},
	{op: "People.Update", name: "Phone", sample: "people_update.json", path: []any{"phone"},
		call: func(ctx context.Context, c *leeloo.Client, phone string) error {
			return c.People.Update(ctx, "p1", leeloo.PersonUpdateParams{Phone: &phone})
		}},
	{op: "People.ConnectSMS", name: "People[1].Phone", sample: "people_sms.json", path: []any{"data", 1, "phone"}, required: true,
		call: connectSMS(func(p *leeloo.ConnectSMSParams, phone string) {
			p.People = []leeloo.SMSPerson{{Phone: "+1"}, {Phone: phone}}
		})},
	{op: "People.ConnectEmail", name: "People[1].Phone", sample: "accounts_email.json", path: []any{"data", 1, "phone"},
		call: connectEmail(func(p *leeloo.ConnectEmailParams, phone string) {
			p.People = []leeloo.EmailPerson{{Email: "a@example.com"}, {Email: "b@example.com", Phone: phone}}
		})},
	{op: "People.List", name: "Phone", sample: "people_list.json",
		call: func(ctx context.Context, c *leeloo.Client, phone string) error {
			_, err := c.People.List(ctx, leeloo.PeopleListParams{Phone: phone})
			return err
		}},
	{op: "People.List", name: "Phone", sample: "people_list.json",
		call: func(ctx context.Context, c *leeloo.Client, phone string) error {
			return firstError(c.People.All(ctx, leeloo.PeopleListParams{Phone: phone}))
		}},
}

func TestPhonesAreSentAsPlusAndDigits(t *testing.T) {
	t.Parallel()
	for name, phone := range map[string]string{
		"as it is sent":                     "+380500000000",
		"blanks":                            " +38 050 000 00 00 ",
		"tabs and line breaks":              "\t+380\n500000000\r\n",
		"hyphens and brackets":              "+38 (050) 000-00-00",
		"square brackets":                   "+38 [050] 0000000",
		"dots":                              "+38.050.000.00.00",
		"no-break and thin blanks":          "+38\u00a0050\u2009000\u202f00\u200700",
		"dashes and the minus sign":         "+38\u2010050\u2011000\u201300\u20140\u22120",
		"an isolate of a copied phone":      "\u2068+380500000000\u2069",
		"an embedding of a copied phone":    "\u202a+380500000000\u202c",
		"a left-to-right mark":              "\u200e+380500000000",
		"a zero-width blank":                "+380\u200b500000000",
		"a byte order mark":                 "\ufeff+380500000000",
		"a soft hyphen":                     "+380\u00ad500000000",
		"full-width digits, plus, brackets": "＋３８（０５０）０００００００",
		"the scheme tel":                    "tel:+380500000000",
		"the scheme tel in capitals":        "TEL:+38-050-000-00-00",
	} {
		for _, param := range phoneParams {
			t.Run(name+"/"+param.op, func(t *testing.T) {
				t.Parallel()
				client, recorder := canned(t, sample(t, param.sample))
				require.NoError(t, param.call(t.Context(), client, phone))
				assert.Equal(t, "+380500000000", param.sent(t, recorder.requests()[0]))
			})
		}
	}
}

// sent returns the phone that was sent.
func (p phoneParam) sent(t *testing.T, request sentRequest) any {
	t.Helper()
	if p.path == nil {
		return request.URL.Query().Get("filter[phone]")
	}
	var value any
	require.NoError(t, json.Unmarshal([]byte(request.body), &value))
	for _, place := range p.path {
		switch place := place.(type) {
		case string:
			value = value.(map[string]any)[place]
		case int:
			value = value.([]any)[place]
		}
	}
	return value
}

func TestInvalidPhonesAreRefused(t *testing.T) {
	t.Parallel()
	for name, phone := range map[string]string{
		"a blank":                   " ",
		"a zero-width blank":        "\u200b",
		"separators":                "()-",
		"a plus":                    "+",
		"letters":                   "+38050111223O",
		"a word":                    "unknown",
		"an extension":              "+380501112233 ext. 5",
		"two phones":                "+380501112233, +380500000001",
		"more than 15 digits":       "+3805011122333805",
		"no country code":           "0501112233",
		"a country code without +":  "380501112233",
		"00 instead of +":           "00380501112233",
		"two plus signs":            "++380501112233",
		"a plus inside":             "380+501112233",
		"Arabic-Indic digits":       "+٣٨٠٥٠٠٠٠٠٠٠٠",
		"a sentinel value":          "NOT_DEFINED",
		"not UTF-8":                 "+380501112233\xff",
		"a NUL":                     "+380\x00501112233",
		"a query":                   "+380501112233&limit=1",
		"a line break and a header": "+380501112233\r\nX: y",
	} {
		for _, param := range phoneParams {
			t.Run(name+"/"+param.op, func(t *testing.T) {
				t.Parallel()
				client, recorder := canned(t, sample(t, param.sample))
				err := param.call(t.Context(), client, phone)
				requireInvalid(t, err, param.op, param.name+" ")
				assert.NotContains(t, err.Error(), "112233")
				assert.Empty(t, recorder.requests(), "nothing is sent")
			})
		}
	}
}

// The params of the caller keep the phones as they were given.
func TestPhonesOfTheCallerAreNotChanged(t *testing.T) {
	t.Parallel()
	const given = "+38 (050) 000-00-00"
	phone, sms, email := given, []leeloo.SMSPerson{{Phone: given}}, []leeloo.EmailPerson{{Email: "a@example.com", Phone: given}}
	client, _ := canned(t, sample(t, "people_sms.json"))
	require.NoError(t, client.People.Update(t.Context(), "p1", leeloo.PersonUpdateParams{Phone: &phone}))
	require.NoError(t, connectSMS(func(p *leeloo.ConnectSMSParams, people []leeloo.SMSPerson) { p.People = people })(t.Context(), client, sms))
	require.NoError(t, connectEmail(func(p *leeloo.ConnectEmailParams, people []leeloo.EmailPerson) { p.People = people })(t.Context(), client, email))
	assert.Equal(t, []string{given, given, given}, []string{phone, sms[0].Phone, email[0].Phone})
}

// An empty phone is left out, except where it is required. PersonUpdateParams sends it: it removes the phone.
func TestEmptyPhones(t *testing.T) {
	t.Parallel()
	for _, param := range phoneParams {
		t.Run(param.op, func(t *testing.T) {
			t.Parallel()
			client, recorder := canned(t, sample(t, param.sample))
			err := param.call(t.Context(), client, "")
			if param.required {
				requireInvalid(t, err, param.op, param.name+" is required")
				return
			}
			require.NoError(t, err)
			request := recorder.requests()[0]
			switch sent := param.sent(t, request); {
			case param.op == "People.Update":
				assert.Equal(t, "", sent)
			case param.path == nil:
				assert.NotContains(t, request.URL.RawQuery, "phone")
			default:
				assert.Nil(t, sent)
			}
		})
	}
}

// A blank filter would select every person.
func TestBlankFiltersAreRefused(t *testing.T) {
	t.Parallel()
	for name, params := range map[string]leeloo.PeopleListParams{
		"Phone is blank":    {Phone: " "},
		"Phone is blank: ":  {Phone: "\u00a0\u200b"},
		"Email is blank":    {Email: "\u200b"},
		"Email is blank: ":  {Email: "\t\n"},
		"Tags[0] is":        {Tags: []string{""}},
		"Tags[1] is":        {Tags: []string{"vip", "\u2060"}},
		"Email must be val": {Email: "\xff"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, recorder := canned(t, sample(t, "people_list.json"))
			_, err := client.People.List(t.Context(), params)
			requireInvalid(t, err, "People.List", name)
			requireInvalid(t, firstError(client.People.All(t.Context(), params)), "People.List", name)
			assert.Empty(t, recorder.requests(), "nothing is sent")
		})
	}
}
