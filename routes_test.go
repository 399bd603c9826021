package leeloo_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// countOfOperations is that of the vendor's API page, and one that the vendor documents elsewhere.
const countOfOperations = 30 + 1

// Each operation of the table has a method of its own, All if it is a list with pages, and a case in operations.
func TestEachOperationHasAMethodAndACase(t *testing.T) {
	table := operation.All()
	require.Len(t, table, countOfOperations)
	require.Len(t, operations, countOfOperations)

	methods := serviceMethods(t)
	users := make(map[string][]string) // the methods that use an operation
	for _, method := range methods {
		if !method.isSearch() {
			names := method.operations()
			require.Len(t, names, 1, method.name)
			users[names[0]] = append(users[names[0]], method.name)
		}
	}
	require.Len(t, users, countOfOperations)

	for i, op := range table {
		t.Run(op.Name, func(t *testing.T) {
			want := []string{op.Name}
			service, name, _ := strings.Cut(op.Name, ".")
			if _, paged := methods[service+".All"]; paged && name == "List" {
				want = append(want, service+".All")
			}
			assert.ElementsMatch(t, want, users[service+name])
			for _, name := range want {
				require.Contains(t, methods, name)
				assert.Equal(t, []string{op.Route()}, methods[name].documentedRoutes(), name)
			}

			test := operations[i]
			require.Equal(t, op.Name, test.name, "the cases have the order of the table")
			assert.NotEmpty(t, sample(t, test.sample))
			parameter := regexp.MustCompile(`\\\{[a-z_]+\\\}`)
			path := parameter.ReplaceAllString(regexp.QuoteMeta(op.Path), `[0-9a-f]{24}`)
			assert.Regexp(t, `^`+op.Method+` `+path+`(\?.*)?$`, test.line)
			assert.Equal(t, op.Body == operation.Form, test.form != "", "a form")
			assert.Equal(t, op.Body != operation.NoBody, test.json != "", "a body")
		})
	}
}

// A search documents the routes of the methods that it calls.
func TestSearchesDocumentTheirRoutes(t *testing.T) {
	methods := serviceMethods(t)
	var searches []string
	for name, method := range methods {
		if !method.isSearch() {
			continue
		}
		searches = append(searches, name)
		service, _, _ := strings.Cut(name, ".")
		var want []string
		for _, called := range method.calledMethods() {
			require.Contains(t, methods, service+"."+called)
			want = append(want, methods[service+"."+called].documentedRoutes()...)
		}
		assert.Equal(t, want, method.documentedRoutes(), name)
	}
	assert.ElementsMatch(t, []string{"Templates.ByName", "Tags.ByName", "Tunnels.ByName", "Users.ByName", "People.ByPhone"}, searches)
}

// Each sample is the response of one operation, or an error.
func TestEachSampleHasAnOperation(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	var want []string
	for _, file := range files {
		if name := filepath.Base(file); !strings.HasPrefix(name, "error_") {
			want = append(want, name)
		}
	}
	var got []string
	for _, op := range operations {
		got = append(got, op.sample)
	}
	assert.ElementsMatch(t, want, got)
}

// Each method of a service has a context first and options last. All but the searches are one statement.
func TestServiceMethods(t *testing.T) {
	for name, method := range serviceMethods(t) {
		t.Run(name, func(t *testing.T) {
			params := method.decl.Type.Params.List
			require.GreaterOrEqual(t, len(params), 2)
			assert.Equal(t, "ctx context.Context", paramText(params[0]))
			assert.Equal(t, "opts ...RequestOption", paramText(params[len(params)-1]))
			assert.Regexp(t, `^`+method.decl.Name.Name+` `, method.decl.Doc.Text())
			if !method.isSearch() {
				require.Len(t, method.decl.Body.List, 1)
				assert.IsType(t, &ast.ReturnStmt{}, method.decl.Body.List[0])
			}
		})
	}
}

// The package has few files, so that a reader finds a thing where its name says.
func TestCountOfFiles(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	files = slices.DeleteFunc(files, func(file string) bool { return strings.HasSuffix(file, "_test.go") })
	assert.LessOrEqual(t, len(files), 30, "%v", files)
}

type serviceMethod struct {
	name string // "Orders.Update"
	decl *ast.FuncDecl
}

// serviceMethods returns the exported methods of the services of the package.
func serviceMethods(t *testing.T) map[string]serviceMethod {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	methods := make(map[string]serviceMethod)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			method, ok := decl.(*ast.FuncDecl)
			if !ok || method.Recv == nil || !method.Name.IsExported() {
				continue
			}
			if service, ok := strings.CutSuffix(types.ExprString(method.Recv.List[0].Type), "Service"); ok {
				name := strings.TrimPrefix(service, "*") + "." + method.Name.Name
				methods[name] = serviceMethod{name, method}
			}
		}
	}
	return methods
}

// isSearch reports whether the method searches a list that other methods read.
func (m serviceMethod) isSearch() bool { return strings.HasPrefix(m.decl.Name.Name, "By") }

// operations returns the operations of the table that the method uses: "OrdersUpdate".
func (m serviceMethod) operations() []string { return m.selected("operation") }

// calledMethods returns the methods of its service that the method calls.
func (m serviceMethod) calledMethods() []string { return m.selected("s") }

// selected returns the names that the method selects from a package or a value.
func (m serviceMethod) selected(from string) (names []string) {
	ast.Inspect(m.decl.Body, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok && types.ExprString(selector.X) == from {
			names = append(names, selector.Sel.Name)
		}
		return true
	})
	return names
}

// documentedRoutes returns the routes in the line "Leeloo: …" of the doc comment.
func (m serviceMethod) documentedRoutes() (routes []string) {
	for _, comment := range m.decl.Doc.List {
		if line, ok := strings.CutPrefix(comment.Text, "// Leeloo: "); ok {
			routes = append(routes, strings.Split(line, ", ")...)
		}
	}
	return routes
}

func paramText(param *ast.Field) string {
	var names []string
	for _, name := range param.Names {
		names = append(names, name.Name)
	}
	return strings.Join(names, ", ") + " " + types.ExprString(param.Type)
}
