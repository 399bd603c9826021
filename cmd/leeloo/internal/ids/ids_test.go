package ids_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/leelootest"
)

// normalized has ID instead of each id, and one blank instead of several.
func normalized(out string) string {
	out = regexp.MustCompile(`[0-9a-f]{24}`).ReplaceAllString(out, "ID")
	return regexp.MustCompile(` +`).ReplaceAllString(out, " ")
}

func TestLists(t *testing.T) {
	fake := leelootest.New(t)
	data := fake.Seed(0)
	fake.AddTag("zero")
	fake.AddTag("Alpha\x1b[2J")
	for argument, test := range map[string]struct {
		header string
		lines  []string // some of the output
		id     string   // of the first of them
	}{
		"tags":        {"ID NAME", []string{"ID vip", "ID Alpha[2J", "ID zero"}, string(data.Tag("vip").ID)},
		"templates":   {"ID NAME", []string{"ID Welcome/Greeting"}, string(data.Template("Welcome/Greeting").ID)},
		"tunnels":     {"ID NAME", []string{"ID " + data.Tunnels[0].Name}, string(data.Tunnels[0].ID)},
		"users":       {"ID NAME", []string{"ID " + data.Users[0].Name}, string(data.Users[0].ID)},
		"connections": {"ID NAME TYPE", []string{"ID " + data.Connections[0].Name + " telegram"}, string(data.Connections[0].ID)},
	} {
		t.Run(argument, func(t *testing.T) {
			shell := apptest.New(t, fake)
			run := shell.Run(t.Context(), "ids", argument)
			require.Equal(t, app.ExitDone, run.Code, run.Err)
			assert.Empty(t, run.Err)
			lines := strings.Split(normalized(run.Out), "\n")
			assert.Equal(t, test.header, lines[0])
			for _, line := range test.lines {
				assert.Contains(t, lines, line)
			}
			assert.Regexp(t, test.id+` +\S`, run.Out)

			run = shell.Run(t.Context(), "ids", argument, "--json")
			require.Equal(t, app.ExitDone, run.Code, run.Err)
			var items []map[string]any
			require.NoError(t, json.Unmarshal([]byte(run.Out), &items))
			assert.Len(t, items, len(lines)-2, "a header and the end")
			for _, item := range items {
				assert.Regexp(t, `^[0-9a-f]{24}$`, item["id"])
				assert.NotEmpty(t, item["name"])
			}
			for _, request := range fake.Requests() {
				assert.Equal(t, http.MethodGet, request.Method)
			}
		})
	}
}

func TestListsAreSortedByNameWithoutCase(t *testing.T) {
	fake := leelootest.New(t)
	for _, name := range []string{"яблуко", "Ärger", "Zebra", "apple", "Яблуко"} {
		fake.AddTunnel(name)
	}
	run := apptest.New(t, fake).Run(t.Context(), "ids", "tunnels")
	assert.Equal(t, app.ExitDone, run.Code)
	assert.Regexp(t, `(?s)apple.*Zebra.*Ärger.*Яблуко.*яблуко`, run.Out)
}

func TestTemplatesHaveTheirCategory(t *testing.T) {
	fake := leelootest.New(t)
	data := fake.Seed(0)
	run := apptest.New(t, fake).Run(t.Context(), "ids", "templates", "--json")
	assert.Contains(t, run.Out, `{
    "id": "`+string(data.Template("Welcome/Greeting").ID)+`",
    "name": "Welcome/Greeting",
    "category": "Welcome",
    "category_id": "`+string(data.Category("Welcome").ID)+`"
  }`)
}

func TestTunnelsWithTheirLeadGenTools(t *testing.T) {
	fake := leelootest.New(t)
	tunnel := fake.Seed(0).Tunnels[0]
	run := apptest.New(t, fake).Run(t.Context(), "ids", "tunnels", "--lgt")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	lines := strings.Split(normalized(run.Out), "\n")
	assert.Equal(t, "TUNNEL ID TUNNEL LGT ID LGT TYPE", lines[0])
	assert.Regexp(t, string(tunnel.ID)+` +`+tunnel.Name+` +`+string(tunnel.LeadGenTools[0].ID)+` +`+tunnel.LeadGenTools[0].Name+` +[A-Z]`, run.Out)

	fake.Fail(leelootest.Fault{Op: "Tunnels.List", Body: `{"status":1,"data":[{"id":"` + string(tunnel.ID) + `","name":"Bare"}]}`, Times: 2},
		leelootest.Fault{Op: "Tunnels.List", Body: `{"status":1,"data":[]}`},
		leelootest.Fault{Op: "Tunnels.Get", Body: `{"status":1,"data":{"id":"` + string(tunnel.ID) + `"}}`})
	run = apptest.New(t, fake).Run(t.Context(), "ids", "tunnels", "--lgt")
	assert.Equal(t, "TUNNEL ID TUNNEL LGT ID LGT TYPE\nID Bare\n", normalized(run.Out), run.Err)

	run = apptest.New(t, fake).Run(t.Context(), "ids", "tunnels", "--lgt", "--json")
	assert.Contains(t, run.Out, `"lead_gen_tools": [`)

	run = apptest.New(t, fake).Run(t.Context(), "ids", "tags", "--lgt")
	assert.Equal(t, app.ExitUsage, run.Code)
}

func TestOffersOfOrders(t *testing.T) {
	fake := leelootest.New(t)
	order := func(id, title, price, created string) string {
		return `{"id":"62594a8e1f0c1b2f4c9d000` + id + `","title":"` + title + `","price":` + price + `,"currency":"UAH","createdAt":"` + created + `"}`
	}
	page := func(orders ...string) leelootest.Fault {
		return leelootest.Fault{Op: "Orders.List", Body: `{"status":1,"data":[` + strings.Join(orders, ",") + `]}`}
	}
	last := order("5", "Zoom", `"free"`, "")
	pages := []leelootest.Fault{page(
		order("1", "Курс", "1490.5", "2026-01-02T00:00:00Z"),
		order("2", "Курс", "1590.50", "2026-03-02T00:00:00Z"), // the last one, wherever it is
		order("3", "Курс", `1200`, "2026-02-02T00:00:00Z"),
		order("4", "Audio", "20", "2026-01-01T00:00:00Z"),
		last,
	), page(last), page()}
	fake.Fail(pages...)
	shell := apptest.New(t, fake)
	run := shell.Run(t.Context(), "ids", "offers-of-orders")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Equal(t, `NAME   ORDERS  PRICE    CURRENCY  LAST ORDER
Audio  1       20.00    UAH       62594a8e1f0c1b2f4c9d0004
Zoom   1                UAH       62594a8e1f0c1b2f4c9d0005
Курс   3       1590.50  UAH       62594a8e1f0c1b2f4c9d0002
`, run.Out)

	fake.Reset()
	fake.Fail(pages...)
	run = shell.Run(t.Context(), "ids", "offers-of-orders", "--json")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Contains(t, run.Out, `{
    "name": "Курс",
    "orders": 3,
    "price": "1590.50",
    "currency": "UAH",
    "last_order_id": "62594a8e1f0c1b2f4c9d0002"
  }`)
}

func TestAnEmptyListSaysSo(t *testing.T) {
	fake := leelootest.New(t)
	shell := apptest.New(t, fake)
	run := shell.Run(t.Context(), "ids", "offers-of-orders")
	assert.Equal(t, apptest.Result{Out: "NAME  ORDERS  PRICE  CURRENCY  LAST ORDER\n", Err: "There are no orders.\n"}, run)
}

func TestWhereOtherIDsAreIsInTheHelp(t *testing.T) {
	run := apptest.New(t, leelootest.New(t)).Run(t.Context(), "ids", "--help")
	assert.Contains(t, run.Out, "app.leeloo.ai/campaigns-offers/ID/offers/1")
}

func TestFailures(t *testing.T) {
	fake := leelootest.New(t)
	shell := apptest.New(t, fake)
	for _, argument := range []string{"tags", "templates", "tunnels", "users", "connections", "offers-of-orders"} {
		fake.Fail(leelootest.Rejected("FORBIDDEN", nil))
		run := shell.Run(t.Context(), "ids", argument)
		assert.Equal(t, app.ExitFailed, run.Code, argument)
		assert.Contains(t, run.Err, "FORBIDDEN")
		assert.Empty(t, run.Out, "no half a list")
	}
	for name, args := range map[string][]string{"nothing": {"ids"}, "unknown": {"ids", "dogs"}, "two": {"ids", "tags", "users"}} {
		assert.Equal(t, app.ExitUsage, shell.Run(t.Context(), args...).Code, name)
	}
	shell.Env["LEELOO_TOKEN"] = "another"
	run := shell.Run(t.Context(), "ids", "tags")
	assert.Equal(t, app.ExitFailed, run.Code)
	assert.Contains(t, run.Err, "check LEELOO_TOKEN")
	delete(shell.Env, "LEELOO_TOKEN")
	assert.Equal(t, app.ExitUsage, shell.Run(t.Context(), "ids", "tags").Code, "no token is no demo")
	run = shell.Run(t.Context(), "ids", "tags", "--demo")
	assert.Equal(t, app.ExitDone, run.Code)
	assert.Contains(t, run.Err, "made-up people")
}
