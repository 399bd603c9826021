package target

import (
	"errors"
	"strings"
)

// CompleteFile returns the file that a manifest describes, by their names.
func CompleteFile(manifest string) (file string, ok bool) {
	return strings.CutSuffix(manifest, manifestEnd)
}

// UnfinishedFile returns the file that a state belongs to, by their names.
func UnfinishedFile(state string) (file string, ok bool) { return strings.CutSuffix(state, stateEnd) }

// Used reports whether a file or anything beside it exists.
func Used(file string) bool {
	p := PathsOf(file)
	return Exists(p.File) || Exists(p.Manifest) || Exists(p.Part) || Exists(p.State) || Exists(p.draft)
}

// ReadManifest reads the manifest of a file.
func ReadManifest(file string) (Manifest, error) {
	m, exists, err := readManifest(PathsOf(file).Manifest)
	if !exists {
		return m, errors.New("no manifest")
	}
	return m, err
}
