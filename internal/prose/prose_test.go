// Package prose_test refuses phrases that this project does not use, in the comments and strings of Go files, in Markdown
// and in scripts. CONTRIBUTING.md says how we write.
package prose_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestProse(t *testing.T) {
	root := os.DirFS("../..")
	files := 0
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipsDir(name):
			return fs.SkipDir
		case entry.IsDir() || !hasProse(name):
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		files++
		for _, f := range findings(t, name, string(source)) {
			t.Error(f)
		}
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, files, 100)
}

// skipsDir reports whether a directory contains nothing that we write, or programs that are about to be replaced.
func skipsDir(name string) bool {
	base := filepath.Base(name)
	return base == ".git" || base == "testdata" || base == "node_modules"
}

func hasProse(name string) bool {
	switch {
	case strings.HasPrefix(name, "internal/prose/"):
		return false
	case name == ".ci/run":
		return true
	default:
		return slices.Contains([]string{".go", ".md", ".txt", ".sh", ".yml", ".yaml"}, filepath.Ext(name)) ||
			filepath.Base(name) == "Makefile"
	}
}

// findings returns what is wrong in a file, each as "file:line: …".
func findings(t *testing.T, name, source string) (all []string) {
	for _, text := range texts(t, name, source) {
		all = append(all, text.findings(name)...)
	}
	return all
}

// text is a part of a file that is prose.
type text struct {
	line int
	text string
	code bool // not Markdown, so that a line of dashes is a banner
}

// texts returns the comments and strings of a Go file, and all of any other file.
func texts(t *testing.T, name, source string) (list []text) {
	if filepath.Ext(name) != ".go" {
		return []text{{line: 1, text: source, code: filepath.Ext(name) != ".md"}}
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	require.NoError(t, err)
	start := file.FileStart
	for _, group := range file.Comments {
		comment := source[group.Pos()-start : group.End()-start]
		list = append(list, text{line: files.Position(group.Pos()).Line, text: comment, code: true})
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			list = append(list, text{line: files.Position(literal.Pos()).Line, text: literal.Value})
		}
		return true
	})
	return list
}

func (p text) findings(name string) (all []string) {
	if p.code {
		for _, at := range banner.FindAllStringIndex(p.text, -1) {
			line := p.line + strings.Count(p.text[:at[0]], "\n")
			all = append(all, fmt.Sprintf("%s:%d: a banner line: remove it", name, line))
		}
	}
	prose := normalize(p)
	for _, phrase := range phrases {
		for form := range strings.SplitSeq(phrase.forms, "|") {
			for at := range prose.find(form) {
				if !phrase.isLegitimate(name, prose.text, at) {
					all = append(all, fmt.Sprintf("%s:%d: %q: write %s", name, prose.line(at), form, phrase.instead))
				}
			}
		}
	}
	return all
}

var banner = regexp.MustCompile(`(?m)^[ \t]*(//|#)[ \t]*[-=*~_#]{4,}`)

// isLegitimate reports whether the place of a phrase is an exception.
func (p phrase) isLegitimate(name, text string, at int) bool {
	const near = 60
	around := text[max(0, at-near):min(len(text), at+near)]
	return p.unless != "" && slices.ContainsFunc(strings.Split(p.unless, "|"), func(word string) bool {
		return strings.Contains(name, word) || strings.Contains(around, word)
	})
}

// normalized is a text in lower case, with single blanks instead of white space and without the marks of comments, so
// that a phrase may continue on the next line.
type normalized struct {
	text      string
	firstLine int
	breaks    []int // where the lines after the first begin
}

func normalize(p text) normalized {
	n := normalized{firstLine: p.line}
	var words []byte
	for i, line := range strings.Split(p.text, "\n") {
		if i > 0 {
			n.breaks = append(n.breaks, len(words))
		}
		line = strings.TrimLeft(strings.TrimSpace(line), "/#")
		for word := range strings.FieldsSeq(line) {
			words = append(append(words, word...), ' ')
		}
	}
	n.text = strings.ToLower(string(words))
	if len(n.text) != len(words) { // a letter whose cases differ in length, which would shift the lines
		n.text = string(words)
	}
	return n
}

func (n normalized) line(at int) int {
	line, found := slices.BinarySearch(n.breaks, at)
	for found && line < len(n.breaks) && n.breaks[line] == at { // after empty lines
		line++
	}
	return n.firstLine + line
}

// find iterates over the places where the text has the whole words of a phrase.
func (n normalized) find(form string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for start := 0; ; {
			at := strings.Index(n.text[start:], form)
			if at < 0 {
				return
			}
			at += start
			start = at + len(form)
			before, after := at-1, start
			if !n.isWordAt(before) && !n.isWordAt(after) && !yield(at) {
				return
			}
		}
	}
}

// isWordAt reports whether the byte at a place belongs to a word. The bytes of other alphabets do not.
func (n normalized) isWordAt(at int) bool {
	if at < 0 || at >= len(n.text) {
		return false
	}
	c := n.text[at]
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '_'
}

func TestFindings(t *testing.T) {
	tests := []struct {
		name, file, source string
		want               []string
	}{
		{"a comment", "a.go", "package a\n\n// The answer.\n", []string{`a.go:3: "answer": write response, respond`}},
		{"a comment after code", "a.go", "package a\n\nvar x int // as a rule\n", []string{`a.go:3: "as a rule": write usually`}},
		{"a phrase over two lines", "a.go", "package a\n\n// x\n//\n\t// as a\n\t// rule\n",
			[]string{`a.go:5: "as a rule": write usually`}},
		{"a string", "a.go", "package a\n\nvar x = \"In doubt\"\n", []string{`a.go:3: "in doubt": write if it is not known`}},
		{"a raw string", "a.go", "package a\n\nvar x = `\nin doubt`\n", []string{`a.go:4: "in doubt": write if it is not known`}},
		{"an identifier", "a.go", "package a\n\nvar answer int\n", nil},
		{"a part of a word", "a.md", "recommended", nil},
		{"Markdown", "a.md", "# A\n\n| a | as a\n  rule |\n", []string{`a.md:3: "as a rule": write usually`}},
		{"two on a line", "a.md", "figures, mended", []string{
			`a.md:1: "mended": write fix, replace`,
			`a.md:1: "figures": write statistics, metrics`,
		}},
		{"an exception near the phrase", "a.md", "rows of a table\n" + strings.Repeat("and more ", 10) + "\nrows of a list\n", []string{`a.md:3: "rows": write item`}},
		{"an exception in the name", "export.go", "package a // rows\n", nil},
		{"a banner in Go", "a.go", "package a\n\n// x\n// ----\n", []string{"a.go:4: a banner line: remove it"}},
		{"a banner in a script", "a.sh", "x\n# ==== x\n", []string{"a.sh:2: a banner line: remove it"}},
		{"a line of dashes in Markdown", "a.md", "x\n----\n", nil},
		{"a line of dashes in a string", "a.go", "package a\n\nvar x = `\n# ----\n`\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, findings(t, tt.file, tt.source))
		})
	}
}
