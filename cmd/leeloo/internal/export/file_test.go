package export_test

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestManifest(t *testing.T) {
	everyKind(t, func(t *testing.T, what, path string) {
		srv := newShop(t, 12)
		before := time.Now()
		mustRun(t, srv, what, "--from", "2024-03-04", "-o", path)
		requireComplete(t, path) // rows, bytes and checksum, too

		m := manifestOf(t, path)
		assert.Equal(t, filepath.Base(path), m.File)
		assert.Equal(t, target.Job{What: what, From: "2024-03-04"}, m.Job)
		assert.Equal(t, filepath.Ext(path), "."+m.Format)
		assert.Equal(t, "UTC", m.TimeZone)
		assert.Positive(t, m.Rows)
		assert.Equal(t, what == "chats", m.Chats > 0)
		assert.Equal(t, m.Format == "csv", len(m.Columns) > 0)
		assert.WithinRange(t, m.Started, before, m.Finished)
		assert.WithinRange(t, m.Finished, m.Started, time.Now())
		assert.False(t, m.Resumed)
		assert.NotEmpty(t, m.Company)

		reads := map[string]bool{}
		for _, request := range srv.Requests() {
			assert.Equal(t, "GET", request.Method)
			reads[request.Op] = true
		}
		delete(reads, "Users.List") // the identity of the company
		delete(reads, "Channels.Connections")
		assert.Len(t, reads, len(m.Operations))
	})
}

func TestFilesAreTheirOwnersOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file.csv")
	stop(t, srv, 2, "people", "-o", path)
	requireMode(t, 0o600, path+".part", path+".part.state")
	r := mustRun(t, srv, "people", "-o", path, "--resume")
	requireMode(t, 0o600, path, path+".manifest.json")
	assert.Contains(t, r.Err, "Only you can read "+path+" (permission 0600).\n")

	// Who has opened the file to others keeps it open.
	require.NoError(t, os.Chmod(path, 0o644))
	require.NoError(t, os.Chmod(path+".manifest.json", 0o640))
	r = mustRun(t, srv, "people", "-o", path, "--force")
	requireMode(t, 0o644, path)
	requireMode(t, 0o640, path+".manifest.json")
	assert.NotContains(t, r.Err, "Only you can read")
}

func requireMode(t *testing.T, mode os.FileMode, names ...string) {
	t.Helper()
	for _, name := range names {
		info, err := os.Stat(name)
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode(), name)
	}
}

func requireContent(t *testing.T, want, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, string(text))
}

func TestAFileIsReplacedOnlyWithForce(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file.csv")
	require.NoError(t, os.WriteFile(path, []byte("precious"), 0o644))
	r := run(t.Context(), t, srv, "people", "-o", path)
	assert.Equal(t, app.ExitUsage, r.Code)
	assert.Contains(t, r.Err, "exists already; move it away, or --force replaces it")
	assert.Empty(t, srv.Requests())
	r = run(t.Context(), t, srv, "people", "-o", path, "--resume")
	assert.Equal(t, app.ExitUsage, r.Code)
	requireContent(t, "precious", path)

	mustRun(t, srv, "people", "-o", path, "--force")
	requireComplete(t, path)
}

// A file that appears while the export runs is not replaced either, and the part waits: nothing is read again.
func TestAFileThatAppearsInTheMeantimeIsKept(t *testing.T) {
	for _, ending := range []string{".csv", ".xlsx", ".ndjson"} {
		srv := newShop(t, 3)
		path := filepath.Join(t.TempDir(), "file"+ending)
		srv.BeforeEach(func(*leelootest.Lists) { assert.NoError(t, os.WriteFile(path, []byte("precious"), 0o600)) })
		// The first requests are those of the identity: the check at the start has passed then, and the second one fails.
		r := run(t.Context(), t, srv, "people", "-o", path)
		assert.Equal(t, app.ExitUsage, r.Code)
		requireContent(t, "precious", path)
		srv.BeforeEach(nil)
		require.NoError(t, os.Remove(path))

		srv.BeforeEach(func(*leelootest.Lists) {
			if srv.Count("People.List") > 0 {
				assert.NoError(t, os.WriteFile(path, []byte("precious"), 0o600))
			}
		})
		r = run(t.Context(), t, srv, "people", "-o", path)
		assert.Equal(t, app.ExitStopped, r.Code, r.Err)
		assert.Contains(t, r.Err, "exists already; move it away, or --force replaces it")
		requireContent(t, "precious", path)

		srv.BeforeEach(nil)
		require.NoError(t, os.Remove(path))
		lists := srv.Count("People.List")
		mustRun(t, srv, "people", "-o", path, "--resume")
		requireComplete(t, path)
		assert.Equal(t, lists, srv.Count("People.List"))
	}
}

func TestForceThatFailsLeavesTheOldFile(t *testing.T) {
	srv := newShop(t, 4)
	path := filepath.Join(t.TempDir(), "file.csv")
	mustRun(t, srv, "people", "-o", path)
	old := manifestOf(t, path)
	r := stop(t, srv, 2, "people", "-o", path, "--force", "--to", "2026-12-31")
	assert.Equal(t, old, manifestOf(t, path))
	assert.Len(t, rowsOf(t, path), old.Rows)
	assert.Contains(t, r.Err, "To go on: leeloo export people --force --output "+path+" --to 2026-12-31 --resume\n")

	mustRun(t, srv, "people", "-o", path, "--force", "--resume", "--to", "2026-12-31")
	requireComplete(t, path)
	assert.Equal(t, "2026-12-31", manifestOf(t, path).To)
}

func TestFilesThatCannotBeOne(t *testing.T) {
	srv := newShop(t, 3)
	dir := t.TempDir()
	plain, link := filepath.Join(dir, "plain"), filepath.Join(dir, "link.csv")
	require.NoError(t, os.WriteFile(plain, []byte("precious"), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "dir.csv"), 0o700))
	tests := map[string]string{
		filepath.Join(dir, "dir.csv"):             "is a directory",
		filepath.Join(dir, "nowhere", "file.csv"): "there is no directory",
		filepath.Join(plain, "file.csv"):          "there is no directory",
	}
	if err := os.Symlink(plain, link); err == nil { // Windows may forbid it
		tests[link] = "is a symbolic link"
		require.NoError(t, os.Symlink(plain, filepath.Join(dir, "file.csv.part")))
		tests[filepath.Join(dir, "file.csv")] = "file.csv.part is a symbolic link"
	}
	if runtime.GOOS != "windows" { // not with /dev/null: were the check broken, and the user root, the test would replace it
		socket, err := net.Listen("unix", filepath.Join(dir, "socket.csv"))
		require.NoError(t, err)
		defer socket.Close()
		tests[filepath.Join(dir, "socket.csv")] = "is not an ordinary file"
	}
	for path, want := range tests {
		for _, flag := range []string{"--force", "--resume", "--demo"} {
			r := run(t.Context(), t, srv, "people", "-o", path, flag)
			assert.NotEqual(t, app.ExitDone, r.Code)
			assert.Contains(t, r.Err, want)
		}
	}
	requireContent(t, "precious", plain)
	assert.Zero(t, srv.Count("People.List"))
}

func TestOneProcessAtATime(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file.csv")
	stop(t, srv, 2, "people", "-o", path)
	part, err := os.ReadFile(path + ".part")
	require.NoError(t, err)
	other, err := target.PathsOf(path).Lock()
	require.NoError(t, err)
	for _, flag := range []string{"--resume", "--force"} {
		r := run(t.Context(), t, srv, "people", "-o", path, flag)
		assert.Equal(t, app.ExitStopped, r.Code)
		assert.Contains(t, r.Err, "another process is writing "+path)
	}
	other.Release()
	requireContent(t, string(part), path+".part")
	mustRun(t, srv, "people", "-o", path, "--resume")
	requireComplete(t, path)
}

// A crash between the renames leaves the file in its place and its manifest as a draft.
func TestCrashBetweenTheRenames(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file.csv")
	mustRun(t, srv, "people", "-o", path)
	want := manifestOf(t, path)
	require.NoError(t, os.Rename(path+".manifest.json", path+".manifest.json.part"))
	require.NoError(t, os.WriteFile(path+".part", []byte("{}\n"), 0o600)) // of a table, the part is still there
	lists := srv.Count("People.List")

	for _, args := range [][]string{{"people"}, {"orders", "--resume"}} { // the draft is of another export
		r := run(t.Context(), t, srv, append(args, "-o", path)...)
		assert.Equal(t, app.ExitUsage, r.Code)
		assert.Contains(t, r.Err, "--force replaces it")
	}

	r := mustRun(t, srv, "people", "-o", path, "--resume")
	assert.Contains(t, r.Err, "was complete, but for its manifest")
	assert.Contains(t, r.Out, "3 rows")
	requireComplete(t, path)
	assert.Equal(t, want, manifestOf(t, path))
	assert.Equal(t, lists, srv.Count("People.List"), "nothing is left to be read")
}

// A kill after the last rename leaves the part beside a complete export.
func TestCrashAfterTheRenames(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file.csv")
	mustRun(t, srv, "people", "-o", path)
	m := manifestOf(t, path)
	begun := func(started time.Time) string {
		text, err := json.Marshal(map[string]any{"export": target.Export{Job: m.Job, Company: m.Company, Started: started}})
		require.NoError(t, err)
		return string(text) + "\n"
	}
	require.NoError(t, os.WriteFile(path+".part.state", []byte(begun(m.Started)), 0o600))
	require.NoError(t, os.WriteFile(path+".part", []byte("{}\n"), 0o600))
	require.NoError(t, os.WriteFile(path+".part.rendered", []byte("id"), 0o600))
	require.NoError(t, os.Mkdir(path+".part.tmp", 0o700))
	mustRun(t, srv, "people", "-o", path, "--resume")
	requireComplete(t, path)
	assert.Equal(t, m, manifestOf(t, path))

	// A later export to the same file, which has not ended, is not taken for it.
	require.NoError(t, os.WriteFile(path+".part.state", []byte(begun(m.Started.Add(time.Second))), 0o600))
	require.NoError(t, os.WriteFile(path+".part", nil, 0o600))
	assert.Equal(t, app.ExitUsage, run(t.Context(), t, srv, "people", "-o", path, "--resume").Code)
	assert.FileExists(t, path+".part.state")
}

// A draft that describes another file is not published.
func TestDraftOfAnotherFile(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file.csv")
	for _, draft := range []any{target.Manifest{Job: target.Job{What: "people"}, SHA256: "0"}, "no manifest"} {
		text, err := json.Marshal(draft)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path+".manifest.json.part", text, 0o600))
		require.NoError(t, os.WriteFile(path, []byte("precious"), 0o600))
		r := run(t.Context(), t, srv, "people", "-o", path, "--resume")
		assert.Equal(t, app.ExitUsage, r.Code)
		assert.NoFileExists(t, path+".manifest.json")
	}
	require.NoError(t, os.Remove(path))
	mustRun(t, srv, "people", "-o", path, "--resume")
	requireComplete(t, path)
}

// A directory that cannot be written to is found before anything is read.
func TestReadOnlyDirectory(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o500))
	if os.Getuid() == 0 {
		dir = "/proc" // root can write everywhere else
	}
	if runtime.GOOS != "linux" {
		t.Skip("there are such directories on Linux")
	}
	srv := newShop(t, 3)
	r := run(t.Context(), t, srv, "people", "-o", filepath.Join(dir, "file.csv"))
	assert.Equal(t, app.ExitFailed, r.Code)
	assert.Contains(t, r.Err, "--output: ")
	assert.Zero(t, srv.Count("People.List"))
}
