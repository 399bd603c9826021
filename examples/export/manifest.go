package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// manifest describes a file that is complete.
type manifest struct {
	File string `json:"file"`
	job
	TimeZone   string    `json:"time_zone"` // of the days
	Columns    []string  `json:"columns,omitempty"`
	Operations []string  `json:"operations"`
	Rows       int       `json:"rows"`
	Chats      int       `json:"chats,omitempty"` // that were read, also those without a message in the period
	Bytes      int64     `json:"bytes"`
	SHA256     string    `json:"sha256"`
	Started    time.Time `json:"started"`
	Finished   time.Time `json:"finished"`
	Resumed    bool      `json:"resumed"`
	Complete   bool      `json:"complete"`
}

// describe reads a file back and counts what is in it.
func (m *manifest) describe(file *os.File, l layout) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum := sha256.New()
	got, err := l.scan(io.TeeReader(file, sum), func(string) {})
	if err != nil {
		return err
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if got.size != size {
		return fmt.Errorf("%s does not read back as it was written: is the disk in order?", file.Name())
	}
	m.Rows, m.Bytes, m.SHA256 = got.rows, size, hex.EncodeToString(sum.Sum(nil))
	return nil
}

// save puts the manifest on disk.
func (m *manifest) save(path string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	file, err := createFile(path)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	return errors.Join(err, file.Sync(), file.Close())
}
