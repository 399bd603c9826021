package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

const (
	directive      = "//readgen:"
	modelDirective = "model"
)

// source is the part of a package that determines the generated code.
type source struct {
	name    string
	files   *token.FileSet
	models  []*model            // in the order of the files and of their declarations
	strings map[string]bool     // the named string types
	values  map[string][]string // the constants of a named type
}

type model struct {
	name    string
	at      token.Pos
	fields  *ast.StructType
	methods []method
}

// method reads the member of a model that no field matches.
type method struct {
	member, name string
	at           token.Pos
}

func parse(dir string) (*source, error) {
	s := &source{files: token.NewFileSet(), strings: make(map[string]bool), values: make(map[string][]string)}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var functions []*ast.FuncDecl
	for _, path := range paths {
		if base := filepath.Base(path); base == fileName || strings.HasSuffix(base, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.name = file.Name.Name
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.GenDecl:
				if err := s.addTypesAndValues(d); err != nil {
					return nil, err
				}
			case *ast.FuncDecl:
				functions = append(functions, d)
			}
		}
	}
	for _, f := range functions {
		if err := s.addMethod(f); err != nil {
			return nil, err
		}
	}
	if len(s.models) == 0 {
		return nil, fmt.Errorf("%s: no type with the comment %s%s", dir, directive, modelDirective)
	}
	return s, nil
}

func (s *source) addTypesAndValues(d *ast.GenDecl) error {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.ValueSpec:
			if named, ok := spec.Type.(*ast.Ident); ok && d.Tok == token.CONST {
				for _, name := range spec.Names {
					s.values[named.Name] = append(s.values[named.Name], name.Name)
				}
			}
		case *ast.TypeSpec:
			if isIdent(spec.Type, "string") {
				s.strings[spec.Name.Name] = true
			}
			if directiveOf(spec.Doc) != modelDirective && (d.Lparen.IsValid() || directiveOf(d.Doc) != modelDirective) {
				continue
			}
			fields, ok := spec.Type.(*ast.StructType)
			if !ok {
				return s.errorAt(spec.Pos(), "%s is not a struct", spec.Name.Name)
			}
			s.models = append(s.models, &model{name: spec.Name.Name, at: spec.Pos(), fields: fields})
		}
	}
	return nil
}

func (s *source) addMethod(f *ast.FuncDecl) error {
	member := directiveOf(f.Doc)
	if member == "" {
		return nil
	}
	if f.Recv != nil {
		if star, ok := f.Recv.List[0].Type.(*ast.StarExpr); ok {
			for _, m := range s.models {
				if isIdent(star.X, m.name) {
					m.methods = append(m.methods, method{member, f.Name.Name, f.Pos()})
					return nil
				}
			}
		}
	}
	return s.errorAt(f.Pos(), "%s is not a method of a pointer to a model", f.Name.Name)
}

// model returns the model with a name, or nil.
func (s *source) model(name string) *model {
	for _, m := range s.models {
		if m.name == name {
			return m
		}
	}
	return nil
}

func (s *source) errorAt(at token.Pos, format string, args ...any) error {
	return fmt.Errorf("%v: %s", s.files.Position(at), fmt.Sprintf(format, args...))
}

// directiveOf returns what follows //readgen: in a comment.
func directiveOf(doc *ast.CommentGroup) string {
	if doc != nil {
		for _, line := range doc.List {
			if word, ok := strings.CutPrefix(line.Text, directive); ok {
				return strings.TrimSpace(word)
			}
		}
	}
	return ""
}

func isIdent(expr ast.Expr, name string) bool {
	ident, ok := expr.(*ast.Ident)
	return ok && ident.Name == name
}
