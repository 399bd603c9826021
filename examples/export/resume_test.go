package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

var everyByte = flag.Bool("everybyte", false, "cut a part at every byte and not at some, which takes a while")

// after is a connection that is lost once so many requests for rows have gone well.
func (f format) after(requests int) leelootest.Fault {
	fault := leelootest.Dropped().On(f.operation())
	fault.Skip = requests
	return fault
}

func (f format) flags(path string) []string {
	return []string{"-what", f.what, "-format", f.format, "-o", path, "-resume"}
}

// reference is what an export has if nothing goes wrong.
//
// It wants a server of its own, or a list of one page: requests that All has sent ahead may still be on their way when
// it ends, and meet the next fault.
func (f format) reference(t *testing.T, srv *leelootest.Server) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reference")
	mustExport(t, srv, f.flags(path)...)
	return rowsOf(t, path, f.format)
}

// Wherever a crash or a power cut ends the part, the rows of the resumed export are those of a whole one.
func TestResumeOfAPartThatEndsAnywhere(t *testing.T) {
	srv := newAwkwardShop(t)
	for _, f := range everyFormat() {
		t.Run(f.String(), func(t *testing.T) {
			want := f.reference(t, srv)
			path := filepath.Join(t.TempDir(), "file")
			srv.Fail(f.after(map[bool]int{false: 3, true: 6}[f.what == chats])) // all rows, though not twice, or three chats
			_, err := exportTo(t.Context(), srv, f.flags(path)...)
			require.Error(t, err)
			part, err := os.ReadFile(path + ".part")
			require.NoError(t, err)
			state, err := os.ReadFile(path + ".part.state")
			require.NoError(t, err)

			step := 1
			if !*everyByte {
				step = len(part)/8 + 1
			}
			for n := len(part); n >= 0; n -= step {
				require.NoError(t, os.WriteFile(path+".part", part[:n], 0o600))
				require.NoError(t, os.WriteFile(path+".part.state", state, 0o600))
				mustExport(t, srv, f.flags(path)...)
				requireComplete(t, path, f.format)
				require.ElementsMatch(t, want, rowsOf(t, path, f.format), "after %d bytes", n)
				require.True(t, manifestOf(t, path).Resumed)
				require.NoError(t, os.Remove(path))
			}
		})
	}
}

// Whichever request fails, once or again after the first resumption.
func TestResumeAfterAnyRequest(t *testing.T) {
	for _, f := range everyFormat() {
		t.Run(f.String(), func(t *testing.T) {
			people := map[bool]int{false: 30, true: 5}[f.what == chats]
			want := f.reference(t, newShop(t, people))
			cancelled, cancel := context.WithCancel(t.Context())
			cancel()
			for requests := range 4 {
				srv, path := newShop(t, people), filepath.Join(t.TempDir(), "file")
				srv.Fail(f.after(requests))
				for _, ctx := range []context.Context{t.Context(), cancelled} {
					_, err := exportTo(ctx, srv, f.flags(path)...)
					require.Error(t, err)
					assert.Contains(t, explain(err), path+".part has what was read so far")
					assert.NoFileExists(t, path)
					assert.NoFileExists(t, path+".manifest.json")
				}
				mustExport(t, srv, f.flags(path)...)
				requireComplete(t, path, f.format)
				require.ElementsMatch(t, want, rowsOf(t, path, f.format))
			}
		})
	}
}

// Rows that come and go between the failure and the resumption move those that stay: no offset would be right.
func TestResumeOfAListThatHasChanged(t *testing.T) {
	lists := map[string]func(*leelootest.Lists) leelootest.List{
		people: (*leelootest.Lists).People, orders: (*leelootest.Lists).Orders, channels: (*leelootest.Lists).Channels,
	}
	for what, listOf := range lists {
		t.Run(what, func(t *testing.T) {
			f := format{what, formatCSV}
			srv := newShop(t, 80)
			path := filepath.Join(t.TempDir(), "file")
			srv.Fail(f.after(2)) // the total, the first page
			_, err := exportTo(t.Context(), srv, f.flags(path)...)
			require.Error(t, err)
			written, err := os.ReadFile(path + ".part")
			require.NoError(t, err)
			before := strings.Count(string(written), "\n") - 1
			require.Positive(t, before)

			var stay []string
			srv.BeforeEach(func(lists *leelootest.Lists) {
				list := listOf(lists)
				if stay == nil {
					for range 7 { // of the rows that are written already, and of those that are not
						list.Delete(0)
						list.Delete(list.Len() - 3)
					}
					for range 3 {
						list.Insert(1)
						list.Insert(list.Len() / 2)
						list.Insert(list.Len())
					}
					stay = list.IDs()
				}
			})
			said := mustExport(t, srv, f.flags(path)...)
			assert.Contains(t, said, "Going on with "+path+".part")
			ids := cellsOf(t, path, "id")
			assert.Subset(t, ids, stay)
			slices.Sort(ids)
			assert.Len(t, slices.Compact(slices.Clone(ids)), len(ids), "a row is there twice")
			assert.LessOrEqual(t, len(ids), len(stay)+14, "and those that were written before they went")
		})
	}
}

func TestResumeDoesNotReadFinishedChatsAgain(t *testing.T) {
	srv := newShop(t, 12)
	f := format{chats, formatCSV}
	path := filepath.Join(t.TempDir(), "file")
	srv.Fail(f.after(10))
	_, err := exportTo(t.Context(), srv, f.flags(path)...)
	require.Error(t, err)
	first := chatsRead(srv)
	finished := slices.DeleteFunc(slices.Clone(first), func(path string) bool { return path == first[len(first)-1] })
	require.NotEmpty(t, finished)

	mustExport(t, srv, f.flags(path)...)
	for _, path := range chatsRead(srv)[len(first):] {
		assert.NotContains(t, finished, path)
	}
}

func chatsRead(srv *leelootest.Server) (paths []string) {
	for _, request := range srv.Requests() {
		if request.Op == "Messages.List" {
			paths = append(paths, request.Path)
		}
	}
	return paths
}

// A power cut takes the end of the part, with finished chats. Then the part grows beyond where they had ended, and the
// next resumption must not take them for finished.
func TestResumeForgetsChatsThatACutHasTaken(t *testing.T) {
	srv := newAwkwardShop(t)
	f := format{chats, formatCSV}
	path := filepath.Join(t.TempDir(), "file")
	srv.Fail(f.after(6)) // three chats
	_, err := exportTo(t.Context(), srv, f.flags(path)...)
	require.Error(t, err)
	require.NoError(t, os.Truncate(path+".part", 0))

	first := leeloo.AccountID(strings.Split(chatsRead(srv)[0], "/")[2])
	long := strings.Repeat("long ", 500)
	require.NoError(t, srv.Client().Messages.Send(t.Context(), leeloo.SendMessageParams{AccountID: first, Text: long}))
	srv.Fail(f.after(2)) // one
	_, err = exportTo(t.Context(), srv, f.flags(path)...)
	require.Error(t, err)

	mustExport(t, srv, f.flags(path)...)
	require.ElementsMatch(t, f.reference(t, srv), rowsOf(t, path, f.format))
}

// What the state says of an export that -force has thrown away is nothing to the next one, which has other rows.
func TestForceForgetsFinishedChats(t *testing.T) {
	srv := newAwkwardShop(t)
	f := format{chats, formatNDJSON}
	path := filepath.Join(t.TempDir(), "file")
	srv.Fail(f.after(3))
	_, err := exportTo(t.Context(), srv, append(f.flags(path), "-from", "2000-01-01", "-to", "2000-01-01")...)
	require.Error(t, err)
	srv.Fail(f.after(0))
	_, err = exportTo(t.Context(), srv, "-what", f.what, "-format", f.format, "-o", path, "-force")
	require.Error(t, err)

	mustExport(t, srv, f.flags(path)...)
	require.ElementsMatch(t, f.reference(t, srv), rowsOf(t, path, f.format))
}

// What is torn may be longer than all that is still to come.
func TestResumeCutsOffATornRow(t *testing.T) {
	srv := newAwkwardShop(t)
	for _, f := range everyFormat() {
		path := filepath.Join(t.TempDir(), "file")
		srv.Fail(f.after(3))
		_, err := exportTo(t.Context(), srv, f.flags(path)...)
		require.Error(t, err)
		part, err := os.OpenFile(path+".part", os.O_APPEND|os.O_WRONLY, 0)
		require.NoError(t, err)
		_, err = part.WriteString(`{"id":"` + strings.Repeat("torn ", 1000))
		require.NoError(t, errors.Join(err, part.Close()))

		mustExport(t, srv, f.flags(path)...)
		requireComplete(t, path, f.format)
		require.ElementsMatch(t, f.reference(t, srv), rowsOf(t, path, f.format))
	}
}

func TestResumeOfAnotherExport(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file")
	begin := []string{"-what", people, "-from", "2024-03-01", "-to", "2024-03-31", "-o", path}
	srv.Fail(leelootest.Dropped().On("People.List"))
	_, err := exportTo(t.Context(), srv, begin...)
	require.Error(t, err)
	part, err := os.ReadFile(path + ".part")
	require.NoError(t, err)

	for _, other := range [][]string{
		{"-what", orders}, {"-format", formatNDJSON}, {"-from", "2024-03-02"}, {"-to", "2024-03-30"},
	} {
		_, err := exportTo(t.Context(), srv, slices.Concat(begin, other, []string{"-resume"})...)
		require.ErrorContains(t, err, "is of another export (-what people -format csv -from 2024-03-01 -to 2024-03-31)")
		require.NotContains(t, explain(err), "goes on with it")
	}
	_, err = exportTo(t.Context(), srv, begin...)
	require.ErrorContains(t, err, "-resume goes on with it, -force throws it away")

	still, err := os.ReadFile(path + ".part")
	require.NoError(t, err)
	assert.Equal(t, part, still)
	mustExport(t, srv, "-what", orders, "-o", path, "-force")
	requireComplete(t, path, formatCSV)
}

func TestResumeWithoutTheState(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path+".part", []byte("id,name\n1,Olena\n"), 0o600))
	_, err := exportTo(t.Context(), srv, "-o", path, "-resume")
	require.ErrorContains(t, err, "start over with -force")
}

func TestResumeOfNothingBegins(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-o", path, "-resume")
	requireComplete(t, path, formatCSV)
	assert.False(t, manifestOf(t, path).Resumed)
}

func TestCtrlC(t *testing.T) {
	for _, f := range everyFormat() {
		t.Run(f.String(), func(t *testing.T) {
			srv, want := newShop(t, 12), f.reference(t, newShop(t, 12))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var requests atomic.Int32
			srv.BeforeEach(func(*leelootest.Lists) {
				if requests.Add(1) == 4 {
					cancel()
				}
			})
			path := filepath.Join(t.TempDir(), "file")
			_, err := exportTo(ctx, srv, f.flags(path)...)
			require.ErrorIs(t, err, context.Canceled)
			assert.Equal(t, 1, command.ExitCode(err))
			assert.True(t, strings.HasPrefix(explain(err), "Stopped.\n"+path+".part has"), explain(err))

			mustExport(t, srv, f.flags(path)...)
			requireComplete(t, path, f.format)
			require.ElementsMatch(t, want, rowsOf(t, path, f.format))
		})
	}
}

// kill -9 leaves no time to write anything.
func TestKill(t *testing.T) {
	for _, f := range []format{{people, formatNDJSON}, {chats, formatCSV}} {
		t.Run(f.String(), func(t *testing.T) {
			srv, want := newShop(t, 20), f.reference(t, newShop(t, 20))
			path := filepath.Join(t.TempDir(), "file")
			child := exec.Command(os.Args[0], f.flags(path)...)
			child.Env = append(os.Environ(), "EXPORT_TEST_RUN_MAIN=yes", "LEELOO_TOKEN="+srv.Token, "LEELOO_BASE_URL="+srv.URL)
			started := make(chan *os.Process, 1)
			requests := 0
			srv.BeforeEach(func(*leelootest.Lists) {
				if requests++; requests == 7 {
					process := <-started
					assert.NoError(t, process.Kill())
				}
			})
			require.NoError(t, child.Start())
			started <- child.Process
			err := child.Wait()
			if _, ok := errors.AsType[*exec.ExitError](err); !ok {
				t.Fatalf("the program has ended by itself: %v", err)
			}
			srv.BeforeEach(nil)
			require.FileExists(t, path+".part")
			require.NoFileExists(t, path)

			mustExport(t, srv, f.flags(path)...)
			requireComplete(t, path, f.format)
			require.ElementsMatch(t, want, rowsOf(t, path, f.format))
		})
	}
}
