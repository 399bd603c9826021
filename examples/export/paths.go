package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// paths are the files of an export. All but the first two are gone when it is done.
type paths struct {
	file     string
	manifest string
	part     string // becomes file
	draft    string // becomes manifest
	state    string // says whose the part is
}

func pathsOf(file string) paths {
	return paths{
		file: file, manifest: file + ".manifest.json",
		part: file + ".part", draft: file + ".manifest.json.part", state: file + ".part.state",
	}
}

// checkFile refuses what an export must not replace.
func (p paths) checkFile(force bool) error {
	exists, err := isFile(p.file)
	if err == nil && exists && !force {
		err = fmt.Errorf("%s is there already: -force replaces it", p.file)
	}
	return err
}

func (p paths) checkDir() error {
	dir := filepath.Dir(p.file)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("%s is no directory that can be reached: -o takes a file in one that is there", dir)
	}
	return nil
}

// isFile reports whether there is a file. What is there and no ordinary file is an error, so that nothing is written
// through a link, or into a device.
func isFile(path string) (bool, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case info.IsDir():
		return false, fmt.Errorf("%s is a directory: name a file in it", path)
	case info.Mode()&fs.ModeSymlink != 0:
		return false, fmt.Errorf("%s is a symbolic link: name the file that it leads to", path)
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s is no ordinary file: use -o - and redirect the output", path)
	}
	return true, nil
}

// createFile makes a file for its owner alone, which replaces what is there.
func createFile(path string) (*os.File, error) {
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

// syncDir puts the names of the files in a directory on disk, where the system can: Windows and some file systems
// can't, and do so in their own time.
func syncDir(file string) {
	if dir, err := os.Open(filepath.Dir(file)); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
