// Readgen writes models_read.go: how each model of the package in the current directory is read from JSON.
//
// A model is a struct type with the comment //readgen:model. Each exported field has a json tag, and the tag leeloo:"verbatim"
// if it keeps the sentinel values of the API. The order of the fields is that of the members in a response, as far as it is
// known, since a member is looked for after the one before. Members that match no field are read by methods of the model
// with the comment //readgen:NAME, which take a *codec.Reader.
//
// With -check, readgen writes nothing and fails if models_read.go is not current.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

const fileName = "models_read.go"

func main() {
	check := flag.Bool("check", false, "fail if "+fileName+" is not current, and write nothing")
	flag.Parse()
	if err := run(".", *check); err != nil {
		fmt.Fprintln(os.Stderr, "readgen:", err)
		os.Exit(1)
	}
}

func run(dir string, check bool) error {
	code, err := generate(dir)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, fileName)
	if !check {
		return os.WriteFile(path, code, 0o644)
	}
	if current, err := os.ReadFile(path); err != nil || !bytes.Equal(current, code) {
		return errors.New(fileName + " is not current: run go generate")
	}
	return nil
}

// generate returns the content of models_read.go for the package in dir.
func generate(dir string) ([]byte, error) {
	p, err := parse(dir)
	if err != nil {
		return nil, err
	}
	return p.write()
}
