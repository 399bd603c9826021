package leeloo_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

var (
	markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fencedCode   = regexp.MustCompile("(?ms)^```.*?^```")
	codeSpan     = regexp.MustCompile("`[^`]+`")
	exportedName = regexp.MustCompile(`[\w.]*\b[A-Z]\w*`)
	quotedText   = regexp.MustCompile(`"[^"]*"`)
	heading      = regexp.MustCompile(`(?m)^#+ (.+)$`)
	notInAnchor  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// The links between the documents lead to files and headings that exist.
func TestLinks(t *testing.T) {
	for _, name := range []string{
		"README.md", "README.uk.md", "llms.txt", "AGENTS.md", "CONTRIBUTING.md", "SECURITY.md",
		"docs/faq.md", "docs/api-notes.md", "docs/recipes.md", "docs/durable.md", "durable/README.md", "examples/README.md",
	} {
		for _, link := range markdownLink.FindAllStringSubmatch(fencedCode.ReplaceAllString(fileText(t, name), ""), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			file, fragment, hasFragment := strings.Cut(link[1], "#")
			target := name
			if file != "" {
				target = path.Join(path.Dir(name), file)
			}
			_, err := os.Stat(target)
			if !assert.NoError(t, err, "%s: %s", name, link[1]) || !hasFragment {
				continue
			}
			assert.Contains(t, anchors(fileText(t, target)), fragment, "%s: %s", name, link[1])
		}
	}
}

// anchors returns the fragments that GitHub gives the headings of a text.
func anchors(text string) (all []string) {
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.ReplaceAll(strings.ToLower(notInAnchor.ReplaceAllString(h[1], "")), " ", "-"))
	}
	return all
}

// The exported names in the code spans of llms.txt are declared: assistants copy them.
func TestNamesInLLMsTxt(t *testing.T) {
	declared := map[string]bool{}
	for _, dir := range []string{".", "leelootest", "webhook", "durable"} {
		addDeclared(t, declared, dir)
	}
	for _, span := range codeSpan.FindAllString(fileText(t, "llms.txt"), -1) {
		span = quotedText.ReplaceAllString(span, "")
		for _, name := range exportedName.FindAllString(span, -1) {
			for part := range strings.SplitSeq(name, ".") {
				if ast.IsExported(part) && name != "iter.Seq2" && name != strings.ToUpper(name) { // LEELOO_TOKEN
					assert.True(t, declared[part], "%s: %s is not declared", span, part)
				}
			}
		}
	}
}

// addDeclared adds the names of a package: types, functions, methods, fields, constants and variables.
func addDeclared(t *testing.T, names map[string]bool, dir string) {
	t.Helper()
	files, err := fs.Glob(os.DirFS(dir), "*.go")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path.Join(dir, name), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				names[n.Name.Name] = true
				return false
			case *ast.TypeSpec:
				names[n.Name.Name] = true
			case *ast.ValueSpec:
				for _, id := range n.Names {
					names[id.Name] = true
				}
			case *ast.Field:
				for _, id := range n.Names {
					names[id.Name] = true
				}
			}
			return true
		})
	}
}

// Dependabot updates each module.
func TestDependabotUpdatesEachModule(t *testing.T) {
	modules, err := filepath.Glob("*/go.mod")
	require.NoError(t, err)
	deeper, err := filepath.Glob("*/*/go.mod")
	require.NoError(t, err)
	var want []string
	for _, file := range append([]string{"go.mod"}, append(modules, deeper...)...) {
		want = append(want, path.Join("/", filepath.ToSlash(filepath.Dir(file))))
	}
	var config struct {
		Updates []struct {
			Ecosystem   string   `yaml:"package-ecosystem"`
			Directories []string `yaml:"directories"`
		} `yaml:"updates"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(fileText(t, ".github/dependabot.yml")), &config))
	require.Equal(t, "gomod", config.Updates[0].Ecosystem)
	assert.ElementsMatch(t, want, config.Updates[0].Directories)
}
