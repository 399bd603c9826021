package funnel

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

const hostile = `<script>alert(1)</script>" onload='x' </style></title><img src=//evil.example.com/x> {{.}}`

func parsed(t *testing.T, o overview) *html.Node {
	t.Helper()
	var out strings.Builder
	require.NoError(t, writePage(&out, o))
	doc, err := html.Parse(strings.NewReader(out.String()))
	require.NoError(t, err)
	return doc
}

func find(n *html.Node, tag string) (found []*html.Node) {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag {
			found = append(found, d)
		}
	}
	return found
}

// text returns what a reader sees, with a space where an element begins or ends.
func text(n *html.Node) string {
	var words []string
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			words = append(words, strings.Fields(d.Data)...)
		}
	}
	return strings.Join(words, " ")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func texts(nodes []*html.Node) (all []string) {
	for _, n := range nodes {
		all = append(all, text(n))
	}
	return all
}

func TestPageTable(t *testing.T) {
	table := find(parsed(t, sample(t)), "table")[0]
	assert.Equal(t, "All statistics", text(find(table, "caption")[0]))
	var rows []string
	for _, row := range find(table, "tr")[2:] {
		cells := slices.Collect(row.ChildNodes())
		rows = append(rows, strings.Join(texts(cells), " | "))
	}
	assert.Equal(t, []string{
		"Free webinar | 15,000 14,999 | 5,000 4,998 | 400 | 200 197 | 33.3% | 8.0% | 50.0% | 9,980.00 | 3,500.00 | 0.70 | 17.50 | 185.1%",
		"Безкоштовний марафон 🎉 免费 | 90 89 | 30 28 | 45 | 60 57 | 33.3% | 150.0% | 133.3% | 123.46 | 500.00 | 16.67 | 8.33 | −75.3%",
		"Gone | No statistics. refused: NOT_FOUND",
		"New | 0 −1 | 0 −2 | 0 | 0 −3 | – | – | – | 0.00 | 0.00 | – | – | –",
		"Total of 3 of 4 tunnels | 15,090 | 5,030 | 445 | 260 | 33.3% | 8.8% | 58.4% | 10,103.46 | 4,000.00 | 0.80 | 15.38 | 152.6%",
	}, rows)
}

func TestPageTableIsAccessible(t *testing.T) {
	table := find(parsed(t, sample(t)), "table")[0]
	for _, th := range find(table, "th") {
		scope := "table " + attr(th, "scope")
		if th.Parent.Parent.Data == "thead" {
			assert.Contains(t, []string{"table col", "table colgroup"}, scope, text(th))
		} else {
			assert.Equal(t, "table row", scope, text(th))
		}
	}
	assert.Equal(t, "region", attr(table.Parent, "role"))
	assert.Equal(t, attr(find(table, "caption")[0], "id"), attr(table.Parent, "aria-labelledby"))
	assert.Equal(t, "0", attr(table.Parent, "tabindex"), "the table is scrolled with the keys, too")
	width := 0
	for _, th := range find(find(table, "tr")[0], "th") {
		span := map[string]int{"": 1, "3": 3, "4": 4}[attr(th, "colspan")]
		assert.NotZero(t, span)
		width += span
	}
	for i, row := range find(table, "tr")[2:] {
		cells := len(find(row, "th")) + len(find(row, "td"))
		if i == 2 {
			assert.Equal(t, "12", attr(find(row, "td")[0], "colspan"))
			cells += 11
		}
		assert.Equal(t, width, cells, text(row))
	}
}

func TestPageCards(t *testing.T) {
	doc := parsed(t, sample(t))
	cards := find(doc, "article")
	require.Len(t, cards, 5)
	assert.Equal(t, []string{"Total of 3 of 4 tunnels", "Free webinar", "Безкоштовний марафон 🎉 免费", "Gone", "New"}, texts(find(doc, "h2")))
	assert.Equal(t, []string{
		"Revenue 9,980.00 USD", "Expenses 3,500.00 USD", "Cost per subscriber 0.70 USD", "Cost per sale 17.50 USD", "Return 185.1%",
	}, texts(find(find(cards[1], "dl")[0], "div")))
	assert.Equal(t, "Gone No statistics. refused: NOT_FOUND", text(cards[3]))
	assert.Empty(t, find(cards[3], "svg"))
}

func TestPageDrawings(t *testing.T) {
	doc := parsed(t, sample(t))
	drawings := find(doc, "svg")
	require.Len(t, drawings, 4)
	ids := map[string]bool{}
	for _, svg := range drawings {
		title, desc := find(svg, "title")[0], find(svg, "desc")[0]
		assert.Equal(t, "img", attr(svg, "role"))
		assert.Equal(t, "0 0 320 188", attr(svg, "viewBox"))
		assert.Equal(t, attr(title, "id")+" "+attr(desc, "id"), attr(svg, "aria-labelledby"))
		assert.False(t, ids[attr(title, "id")] || ids[attr(desc, "id")])
		ids[attr(title, "id")], ids[attr(desc, "id")] = true, true
		assert.Len(t, find(svg, "rect"), 4)
	}
	webinar := drawings[1]
	assert.Equal(t, "Funnel: Free webinar", text(find(webinar, "title")[0]))
	assert.Equal(t, "Visits 15,000. Subscribers 5,000, 33.3% of the step before. Orders 400, 8.0% of the step before. "+
		"Sales 200, 50.0% of the step before.", text(find(webinar, "desc")[0]))
	assert.Equal(t, []string{
		"Visits", "15,000", "Subscribers 33.3%", "5,000", "Orders 8.0%", "400", "Sales 50.0%", "200",
	}, texts(find(webinar, "text")))
	var widths []string
	for _, rect := range find(webinar, "rect") {
		widths = append(widths, attr(rect, "width"))
	}
	assert.Equal(t, []string{"320", "106.6", "8.5", "4.2"}, widths)
	assert.Len(t, find(webinar, "polygon"), 3)
	assert.Empty(t, find(drawings[3], "polygon"), "nothing to draw")
}

func TestPageEscapes(t *testing.T) {
	o := sample(t)
	o.Tunnels[0].Name = hostile
	o.Tunnels[2].Failure = errors.New(hostile)
	doc := parsed(t, o)
	plain := strings.Join(strings.Fields(hostile), " ")
	assert.Equal(t, plain, texts(find(doc, "h2"))[1])
	assert.Equal(t, "Funnel: "+plain, text(find(find(doc, "svg")[1], "title")[0]))
	assert.Equal(t, plain, text(find(find(doc, "tbody")[0], "th")[0]))
	assert.Contains(t, text(find(doc, "article")[3]), plain)
	for _, bdi := range find(doc, "bdi") {
		assert.Contains(t, []string{"h2", "th"}, bdi.Parent.Data)
	}
	assert.Len(t, find(doc, "bdi"), 5+4, "each name keeps its direction to itself")
	closed(t, doc)
}

// closed fails if the page runs, loads or sends anything.
func closed(t *testing.T, doc *html.Node) {
	t.Helper()
	for _, tag := range []string{"script", "img", "link", "iframe", "object", "embed", "base", "form", "image", "use", "foreignobject", "a"} {
		assert.Empty(t, find(doc, tag), tag)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			assert.False(t, strings.HasPrefix(a.Key, "on") || slices.Contains([]string{"src", "href", "style", "srcset"}, a.Key), a.Key)
		}
	}
	styles := find(doc, "style")
	require.Len(t, styles, 1)
	css := styles[0].FirstChild.Data
	assert.Equal(t, pageCSS, css)
	for _, load := range []string{"url(", "@import", "@font-face"} {
		assert.NotContains(t, css, load)
	}
	hash := sha256.Sum256([]byte(css))
	policy := slices.IndexFunc(find(doc, "meta"), func(n *html.Node) bool { return attr(n, "http-equiv") == "Content-Security-Policy" })
	require.GreaterOrEqual(t, policy, 0)
	assert.Equal(t, "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(hash[:])+"'; base-uri 'none'; form-action 'none'",
		attr(find(doc, "meta")[policy], "content"))
}

func TestPageSaysItsTimeAndWhetherItIsADemo(t *testing.T) {
	o := sample(t)
	o.Made = o.Made.UTC()
	doc := parsed(t, o)
	made := find(doc, "time")[0]
	assert.Equal(t, "28 July 2026, 11:30 UTC", text(made))
	assert.Equal(t, "2026-07-28T11:30:00Z", attr(made, "datetime"))
	assert.NotContains(t, text(doc), "made-up")
	o.Demo = true
	assert.Contains(t, text(parsed(t, o)), "made-up company")
}

func TestPageOfOneTunnel(t *testing.T) {
	o := sample(t)
	o.Tunnels = o.Tunnels[:1]
	doc := parsed(t, o)
	assert.Equal(t, []string{"Free webinar"}, texts(find(doc, "h2")))
	assert.Equal(t, "Total", text(find(find(doc, "tfoot")[0], "th")[0]))
}

func TestPageWithoutTunnels(t *testing.T) {
	doc := parsed(t, overview{})
	assert.Contains(t, text(doc), "There are no tunnels.")
	assert.Empty(t, find(doc, "table"))
}

// In the drawing it would overlap the count. The table has it.
func TestPageDrawsNoRateWithoutRoomForIt(t *testing.T) {
	const most = math.MaxInt64
	doc := parsed(t, overview{Tunnels: []tunnel{
		tunnelOf(t, "", 100, 9999, 1, 999_999, "", ""), tunnelOf(t, "", most, most, 1, most, "", ""),
	}})
	drawn := func(card int) (rates []string) {
		for _, span := range find(find(doc, "svg")[card], "tspan") {
			rates = append(rates, text(span))
		}
		return rates
	}
	assert.Equal(t, []string{"9,999.0%", "0.0%", "99,999,900.0%"}, drawn(1))
	assert.Equal(t, []string{"0.0%"}, drawn(2), "beside the count 1")
	assert.Contains(t, text(find(doc, "table")[0]), "922,337,203,685,477,580,700.0%")
}

func TestPageHasOneCardOfTheTotal(t *testing.T) {
	cards := find(parsed(t, sample(t)), "article")
	for i, card := range cards {
		assert.Equal(t, map[bool]string{true: "card total", false: "card"}[i == 0], attr(card, "class"))
	}
	o := sample(t)
	o.Tunnels = o.Tunnels[:1]
	assert.Equal(t, "card", attr(find(parsed(t, o), "article")[0], "class"))
}
