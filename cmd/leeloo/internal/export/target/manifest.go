package target

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Manifest describes a file that is complete.
type Manifest struct {
	File   string `json:"file"`
	Format string `json:"format"`
	Job
	TimeZone   string       `json:"time_zone"` // of the days
	Columns    []string     `json:"columns,omitempty"`
	Operations []string     `json:"operations"` // of the API
	Rows       int          `json:"rows"`
	Undated    int          `json:"undated_rows"`          // that have no time that can be read
	Chats      int          `json:"chats,omitempty"`       // that were read, also those without a message in the period
	CutCells   int          `json:"cut_cells,omitempty"`   // that were longer than Excel allows
	LeftOut    int          `json:"without_tag,omitempty"` // people that the API listed, without the tag
	Bytes      int64        `json:"bytes"`
	SHA256     string       `json:"sha256"`
	Company    app.Identity `json:"company,omitempty"`
	Started    time.Time    `json:"started"`
	Finished   time.Time    `json:"finished"`
	Resumed    bool         `json:"resumed"`
	Complete   bool         `json:"complete"`
}

// readManifest reads a manifest, if there is one.
func readManifest(path string) (m Manifest, exists bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err != nil {
		return m, true, err
	}
	return m, true, json.Unmarshal(text, &m)
}

// describe sets what can be said of the bytes of a file.
func (m *Manifest) describe(path string) (err error) {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	m.Bytes = info.Size()
	m.SHA256, err = checksum(path)
	return err
}

func checksum(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// save puts the manifest on disk.
func (m *Manifest) save(path string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	file, err := Create(path)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	return errors.Join(err, file.Sync(), file.Close())
}
