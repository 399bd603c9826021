package leeloo_test

import (
	"flag"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const recipesFile = "docs/recipes.md"

var updateRecipes = flag.Bool("update-recipes", false, "write the recipes from their Go files into "+recipesFile)

var (
	recipeLink    = regexp.MustCompile(`\]\(\.\./(\w*recipe_\w+_test\.go)\)`)
	outputComment = regexp.MustCompile(`\n\t// (Output|Unordered output):`)
)

// Each recipe of docs/recipes.md is a section that links to its Go file, and has the text, the code and the output of that
// file. After a change, run: go test . -run Recipes -update-recipes
func TestRecipesAreThoseOfTheGoFiles(t *testing.T) {
	content, err := os.ReadFile(recipesFile)
	require.NoError(t, err)
	sections := strings.Split(string(content), "\n## ")
	var linked []string
	for i, section := range sections {
		if link := recipeLink.FindStringSubmatch(section); link != nil {
			linked = append(linked, link[1])
			title, _, _ := strings.Cut(section, "\n")
			sections[i] = title + "\n\n" + recipe(t, link[1])
		}
	}
	files, err := filepath.Glob("*recipe_*_test.go")
	require.NoError(t, err)
	assert.ElementsMatch(t, files, linked, "every recipe has a section")

	want := strings.Join(sections, "\n## ")
	if *updateRecipes {
		require.NoError(t, os.WriteFile(recipesFile, []byte(want), 0o644))
		return
	}
	assert.Equal(t, want, string(content), "%s is not current: go test . -run Recipes -update-recipes", recipesFile)
}

// recipe returns the section of a Go file, without its title. The last function of the file is the example or the test,
// whose doc comment is the text of the section.
func recipe(t *testing.T, name string) string {
	t.Helper()
	source, err := os.ReadFile(name)
	require.NoError(t, err)
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	require.NoError(t, err)
	last, ok := file.Decls[len(file.Decls)-1].(*ast.FuncDecl)
	require.True(t, ok && last.Doc != nil, "%s does not end with a function that has a doc comment", name)

	at := func(pos token.Pos) int { return files.Position(pos).Offset }
	imports := at(file.Decls[0].End())
	code := strings.TrimSpace(string(source[imports:at(last.Doc.Pos())]) + string(source[at(last.Pos()):]))
	section := last.Doc.Text() + "\n[" + name + "](../" + name + "):\n\n"

	examples := doc.Examples(file)
	if len(examples) == 0 {
		return section + fenced("go", code)
	}
	require.Len(t, examples, 1, "%s: one example in each file, so that pkg.go.dev shows the whole file", name)
	require.NotNil(t, examples[0].Play, "%s: pkg.go.dev does not show the whole file", name)
	output := outputComment.FindStringIndex(code)
	require.NotNil(t, output, "%s: the example has no output", name)
	return section + fenced("go", code[:output[0]]+"\n}") + "\nOutput:\n\n" + fenced("text", strings.TrimSpace(examples[0].Output))
}

func fenced(language, text string) string { return "```" + language + "\n" + text + "\n```\n" }
