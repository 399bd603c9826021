package main

import (
	"crypto/sha256"
	_ "embed"
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

// writePage writes the page. Its policy lets a browser apply the one style sheet inside, and nothing else: no script,
// no request, whatever a tunnel is called.
func writePage(out io.Writer, o overview) error {
	hash := sha256.Sum256([]byte(pageCSS))
	cards := o.Tunnels
	if len(cards) > 1 {
		cards = slices.Insert(slices.Clone(cards), 0, o.Total())
	}
	return page.Execute(out, struct {
		overview
		Cards     []tunnel
		Style     template.CSS
		StyleHash string
	}{o, cards, template.CSS(pageCSS), base64.StdEncoding.EncodeToString(hash[:])})
}
