package funnel

import (
	"crypto/sha256"
	_ "embed" // the page's template and style sheet
	"encoding/base64"
	"html/template"
	"io"
	"slices"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"count": count, "money": money, "percent": percent, "rate": rate,
}).Parse(pageHTML))

// mark is the element by which a page is recognized before it is replaced. No name of a tunnel can forge it: names are
// escaped.
func mark(demo bool) string {
	if demo {
		return `<meta name="generator" content="leeloo funnel --demo">`
	}
	return `<meta name="generator" content="leeloo funnel">`
}

// writePage writes the page. Its policy lets a browser apply the one style sheet inside, and nothing else: no script and
// no request, whatever the name of a tunnel is.
func writePage(out io.Writer, o overview) error {
	hash := sha256.Sum256([]byte(pageCSS))
	cards, hasTotal := o.Tunnels, len(o.Tunnels) > 1
	if hasTotal {
		cards = slices.Insert(slices.Clone(cards), 0, o.Total())
	}
	return page.Execute(out, struct {
		overview
		Cards     []tunnel
		HasTotal  bool // the first card is the total
		Mark      template.HTML
		Style     template.CSS
		StyleHash string
	}{o, cards, hasTotal, template.HTML(mark(o.Demo)), template.CSS(pageCSS), base64.StdEncoding.EncodeToString(hash[:])})
}
