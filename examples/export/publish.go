package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
)

// publish puts the part in the place of the file, and then the manifest beside it. In this order: a manifest never
// stands beside a file that it doesn't describe.
func (p paths) publish(m manifest, force bool) error {
	if err := m.save(p.draft); err != nil {
		return err
	}
	if err := p.checkFile(force); err != nil {
		return err
	}
	if err := removeIfThere(p.manifest); err != nil {
		return err
	}
	if err := os.Rename(p.part, p.file); err != nil {
		return err
	}
	syncDir(p.file)
	return p.publishManifest()
}

func (p paths) publishManifest() error {
	if err := os.Rename(p.draft, p.manifest); err != nil {
		return err
	}
	syncDir(p.file)
	return nil
}

// lacksManifest reports whether a crash has come between the two renames of publish: the file is that of the draft.
func (p paths) lacksManifest(j job) (bool, error) {
	if exists, err := isFile(p.part); err != nil || exists {
		return false, err
	}
	text, err := os.ReadFile(p.draft)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var draft manifest
	if err := json.Unmarshal(text, &draft); err != nil || draft.job != j {
		return false, nil
	}
	file, err := os.Open(p.file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return draft.SHA256 == hex.EncodeToString(sum.Sum(nil)), err
}
