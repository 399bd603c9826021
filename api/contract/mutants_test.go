package contract

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slip is a mistake in the description, and what a check must say of it.
type slip struct{ old, new, problem string }

// mustFind spoils the description, one slip at a time: a check that finds nothing then would never find anything.
func mustFind(t *testing.T, check func(*testing.T, description) []string, slips map[string]slip) {
	t.Helper()
	yaml := text(t)
	for name, slip := range slips {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, yaml, slip.old)
			problems := check(t, describe(t, strings.Replace(yaml, slip.old, slip.new, 1)))
			assert.Contains(t, strings.Join(problems, "\n"), slip.problem)
		})
	}
}

func TestSlipsInRoutes(t *testing.T) {
	mustFind(t, routeProblems, map[string]slip{
		"path":   {"  /calls:\n", "  /call:\n", "People.AddCall"},
		"method": {"  /calls:\n    post:", "  /calls:\n    put:", "PUT /calls"},
		"id":     {"operationId: Orders.Get", "operationId: Orders.Read", "Orders.Read"},
	})
}

func TestSlipsInExchanges(t *testing.T) {
	all := append(successes(t), failures(t)...)
	check := func(_ *testing.T, d description) []string { return exchangeProblems(d, all) }
	mustFind(t, check, map[string]slip{
		"id":     {`pattern: "^[0-9A-Fa-f]{24}$"`, `pattern: "^[0-9]{24}$"`, "Orders.Get"},
		"token":  {"name: X-Leeloo-AuthToken", "name: Authorization", "Users.List"},
		"day":    {"format: date}", "format: time}", "Channels.List"},
		"choice": {"enum: [RESOLVED, REJECTED]", "enum: [RESOLVED]", "Orders.Update (least, URL-encoded)"},
		"field of a form": {
			"        to: {type: string, minLength: 1,", "        for: {type: string, minLength: 1,",
			"People.AddCall (full, multipart)",
		},
		"number in a form": {
			"          minimum: 0\n          description: In seconds.", "          minimum: 101\n",
			"People.AddCall (full, URL-encoded)",
		},
		"kind of a form": {
			"          multipart/form-data:\n            schema: {$ref: \"#/components/schemas/CallParams\"}\n", "",
			"People.AddCall (least, multipart)",
		},
		"member":       {"        billsec:\n          type", "        seconds:\n          type", "People.AddCall"},
		"type":         {"        price:\n          type: number", "        price:\n          type: string", "Orders.Get"},
		"list":         {"items: {$ref: \"#/components/schemas/Tag\"}", "maxItems: 1", "Tags.List"},
		"page":         {"required: [meta]", "required: [metadata]", "Users.List"},
		"failure":      {"status: {type: integer, const: 0}", "status: {type: integer, const: 2}", "People.Create (refused)"},
		"field's code": {"type: [string, object, array]", "type: [object, array]", "People.Create (refused)"},
		"rate limit": {
			"        text/html:\n          schema: {type: string}\n          example:", "        text/css:\n          example:",
			"(rate limited)",
		},
		"proxy's page":   {"        text/html:\n          schema: {type: string}\n\n", "\n", "(HTML page)"},
		"unknown status": {"        default: {$ref: \"#/components/responses/Failed\"}\n", "", "Templates.Categories (HTML page)"},
	})
}

func TestSlipsInRequests(t *testing.T) {
	all := successes(t)
	check := func(t *testing.T, d description) []string { return completenessProblems(t, d, all) }
	mustFind(t, check, map[string]slip{
		"parameter": {"name: filter[email]", "name: filter[gender]", "filter[gender]"},
		"unsent field": {
			"        userComments: {type", "        notes: {type: string}\n        userComments: {type", "lacks notes",
		},
		"field in a list": {"      required: [phone]\n", "      required: [phone, name]\n", "lacks data.name"},
		"optional":        {"required: [status]\n", "required: []\n", "has status"},
		"required":        {"required: [name]\n", "required: [name, description]\n", "lacks description"},
	})
}

func TestSlipsInSamples(t *testing.T) {
	mustFind(t, sampleProblems, map[string]slip{
		"member":  {"        utmMarks:\n          type", "        marks:\n          type", "Channels.List (channels_list.json)"},
		"example": {`"Mark"`, `"Marco"`, "the example success is not channels_person.json"},
	})
}

func TestSlipsInModels(t *testing.T) {
	types := models()
	check := func(t *testing.T, d description) []string { return modelProblems(t, d, types) }
	mustFind(t, check, map[string]slip{
		"missing member": {"        lastMessageTime: {$ref", "        lastTime: {$ref", "leeloo.Channel has lastMessageTime"},
		"member of none": {"        message_name: {", "        text: {type: string}\n        message_name: {", "Template.text"},
		"type":           {"        read: {type: boolean}", "        read: {type: integer}", "Message.read"},
		"linked rows":    {"            linked:\n              type: object\n", "            tied:\n", "TunnelAnswer.linked"},
		"schema of none": {"    TagNames:\n", "    Label: {type: object, properties: {id: {}}}\n    TagNames:\n", "Label"},
	})
}
