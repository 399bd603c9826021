package main

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/examples/internal/journal"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestManifest(t *testing.T) {
	for _, f := range everyFormat() {
		t.Run(f.String(), func(t *testing.T) {
			srv := newShop(t, 12)
			path := filepath.Join(t.TempDir(), "file")
			before := time.Now()
			mustExport(t, srv, "-what", f.what, "-format", f.format, "-from", "2024-03-04", "-o", path)
			requireComplete(t, path, f.format) // rows, bytes and checksum, too

			m := manifestOf(t, path)
			assert.Equal(t, "file", m.File)
			assert.Equal(t, job{What: f.what, From: "2024-03-04", Format: f.format}, m.job)
			assert.Equal(t, "UTC", m.TimeZone)
			assert.Equal(t, kinds[f.what].operations, m.Operations)
			assert.Positive(t, m.Rows)
			assert.Equal(t, f.what == chats, m.Chats > 0)
			assert.Equal(t, f.format == formatCSV, len(m.Columns) > 0)
			assert.WithinRange(t, m.Started, before, m.Finished)
			assert.WithinRange(t, m.Finished, m.Started, time.Now())
			assert.False(t, m.Resumed)

			asked := map[string]bool{}
			for _, request := range srv.Requests() {
				assert.Equal(t, "GET", request.Method)
				asked[request.Op] = true
			}
			for _, operation := range m.Operations {
				assert.True(t, asked[operation], operation)
			}
			assert.Len(t, asked, len(m.Operations))
		})
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file")
	requirePrivate := func(names ...string) {
		t.Helper()
		for _, name := range names {
			info, err := os.Stat(name)
			require.NoError(t, err)
			assert.Equal(t, os.FileMode(0o600), info.Mode(), name)
		}
	}
	srv.Fail(format{what: people}.after(2))
	_, err := exportTo(t.Context(), srv, "-o", path)
	require.Error(t, err)
	requirePrivate(path+".part", path+".part.state")
	mustExport(t, srv, "-o", path, "-resume")
	requirePrivate(path, path+".manifest.json")
}

func TestFileThatIsThereAlready(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte("precious"), 0o644))
	for _, flags := range [][]string{nil, {"-resume"}} {
		_, err := exportTo(t.Context(), srv, append(flags, "-o", path)...)
		require.ErrorContains(t, err, "-force replaces it")
	}
	assert.Empty(t, srv.Requests())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "precious", string(text))

	mustExport(t, srv, "-o", path, "-force")
	requireComplete(t, path, formatCSV)
}

// A file that appears while the export runs is not replaced either, and the part waits.
func TestFileThatAppearsMeanwhile(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file")
	srv.BeforeEach(func(*leelootest.Lists) { assert.NoError(t, os.WriteFile(path, []byte("precious"), 0o600)) })
	_, err := exportTo(t.Context(), srv, "-o", path)
	require.ErrorContains(t, err, "-force replaces it")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "precious", string(text))

	srv.BeforeEach(nil)
	require.NoError(t, os.Remove(path))
	mustExport(t, srv, "-o", path, "-resume")
	requireComplete(t, path, formatCSV)
}

func TestForceThatFailsLeavesTheOldFile(t *testing.T) {
	srv := newShop(t, 4)
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-o", path)
	old := manifestOf(t, path)
	srv.Fail(format{what: people}.after(2))
	_, err := exportTo(t.Context(), srv, "-o", path, "-force", "-format", formatNDJSON)
	require.Error(t, err)
	assert.Equal(t, old, manifestOf(t, path))
	assert.Len(t, rowsOf(t, path, formatCSV), old.Rows)

	mustExport(t, srv, "-o", path, "-force", "-resume", "-format", formatNDJSON)
	requireComplete(t, path, formatNDJSON)
}

func TestFileThatCannotBeOne(t *testing.T) {
	srv := newShop(t, 3)
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(target, []byte("precious"), 0o600))
	tests := map[string]string{
		dir:                                   "is a directory",
		filepath.Join(dir, "nowhere", "file"): "is no directory that can be reached",
		filepath.Join(target, "file"):         "is no directory that can be reached",
	}
	if err := os.Symlink(target, link); err == nil { // Windows may forbid it
		tests[link] = "is a symbolic link"
		require.NoError(t, os.Symlink(target, filepath.Join(dir, "file.part")))
		tests[filepath.Join(dir, "file")] = "file.part is a symbolic link"
	}
	if runtime.GOOS != "windows" { // not with /dev/null: were the check broken, and the user root, the test would replace it
		socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
		require.NoError(t, err)
		defer socket.Close()
		tests[filepath.Join(dir, "socket")] = "is no ordinary file: use -o -"
	}
	for path, want := range tests {
		for _, flag := range []string{"-force", "-resume"} {
			_, err := exportTo(t.Context(), srv, "-o", path, flag)
			require.ErrorContains(t, err, want)
		}
	}
	text, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, "precious", string(text))
	assert.Empty(t, srv.Requests())
}

func TestOneProcessAtATime(t *testing.T) {
	t.Parallel() // it waits for a lock
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file")
	srv.Fail(format{what: people}.after(2))
	_, err := exportTo(t.Context(), srv, "-o", path)
	require.Error(t, err)
	part, err := os.ReadFile(path + ".part")
	require.NoError(t, err)

	other, err := journal.Open[entry](path+".part.state", "export")
	require.NoError(t, err)
	var all sync.WaitGroup
	for _, flag := range []string{"-resume", "-force"} {
		all.Go(func() {
			_, err := exportTo(t.Context(), srv, "-o", path, flag)
			assert.ErrorContains(t, err, "in use by another process")
		})
	}
	all.Wait()
	require.NoError(t, other.Close())
	still, err := os.ReadFile(path + ".part")
	require.NoError(t, err)
	assert.Equal(t, part, still)
}

// Of exports that begin at the same moment one gets the part, and the others don't take it away.
func TestStartsAtTheSameMoment(t *testing.T) {
	t.Parallel() // it waits for a lock
	o := options{job: job{What: people, Format: formatCSV}, force: true}
	at := pathsOf(filepath.Join(t.TempDir(), "file"))
	var all sync.WaitGroup
	var parts [4]*part
	for i := range parts {
		all.Go(func() { parts[i], _ = openPart(at, o, entry{Job: o.job}) })
	}
	all.Wait()
	won := slices.DeleteFunc(parts[:], func(p *part) bool { return p == nil })
	require.Len(t, won, 1)
	mine, err := won[0].file.Stat()
	require.NoError(t, err)
	there, err := os.Stat(at.part)
	require.NoError(t, err)
	assert.True(t, os.SameFile(mine, there))
	require.NoError(t, errors.Join(won[0].file.Close(), won[0].state.Close()))
}

// A crash between the renames leaves the file in its place and its manifest as a draft.
func TestCrashBetweenTheRenames(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-o", path)
	want := manifestOf(t, path)
	require.NoError(t, os.Rename(path+".manifest.json", path+".manifest.json.part"))
	asked := len(srv.Requests())

	_, err := exportTo(t.Context(), srv, "-o", path)
	require.ErrorContains(t, err, "-force replaces it")
	_, err = exportTo(t.Context(), srv, "-o", path, "-resume", "-what", orders)
	require.ErrorContains(t, err, "-force replaces it", "the draft is of another export")

	said := mustExport(t, srv, "-o", path, "-resume")
	assert.Contains(t, said, "was complete, but for its manifest")
	requireComplete(t, path, formatCSV)
	assert.Equal(t, want, manifestOf(t, path))
	assert.Len(t, srv.Requests(), asked, "nothing is left to be read")
}

// A draft that describes another file is not published.
func TestDraftOfAnotherFile(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file")
	for _, draft := range []any{manifest{job: job{What: people, Format: formatCSV}, SHA256: "0"}, "no manifest"} {
		text, err := json.Marshal(draft)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path+".manifest.json.part", text, 0o600))
		require.NoError(t, os.WriteFile(path, []byte("precious"), 0o600))
		_, err = exportTo(t.Context(), srv, "-o", path, "-resume")
		require.ErrorContains(t, err, "-force replaces it")
		assert.NoFileExists(t, path+".manifest.json")
	}
	require.NoError(t, os.Remove(path))
	mustExport(t, srv, "-o", path, "-resume")
	requireComplete(t, path, formatCSV)
}

// A write that fails, as on a full disk, is an error that names the part; what is there stays and is gone on with.
func TestWriteThatFails(t *testing.T) {
	for _, what := range []string{people, chats} {
		f := format{what, formatCSV}
		srv := newShop(t, 12)
		want := f.reference(t, srv)
		path := filepath.Join(t.TempDir(), "file")
		o, err := parse(f.flags(path), nil)
		require.NoError(t, err)
		e := &exporter{crm: srv.Client(), options: o, progress: newProgress(io.Discard), started: time.Now()}
		p, err := openPart(pathsOf(path), o, entry{Job: o.job, Account: accountOf(srv.Token)})
		require.NoError(t, err)
		require.NoError(t, p.file.Close()) // from here on each write fails
		_, err = e.fill(t.Context(), p)
		require.ErrorIs(t, err, os.ErrClosed)
		assert.ErrorContains(t, err, path+".part")
		require.NoError(t, p.state.Close())
		require.FileExists(t, path+".part")

		mustExport(t, srv, f.flags(path)...)
		requireComplete(t, path, f.format)
		require.ElementsMatch(t, want, rowsOf(t, path, f.format))
	}
}
