package target

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// However many bytes of a part are there: scan finds the whole rows, and where they end.
func TestScanFindsTheWholeRows(t *testing.T) {
	rows := []string{`{"id":"1","text":"a\nb"}` + "\n", `{"id":"2"}` + "\n", `{"text":"Олена","id":"3"}` + "\n"}
	text := strings.Join(rows, "")
	for n := range len(text) + 1 {
		var ids []string
		size, err := scan(strings.NewReader(text[:n]), func(id string) { ids = append(ids, id) })
		require.NoError(t, err)
		whole, end := 0, 0
		for _, row := range rows {
			if end+len(row) > n {
				break
			}
			whole, end = whole+1, end+len(row)
		}
		assert.EqualValues(t, end, size)
		assert.Equal(t, []string{"1", "2", "3"}[:whole], append([]string{}, ids...))
	}
}

func TestScanStopsAtWhatIsNotARow(t *testing.T) {
	whole := `{"id":"1"}` + "\n"
	for name, rest := range map[string]string{
		"a hole that a power cut left": `{"id":"2","name":"Ro` + "\x00\x00\x00" + `"}` + "\n",
		"zeros":                        "\x00\x00\n",
		"no id":                        `{"name":"a"}` + "\n",
		"an empty id":                  `{"id":""}` + "\n",
		"an empty line":                "\n",
		"no JSON":                      "id,name\n",
		"an id of another type":        `{"id":7}` + "\n",
	} {
		size, err := scan(strings.NewReader(whole+rest+whole), func(string) {})
		require.NoError(t, err)
		assert.EqualValues(t, len(whole), size, name)
	}
}

// newPart begins a part of chats.
func newPart(t *testing.T) (Paths, *Part, Export) {
	t.Helper()
	at := PathsOf(filepath.Join(t.TempDir(), "file.csv"))
	asked := Export{Job: Job{What: chats, Tags: TagsOf([]string{"b", "a", "b"})}, Company: app.Identity{"company"}, Started: time.Now().UTC()}
	p, err := Open(at, asked, false, false)
	require.NoError(t, err)
	return at, p, asked
}

func TestPartGoesOnAfterTheLastChat(t *testing.T) {
	at, p, asked := newPart(t)
	require.NoError(t, p.Write([]byte(`{"id":"1"}`+"\n")))
	require.NoError(t, p.FinishChat("a"))
	require.NoError(t, p.FinishChat("empty"))
	require.NoError(t, p.Write([]byte(`{"id":"2"}`+"\n"))) // of a chat that is not finished
	require.NoError(t, p.Close())

	asked.Started, asked.Company = asked.Started.Add(time.Hour), app.Identity{"other", "company"}
	p, err := Open(at, asked, true, false)
	require.NoError(t, err)
	assert.True(t, p.Resumed)
	assert.False(t, p.Whole)
	assert.Equal(t, map[string]struct{}{"a": {}, "empty": {}}, p.Chats)
	assert.True(t, p.Export.Started.Before(asked.Started), "the export has begun earlier")
	require.NoError(t, p.Write([]byte(`{"id":"3"}`+"\n")))
	require.NoError(t, p.FinishChat("b"))
	require.NoError(t, p.Finish())
	var lines []string
	require.NoError(t, p.Lines(func(line []byte) error { lines = append(lines, string(line)); return nil }))
	assert.Equal(t, []string{`{"id":"1"}` + "\n", `{"id":"3"}` + "\n"}, lines)
	require.NoError(t, p.Close())

	p, err = Open(at, asked, true, false)
	require.NoError(t, err)
	assert.True(t, p.Whole, "nothing is left to be read")
	assert.Len(t, p.Chats, 3)
	require.NoError(t, p.Close())
}

// A power cut takes the end of a part. It is remembered that it did, however the part grows then.
func TestPartRemembersWhatACutHasTaken(t *testing.T) {
	at, p, asked := newPart(t)
	row := []byte(`{"id":"1"}` + "\n")
	for _, chat := range []string{"a", "b", "c"} {
		require.NoError(t, p.Write(row))
		require.NoError(t, p.FinishChat(chat))
	}
	require.NoError(t, p.Finish())
	require.NoError(t, p.Close())
	require.NoError(t, os.Truncate(at.Part, int64(len(row))+3))

	for range 2 { // once more without anything in between
		p, err := Open(at, asked, true, false)
		require.NoError(t, err)
		assert.Equal(t, map[string]struct{}{"a": {}}, p.Chats)
		assert.False(t, p.Whole)
		require.NoError(t, p.Close())
	}
	p, err := Open(at, asked, true, false)
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, p.Write(row))
	}
	require.NoError(t, p.FinishChat("d")) // ends where c had ended
	require.NoError(t, p.Close())
	p, err = Open(at, asked, true, false)
	require.NoError(t, err)
	assert.Equal(t, map[string]struct{}{"a": {}, "d": {}}, p.Chats)
	assert.False(t, p.Whole)
	require.NoError(t, p.Close())
}

// A write that fails, as on a full disk, is an error; what is there stays and is gone on with.
func TestWriteThatFails(t *testing.T) {
	at, p, asked := newPart(t)
	require.NoError(t, p.Write([]byte(`{"id":"1"}`+"\n")))
	require.NoError(t, p.FinishChat("a"))
	require.NoError(t, p.file.Close()) // from here on each write fails
	require.NoError(t, p.Write([]byte(`{"id":"2"}`+"\n")))
	require.ErrorIs(t, p.FinishChat("b"), os.ErrClosed)
	require.ErrorIs(t, p.Finish(), os.ErrClosed)
	assert.NotContains(t, p.Chats, "b")
	require.ErrorIs(t, p.Close(), os.ErrClosed)

	p, err := Open(at, asked, true, false)
	require.NoError(t, err)
	assert.Equal(t, map[string]struct{}{"a": {}}, p.Chats)
	require.NoError(t, p.Close())
}

func TestLockIsHeldByOne(t *testing.T) {
	at := PathsOf(filepath.Join(t.TempDir(), "file.csv"))
	var held, most, got atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 { // the file comes and goes
				lock, err := at.Lock()
				if err != nil {
					assert.ErrorContains(t, err, "another process is writing")
					continue
				}
				most.Store(max(most.Load(), held.Add(1)))
				got.Add(1)
				runtime.Gosched()
				held.Add(-1)
				lock.Release()
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, most.Load())
	assert.Positive(t, got.Load())
	assert.NoFileExists(t, at.lock)
}

func TestTagsAreAListInJSON(t *testing.T) {
	text, err := json.Marshal(Job{What: "people", Tags: TagsOf([]string{"b", `a"`, "b"})})
	require.NoError(t, err)
	assert.JSONEq(t, `{"what":"people","tags":["a\"","b"]}`, string(text))
	var j Job
	require.NoError(t, json.Unmarshal([]byte(`{"what":"people","tags":[ "b" , "a\"" ]}`), &j))
	assert.Equal(t, Job{What: "people", Tags: TagsOf([]string{`a"`, "b"})}, j)
	assert.Empty(t, TagsOf(nil))
}

func TestPermissionOfAReplacedFileStays(t *testing.T) {
	at := PathsOf(filepath.Join(t.TempDir(), "file.csv"))
	require.NoError(t, os.WriteFile(at.File, nil, 0o640))
	require.NoError(t, os.WriteFile(at.Part, []byte("new"), 0o600))
	require.NoError(t, at.Publish(at.Part, &Manifest{Complete: true}, true))
	info, err := os.Stat(at.File)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	assert.EqualValues(t, 3, info.Size())
}
