package export_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/leelootest"
)

var everyByte = flag.Bool("everybyte", false, "cut a part at every byte and not at some, which takes a while")

// awkward are names and messages that a CSV file has to quote.
var awkward = []string{`"",`, "a \"quoted\"\n\nname\"", "Олена", "=1;\x1b\n."}

// newAwkwardShop has a person, an order and a message of each awkward text.
func newAwkwardShop(t *testing.T) *leelootest.Server {
	srv := newShop(t, 0)
	company, client := srv.Seed(0), srv.Client()
	for _, text := range awkward {
		person, err := client.People.Create(t.Context(), leeloo.PersonCreateParams{Name: text})
		require.NoError(t, err)
		require.NoError(t, client.Messages.Send(t.Context(), leeloo.SendMessageParams{AccountID: person.AccountID, Text: text}))
		_, err = client.Orders.Create(t.Context(), leeloo.OrderCreateParams{
			PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID, PersonID: person.PersonID,
			TransactionDate: time.Now(),
		})
		require.NoError(t, err)
	}
	return srv
}

// Wherever a crash or a power cut ends the part, the rows of the resumed export are those of a complete one.
func TestResumesAPartThatEndsAnywhere(t *testing.T) {
	everyKind(t, func(t *testing.T, what, path string) {
		srv := newAwkwardShop(t)
		want := reference(t, srv, what, filepath.Ext(path))
		stop(t, srv, map[bool]int{false: 3, true: 6}[what == "chats"], what, "-o", path, "--workers=1") // all rows, or three chats
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
			mustRun(t, srv, what, "-o", path, "--resume")
			requireComplete(t, path)
			require.ElementsMatch(t, want, rowsOf(t, path), "after %d bytes", n)
			require.True(t, manifestOf(t, path).Resumed)
			require.NoError(t, os.Remove(path))
			require.NoError(t, os.Remove(path+".manifest.json"))
		}
	})
}

// The state of a part may be torn as well: what it says up to there holds.
func TestResumesWithATornState(t *testing.T) {
	srv := newAwkwardShop(t)
	want := reference(t, srv, "chats", ".csv")
	path := filepath.Join(t.TempDir(), "file.csv")
	stop(t, srv, 6, "chats", "-o", path, "--workers=1")
	state, err := os.ReadFile(path + ".part.state")
	require.NoError(t, err)
	part, err := os.ReadFile(path + ".part")
	require.NoError(t, err)
	header := strings.Index(string(state), "\n") + 1
	for n := len(state); n >= header; n -= 7 {
		require.NoError(t, os.WriteFile(path+".part", part, 0o600))
		require.NoError(t, os.WriteFile(path+".part.state", state[:n], 0o600))
		mustRun(t, srv, "chats", "-o", path, "--resume")
		require.ElementsMatch(t, want, rowsOf(t, path))
		require.NoError(t, os.Remove(path))
	}
}

// Whichever request fails, and fails again after the first resumption.
func TestResumesAfterAnyRequest(t *testing.T) {
	everyKind(t, func(t *testing.T, what, path string) {
		people := map[bool]int{false: 30, true: 5}[what == "chats"]
		want := reference(t, newShop(t, people), what, filepath.Ext(path))
		for requests := range 4 {
			srv := newShop(t, people)
			for _, args := range [][]string{nil, {"--resume"}} {
				// More than one, since a request of the first run may still be on its way.
				srv.Fail(refused(operationOf(what), requests).Repeat(10))
				r := run(t.Context(), t, srv, append([]string{what, "-o", path}, args...)...)
				require.Equal(t, app.ExitStopped, r.Code, r.Err)
				assert.Contains(t, r.Err, "To go on: leeloo export "+what+" --output "+path+" --resume\n")
				assert.Empty(t, r.Out)
				assert.NoFileExists(t, path)
				assert.NoFileExists(t, path+".manifest.json")
			}
			srv.Reset()
			srv.Seed(people)
			mustRun(t, srv, what, "-o", path, "--resume")
			requireComplete(t, path)
			require.ElementsMatch(t, want, rowsOf(t, path))
			require.NoError(t, os.Remove(path))
			require.NoError(t, os.Remove(path+".manifest.json"))
		}
	})
}

var listOf = map[string]func(*leelootest.Lists) leelootest.List{
	"people": (*leelootest.Lists).People, "orders": (*leelootest.Lists).Orders, "channels": (*leelootest.Lists).Channels,
}

// Items that come and go between the failure and the resumption move those that stay: no offset would be right.
func TestResumesAListThatHasChanged(t *testing.T) {
	for what, list := range listOf {
		t.Run(what, func(t *testing.T) {
			srv := newShop(t, 80)
			path := filepath.Join(t.TempDir(), "file.csv")
			stop(t, srv, 2, what, "-o", path) // the total, the first page
			written, err := os.ReadFile(path + ".part")
			require.NoError(t, err)
			require.NotEmpty(t, written)

			var stay []string
			srv.BeforeEach(func(lists *leelootest.Lists) {
				list := list(lists)
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
			r := mustRun(t, srv, what, "-o", path, "--resume")
			assert.Contains(t, r.Err, "Going on with "+path+".part")
			ids := cellsOf(t, path, "id")
			assert.Subset(t, ids, stay)
			assertDistinct(t, ids)
			assert.LessOrEqual(t, len(ids), len(stay)+14, "and those that were written before they went")
		})
	}
}

func TestResumeDoesNotReadFinishedChatsAgain(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file.csv")
	stop(t, srv, 10, "chats", "-o", path, "--workers=1")
	first := chatsRead(srv)
	finished := slices.DeleteFunc(slices.Clone(first), func(path string) bool { return path == first[len(first)-1] })
	require.NotEmpty(t, finished)

	mustRun(t, srv, "chats", "-o", path, "--resume")
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
	path := filepath.Join(t.TempDir(), "file.csv")
	stop(t, srv, 6, "chats", "-o", path, "--workers=1") // three chats
	require.NoError(t, os.Truncate(path+".part", 0))

	first := leeloo.AccountID(strings.Split(chatsRead(srv)[0], "/")[2])
	long := strings.Repeat("long ", 500)
	require.NoError(t, srv.Client().Messages.Send(t.Context(), leeloo.SendMessageParams{AccountID: first, Text: long}))
	stop(t, srv, 2, "chats", "-o", path, "--resume", "--workers=1") // one

	mustRun(t, srv, "chats", "-o", path, "--resume")
	require.ElementsMatch(t, reference(t, srv, "chats", ".csv"), rowsOf(t, path))
}

// What the state says of an export that --force has thrown away does not count for the next one, which has other rows.
func TestForceForgetsFinishedChats(t *testing.T) {
	srv := newAwkwardShop(t)
	path := filepath.Join(t.TempDir(), "file.csv")
	stop(t, srv, 3, "chats", "-o", path, "--to", "2000-01-01", "--workers=1")
	stop(t, srv, 0, "chats", "-o", path, "--force", "--workers=1")

	mustRun(t, srv, "chats", "-o", path, "--resume")
	require.ElementsMatch(t, reference(t, srv, "chats", ".csv"), rowsOf(t, path))
}

// What is torn may be longer than all that is still to come.
func TestResumeCutsOffATornRow(t *testing.T) {
	everyKind(t, func(t *testing.T, what, path string) {
		srv := newAwkwardShop(t)
		stop(t, srv, 3, what, "-o", path)
		part, err := os.OpenFile(path+".part", os.O_APPEND|os.O_WRONLY, 0)
		require.NoError(t, err)
		_, err = part.WriteString(`{"id":"` + strings.Repeat("torn ", 1000))
		require.NoError(t, err)
		require.NoError(t, part.Close())

		mustRun(t, srv, what, "-o", path, "--resume")
		requireComplete(t, path)
		require.ElementsMatch(t, reference(t, srv, what, filepath.Ext(path)), rowsOf(t, path))
	})
}

func TestResumeOfAnotherExportIsRefused(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file.csv")
	begin := []string{"people", "--from", "2024-03-01", "--to", "2026-03-31", "-o", path}
	stop(t, srv, 1, begin...)
	part, err := os.ReadFile(path + ".part")
	require.NoError(t, err)

	for _, other := range [][]string{
		{"orders", "--from", "2024-03-01", "--to", "2026-03-31", "-o", path},
		{"people", "--from", "2024-03-02", "--to", "2026-03-31", "-o", path},
		{"people", "--from", "2024-03-01", "-o", path},
		append(slices.Clone(begin), "--tag", "lead"),
	} {
		r := run(t.Context(), t, srv, append(other, "--resume")...)
		assert.Equal(t, app.ExitUsage, r.Code)
		assert.Contains(t, r.Err, "is of another export (people --from 2024-03-01 --to 2026-03-31)")
		assert.NotContains(t, r.Err, "To go on")
	}
	r := run(t.Context(), t, srv, begin...)
	assert.Equal(t, app.ExitUsage, r.Code)
	assert.Contains(t, r.Err, "--resume goes on with it, --force throws it away")

	still, err := os.ReadFile(path + ".part")
	require.NoError(t, err)
	assert.Equal(t, part, still)
	mustRun(t, srv, "orders", "-o", path, "--force")
	requireComplete(t, path)
}

// The part does not depend on the format.
func TestResumeInAnotherFormat(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file.csv")
	stop(t, srv, 2, "people", "-o", path, "--format", "excel-csv")
	mustRun(t, srv, "people", "-o", path, "--resume")
	assert.ElementsMatch(t, reference(t, srv, "people", ".csv"), rowsOf(t, path))
}

func TestResumeWithoutTheState(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file.csv")
	for _, state := range []string{"", "garbage\n", `{"chat":"1","size":5}` + "\n"} {
		require.NoError(t, os.WriteFile(path+".part", []byte("{}\n"), 0o600))
		require.NoError(t, os.WriteFile(path+".part.state", []byte(state), 0o600))
		r := run(t.Context(), t, srv, "people", "-o", path, "--resume")
		assert.Equal(t, app.ExitUsage, r.Code)
		assert.Contains(t, r.Err, "--force starts over")
	}
}

func TestResumeOfNothingBegins(t *testing.T) {
	srv := newShop(t, 3)
	path := filepath.Join(t.TempDir(), "file.csv")
	mustRun(t, srv, "people", "-o", path, "--resume")
	requireComplete(t, path)
	assert.False(t, manifestOf(t, path).Resumed)
}

func TestCtrlC(t *testing.T) {
	everyKind(t, func(t *testing.T, what, path string) {
		srv, want := newShop(t, 12), reference(t, newShop(t, 12), what, filepath.Ext(path))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var requests atomic.Int32
		srv.BeforeEach(func(*leelootest.Lists) {
			if requests.Add(1) == 6 {
				cancel()
			}
		})
		r := run(ctx, t, srv, what, "-o", path)
		assert.Equal(t, app.ExitStopped, r.Code)
		assert.Contains(t, r.Err, "leeloo: stopped\nTo go on: leeloo export "+what+" --output "+path+" --resume\n")

		mustRun(t, srv, what, "-o", path, "--resume")
		requireComplete(t, path)
		require.ElementsMatch(t, want, rowsOf(t, path))
	})
}
