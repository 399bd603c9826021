package target

import (
	"errors"
	"io/fs"
	"os"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/atomicfile"
)

// Publish puts what is ready in the place of the file, and then the manifest beside it. In this order: a manifest is never
// beside a file that it does not describe. The permission of a file that is replaced stays.
func (p Paths) Publish(ready string, m *Manifest, force bool) error {
	if err := m.describe(ready); err != nil {
		return err
	}
	if err := m.save(p.draft); err != nil {
		return err
	}
	if err := p.Check(force, m.Demo); err != nil { // it may have appeared in the meantime
		return err
	}
	if err := errors.Join(keepPermission(p.File, ready), keepPermission(p.Manifest, p.draft), removeIfThere(p.Manifest)); err != nil {
		return err
	}
	if err := os.Rename(ready, p.File); err != nil {
		return err
	}
	_ = atomicfile.SyncDir(p.File) // not all file systems can
	return p.publishManifest()
}

func (p Paths) publishManifest() error {
	if err := os.Rename(p.draft, p.Manifest); err != nil {
		return err
	}
	_ = atomicfile.SyncDir(p.File) // not all file systems can
	return p.cleanUp()
}

// cleanUp deletes what only an export that is not complete needs; the state goes last.
func (p Paths) cleanUp() error {
	return errors.Join(removeIfThere(p.Part), removeIfThere(p.Rendered), os.RemoveAll(p.Temp), removeIfThere(p.State))
}

func keepPermission(old, replacement string) error {
	info, err := os.Stat(old)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Chmod(replacement, info.Mode().Perm())
}

// Complete completes an export that a crash has ended in Publish, after the file got its name. It returns the manifest, if
// there is such an export.
func (p Paths) Complete(job Job) (m Manifest, done bool, err error) {
	m, isDraft, err := readManifest(p.draft)
	if !isDraft {
		m, _, err = readManifest(p.Manifest)
	}
	kept, stateErr := readState(p.State)
	belongs := isDraft && !Exists(p.Manifest) || !isDraft && stateErr == nil && kept.export.Started.Equal(m.Started)
	if err != nil || m.Job != job || !belongs {
		return m, false, nil
	}
	sum, err := checksum(p.File)
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err != nil || sum != m.SHA256 {
		return m, false, err
	}
	if isDraft {
		return m, true, p.publishManifest()
	}
	return m, true, p.cleanUp()
}
