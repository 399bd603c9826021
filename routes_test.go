package leeloo_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/route"
)

// The route table, the methods of the services and the table of calls above name the same 30 operations.
func TestRoutesAndServices(t *testing.T) {
	routes := route.All()
	require.Len(t, routes, 30)
	require.Len(t, operations, 30)

	methods := serviceMethods(t)
	users := make(map[string][]string) // the methods that use a constant of the table
	for _, method := range methods {
		users[method.constant()] = append(users[method.constant()], method.name)
	}
	require.Len(t, users, 30)

	for i, r := range routes {
		t.Run(r.Name, func(t *testing.T) {
			want := []string{r.Name}
			service, name, _ := strings.Cut(r.Name, ".")
			if _, paged := methods[service+".All"]; paged && name == "List" {
				want = append(want, service+".All")
			}
			assert.ElementsMatch(t, want, users[service+name])
			for _, name := range want {
				require.Contains(t, methods, name)
				assert.Equal(t, []string{r.String()}, methods[name].leelooLines(), "the line of %s's comment", name)
			}

			// The calls of the other tests are in the table's order, and go where it says.
			op := operations[i]
			require.Equal(t, r.Name, op.name)
			assert.NotEmpty(t, sample(t, op.sample))
			parameter := regexp.MustCompile(`\\\{[a-z_]+\\\}`)
			path := parameter.ReplaceAllString(regexp.QuoteMeta(r.Path), `[0-9a-f]{24}`)
			assert.Regexp(t, `^`+r.Method+` `+path+`(\?.*)?$`, op.line)
			assert.Equal(t, r.Body == route.Form, op.form != "", "a form")
			assert.Equal(t, r.Body != route.NoBody, op.json != "", "a body")
		})
	}
}

// A sample belongs to one operation, and none lies about unused.
func TestSamplesHaveAnOperation(t *testing.T) {
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

// Every method of every service reads the same: a context first, options last, and one statement.
func TestServiceMethods(t *testing.T) {
	for name, method := range serviceMethods(t) {
		t.Run(name, func(t *testing.T) {
			params := method.decl.Type.Params.List
			require.GreaterOrEqual(t, len(params), 2)
			assert.Equal(t, "ctx context.Context", paramText(params[0]))
			assert.Equal(t, "opts ...RequestOption", paramText(params[len(params)-1]))
			require.Len(t, method.decl.Body.List, 1)
			assert.IsType(t, &ast.ReturnStmt{}, method.decl.Body.List[0])
			assert.Regexp(t, `^`+method.decl.Name.Name+` `, method.decl.Doc.Text())
		})
	}
}

type serviceMethod struct {
	name string // "Orders.Update"
	decl *ast.FuncDecl
}

// serviceMethods returns the exported methods of the package's services.
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

// constant returns the constant of package route that the method uses: "OrdersUpdate". Several are joined.
func (m serviceMethod) constant() string {
	var names []string
	ast.Inspect(m.decl.Body, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok && types.ExprString(selector.X) == "route" {
			names = append(names, selector.Sel.Name)
		}
		return true
	})
	return strings.Join(names, "+")
}

func (m serviceMethod) leelooLines() (lines []string) {
	for _, comment := range m.decl.Doc.List {
		if line, ok := strings.CutPrefix(comment.Text, "// Leeloo: "); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

func paramText(param *ast.Field) string {
	var names []string
	for _, name := range param.Names {
		names = append(names, name.Name)
	}
	return strings.Join(names, ", ") + " " + types.ExprString(param.Type)
}
