package contract

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mutation is an error in the description, and a part of the problem that a check must find.
type mutation struct{ old, new, problem string }

// assertFound applies one mutation at a time to the description and checks that the problem is found.
func assertFound(t *testing.T, check func(*testing.T, description) []string, mutations map[string]mutation) {
	t.Helper()
	text := readDescription(t)
	for name, m := range mutations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, text, m.old)
			problems := check(t, parse(t, strings.Replace(text, m.old, m.new, 1)))
			assert.Contains(t, strings.Join(problems, "\n"), m.problem)
		})
	}
}

func TestFindsErrorsInRoutes(t *testing.T) {
	assertFound(t, routeProblems, map[string]mutation{
		"path":   {"  /calls:\n", "  /call:\n", "People.AddCall"},
		"method": {"  /calls:\n    post:", "  /calls:\n    put:", "PUT /calls"},
		"id":     {"operationId: orders_get", "operationId: orders_read", "orders_read"},
	})
}

func TestFindsErrorsInExchanges(t *testing.T) {
	all := append(successes(t), failures(t)...)
	check := func(_ *testing.T, d description) []string { return exchangeProblems(d, all) }
	assertFound(t, check, map[string]mutation{
		"id":     {`pattern: "^[0-9A-Fa-f]{24}$"`, `pattern: "^[0-9]{24}$"`, "Orders.Get"},
		"token":  {"name: X-Leeloo-AuthToken", "name: Authorization", "Users.List"},
		"day":    {"format: date}", "format: time}", "Channels.List"},
		"choice": {"enum: [RESOLVED, REJECTED]", "enum: [RESOLVED]", "Orders.Update (minimal, URL-encoded)"},
		"field of a form": {
			"        to: {type: string, minLength: 1,", "        for: {type: string, minLength: 1,",
			"People.AddCall (full, multipart)",
		},
		"number in a form": {
			"          minimum: 0\n          description: In seconds.", "          minimum: 101\n          description: In seconds.",
			"People.AddCall (full, URL-encoded)",
		},
		"content type of a form": {
			"          multipart/form-data:\n            schema: {$ref: \"#/components/schemas/CallParams\"}\n", "",
			"People.AddCall (minimal, multipart)",
		},
		"member":       {"        billsec:\n          type", "        seconds:\n          type", "People.AddCall"},
		"type":         {"        price:\n          type: number", "        price:\n          type: string", "Orders.Get"},
		"list":         {"items: {$ref: \"#/components/schemas/Tag\"}", "maxItems: 1", "Tags.List"},
		"page":         {"required: [meta]", "required: [metadata]", "Users.List"},
		"failure":      {"status: {type: integer, const: 0}", "status: {type: integer, const: 2}", "People.Create (rejected)"},
		"field's code": {"    FieldError:\n", "    FieldError:\n      type: integer\n", "People.Create (nested field rejected)"},
		"phone":        {"^[+][0-9]+$", "^[0-9]+$", "People.Create (full"},
		"one tag":      {"            - $ref: \"#/components/schemas/ID\"\n            - {type: array", "            - {type: array", "People.ConnectEmail (other"},
		"rate limit": {
			"        text/html:\n          schema: {type: string}\n          example:", "        text/css:\n          example:",
			"(rate limited)",
		},
		"proxy's page":   {"        text/html:\n          schema: {type: string}\n\n", "\n", "(HTML page)"},
		"unknown status": {"        default: {$ref: \"#/components/responses/Failed\"}\n", "", "Templates.Categories (HTML page)"},
	})
}

func TestFindsErrorsInRequests(t *testing.T) {
	all := successes(t)
	check := func(t *testing.T, d description) []string { return completenessProblems(t, d, all) }
	assertFound(t, check, map[string]mutation{
		"parameter": {"name: filter[email]", "name: filter[gender]", "filter[gender]"},
		"unsent field": {
			"        userComments: {type", "        notes: {type: string}\n        userComments: {type", "lacks notes",
		},
		"field in a list": {"      required: [phone]\n", "      required: [phone, name]\n", "lacks data.name"},
		"optional":        {"required: [status]\n", "required: []\n", "has status"},
		"required":        {"required: [name]\n", "required: [name, description]\n", "lacks description"},
	})
}

func TestFindsErrorsInSamples(t *testing.T) {
	assertFound(t, sampleProblems, map[string]mutation{
		"member":  {"        utmMarks:\n          type", "        marks:\n          type", "channels_list (channels_list.json)"},
		"example": {`"Mark"`, `"Marco"`, "the example success is not channels_person.json"},
		"nested":  {`"data/0/email": "WRONG_EMAIL"`, `"data.0.email": "WRONG_EMAIL"`, "the example email_not_valid is not"},
		"unused":  {"                phone_not_valid: {$ref", "                email_not_valid: {$ref", "the example"},
	})
}

func TestFindsErrorsInModels(t *testing.T) {
	types := models()
	check := func(t *testing.T, d description) []string { return modelProblems(t, d, types) }
	assertFound(t, check, map[string]mutation{
		"field without a member": {"        lastMessageTime: {$ref", "        lastTime: {$ref", "leeloo.Channel has lastMessageTime"},
		"member without a field": {"        message_name: {", "        text: {type: string}\n        message_name: {", "Template.text"},
		"type":                   {"        read: {type: boolean}", "        read: {type: integer}", "Message.read"},
		"linked items":           {"            linked:\n              type: object\n", "            tied:\n", "TunnelResponse.linked"},
		"schema without a model": {"    TagNames:\n", "    Label: {type: object, properties: {id: {}}}\n    TagNames:\n", "Label"},
	})
}

func TestFindsErrorsInWebhooks(t *testing.T) {
	sent := sentWebhooks(t)
	check := func(t *testing.T, d description) []string { return webhookProblems(t, d, sent) }
	assertFound(t, check, map[string]mutation{
		"name":          {"  SALE:\n", "  PAYMENT:\n", "the webhooks lacks SALE"},
		"type":          {"const: SALE", "const: SOLD", "SALE (sent by leelootest)"},
		"member":        {"                    offer_name: {type", "                    offer: {type", "ORDER (sent by leelootest)"},
		"member of one": {"                    payment_method: {type", "                    method: {type", "SALE (example)"},
		"example":       {"                    payment_method: WAYFORPAY\n", "", "SALE (example): unexpected value of PaymentMethod"},
	})
}
