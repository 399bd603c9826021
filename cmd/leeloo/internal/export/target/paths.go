// Package target is the file of an export on disk: complete or not there. Rows go to FILE.part, whose state says what it
// is a part of. What is complete takes the name FILE, with a manifest beside it.
package target

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Paths are the files of an export. All but the first two are gone when it is complete.
type Paths struct {
	File     string
	Manifest string
	Part     string // the rows as JSON lines, whatever the format of File
	State    string // says what Part is a part of
	Rendered string // the rows in the format of File
	Temp     string // a directory of temporary files
	draft    string // becomes Manifest
	lock     string
}

// PathsOf returns the paths for a file.
func PathsOf(file string) Paths {
	return Paths{
		File: file, Manifest: file + manifestEnd,
		Part: file + partEnd, State: file + stateEnd, Rendered: file + ".part.rendered", Temp: file + ".part.tmp",
		draft: file + draftEnd, lock: file + ".part.lock",
	}
}

const (
	manifestEnd = ".manifest.json"
	partEnd     = ".part"
	stateEnd    = ".part.state"
	draftEnd    = ".manifest.json.part"
)

// Check returns an error if an export must not replace what is there. What a demo did not write, a demo never replaces.
func (p Paths) Check(force, demo bool) error {
	if err := p.checkDir(); err != nil {
		return err
	}
	for _, path := range []string{p.File, p.Manifest, p.Part, p.State, p.Rendered, p.draft} {
		if err := isReplaceable(path); err != nil {
			return err
		}
	}
	exists := Exists(p.File)
	if demo {
		if err := p.checkDemo(exists); err != nil {
			return err
		}
	}
	if exists && !force {
		return app.Usagef("--output: %s exists already; move it away, or --force replaces it", p.File)
	}
	return nil
}

func (p Paths) checkDir() error {
	dir := filepath.Dir(p.File)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return app.Usagef("--output: there is no directory %s", dir)
	}
	return nil
}

// checkDemo returns an error if there is a file, a manifest or a part that is not of a demo.
func (p Paths) checkDemo(exists bool) error {
	const text = "--output: %s is not of a demo, which never replaces it; name another file"
	m, hasManifest, err := readManifest(p.Manifest)
	if hasManifest && (err != nil || !m.Demo) {
		return app.Usagef(text, p.Manifest)
	}
	if exists {
		sum, err := checksum(p.File)
		if err != nil {
			return err
		}
		if sum != m.SHA256 {
			return app.Usagef(text, p.File)
		}
	}
	if !Exists(p.Part) && !Exists(p.State) {
		return nil
	}
	if kept, err := readState(p.State); err != nil || !kept.export.Job.Demo {
		return app.Usagef(text, p.Part)
	}
	return nil
}

// isReplaceable returns an error if there is something other than an ordinary file, so that nothing is written through a
// link or into a device.
func isReplaceable(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return app.Usagef("--output: %s is a directory; name a file in it", path)
	case info.Mode()&fs.ModeSymlink != 0:
		return app.Usagef("--output: %s is a symbolic link; name the file that it leads to", path)
	case !info.Mode().IsRegular():
		return app.Usagef("--output: %s is not an ordinary file; write to standard output and redirect that", path)
	}
	return nil
}

// Exists reports whether there is something at a path.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Create creates a file for its owner only, which replaces what is there.
func Create(path string) (*os.File, error) {
	if err := removeIfThere(path); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
