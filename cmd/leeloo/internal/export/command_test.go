package export_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestMistakesAreUsageErrors(t *testing.T) {
	srv := newShop(t, 3)
	dir := t.TempDir()
	for args, want := range map[string]string{
		"":                                               "accepts 1 arg",
		"tags":                                           "invalid argument",
		"people orders":                                  "accepts 1 arg",
		"people --format json":                           "csv, excel-csv, xlsx or ndjson",
		"people --format xlsx":                           "needs a file",
		"people -o people":                               "name the --format",
		"people -o people.xls":                           "name the --format",
		"people -o p.xlsx --format csv":                  "does not fit the ending",
		"people -o p.csv --format xlsx":                  "does not fit the ending",
		"people --from tomorrow":                         "--from \"tomorrow\" is not a day; write it like 2026-01-31",
		"people --to 2026-02-30":                         "--to",
		"people --date 31.01.2026":                       "--date",
		"people --date today --to today":                 "--date is one day",
		"people --from today --to yesterday":             "swap them",
		"people --output=":                               "--output is empty",
		"people --resume":                                "need a file",
		"people --force -o -":                            "need a file",
		"people --since last":                            "need a file",
		"people --json":                                  "name a file with --output",
		"people -o p.csv --since yesterday":              "for a day use --from",
		"people -o p.csv --since last --from today":      "has no other days",
		"people -o p.csv --since last --force":           "needs no --force",
		"people -o {date}/p.csv":                         "only the name of the file",
		"people -o {date}-{date}.csv":                    "only the name of the file",
		"orders --tag vip":                               "for people only",
		"people --tag=":                                  "--tag is empty",
		"people --workers 0":                             "1 to 32",
		"people --workers 33":                            "1 to 32",
		"people --workers many":                          "invalid argument",
		"people --no-such-flag":                          "no-such-flag",
		"people -o " + filepath.Join(dir, "no", "p.csv"): "there is no directory",
		"people --since last -o " + filepath.Join(dir, "no/p.csv"): "there is no directory",
	} {
		r := run(t.Context(), t, srv, strings.Fields(args)...)
		assert.Equal(t, app.ExitUsage, r.Code, args)
		assert.Contains(t, r.Err, want, args)
		assert.Empty(t, r.Out, args)
	}
	assert.Zero(t, srv.Count("People.List"))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

func TestNoTokenIsAUsageErrorAndTouchesNothing(t *testing.T) {
	srv := newShop(t, 3)
	dir := t.TempDir()
	path := filepath.Join(dir, "file.csv")
	require.NoError(t, os.WriteFile(path, []byte("precious"), 0o644))
	for _, args := range [][]string{{"-o", path, "--force"}, {"-o", path, "--resume"}, {}, {"-o", filepath.Join(dir, "new.csv")}} {
		shell := apptest.New(t, srv)
		shell.Env["LEELOO_TOKEN"] = ""
		r := shell.Run(t.Context(), append([]string{"export", "people"}, args...)...)
		assert.Equal(t, app.ExitUsage, r.Code)
		assert.Contains(t, r.Err, "LEELOO_TOKEN is not set")
		assert.Empty(t, r.Out)
	}
	requireContent(t, "precious", path)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1)
	assert.Empty(t, srv.Requests())
}

func withToken(t *testing.T, srv *leelootest.Server, token string, args ...string) apptest.Result {
	t.Helper()
	shell := apptest.New(t, srv)
	shell.Env["LEELOO_TOKEN"] = token
	return shell.Run(t.Context(), append([]string{"export"}, args...)...)
}

// A mistyped token fails, and forfeits nothing: neither a part nor a file.
func TestMistypedToken(t *testing.T) {
	srv := newShop(t, 12)
	dir := t.TempDir()
	path := filepath.Join(dir, "file.csv")
	for _, args := range [][]string{nil, {"--resume"}, {"--force"}} {
		r := withToken(t, srv, "mistyped", append([]string{"people", "-o", path}, args...)...)
		assert.Equal(t, app.ExitFailed, r.Code)
		assert.Contains(t, r.Err, "check LEELOO_TOKEN")
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries)

	stop(t, srv, 2, "people", "-o", path)
	part, err := os.ReadFile(path + ".part")
	require.NoError(t, err)
	for _, flag := range []string{"--resume", "--force"} {
		assert.Equal(t, app.ExitFailed, withToken(t, srv, "mistyped", "people", "-o", path, flag).Code)
	}
	requireContent(t, string(part), path+".part")
	mustRun(t, srv, "people", "-o", path, "--resume")
	requireComplete(t, path)
}

// A token that is renewed goes on with what the old one has begun: the company is the same.
func TestRenewedTokenResumes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.csv")
	stop(t, newShop(t, 12, leelootest.WithToken("old")), 2, "people", "-o", path)
	renewed := newShop(t, 12, leelootest.WithToken("renewed"))
	mustRun(t, renewed, "people", "-o", path, "--resume")
	requireComplete(t, path)
	assert.True(t, manifestOf(t, path).Resumed)
	assert.ElementsMatch(t, reference(t, renewed, "people", ".csv"), rowsOf(t, path))
}

// A token that expires in the middle stops the export, which goes on with the next token.
func TestTokenThatExpiresInTheMiddle(t *testing.T) {
	srv := newShop(t, 30)
	path := filepath.Join(t.TempDir(), "file.csv")
	srv.Fail(leelootest.Fault{Op: "People.List", Status: 401, Skip: 3})
	r := run(t.Context(), t, srv, "people", "-o", path)
	assert.Equal(t, app.ExitStopped, r.Code)
	assert.Contains(t, r.Err, "check LEELOO_TOKEN")
	assert.Contains(t, r.Err, "To go on: leeloo export people --output "+path+" --resume\n")
	mustRun(t, srv, "people", "-o", path, "--resume")
	requireComplete(t, path)
}

// otherCompany makes the fake another company: it has other users and connections.
func otherCompany(t *testing.T, people int) *leelootest.Server {
	srv := newShop(t, people)
	srv.BeforeEach(func(lists *leelootest.Lists) {
		for lists.Users().Len() > 0 {
			lists.Users().Delete(0)
		}
		lists.Users().Insert(0)
		srv.BeforeEach(nil)
	})
	srv.Fail(leelootest.Fault{Op: "Channels.Connections", Times: 100, Body: `{"status":1,"data":{"connections":[]}}`})
	return srv
}

func TestAnotherCompanyIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.csv")
	srv := newShop(t, 12)
	stop(t, srv, 2, "people", "-o", path)
	part, err := os.ReadFile(path + ".part")
	require.NoError(t, err)
	r := run(t.Context(), t, otherCompany(t, 12), "people", "-o", path, "--resume")
	assert.Equal(t, app.ExitUsage, r.Code)
	assert.Contains(t, r.Err, path+".part is of another company than LEELOO_TOKEN")
	assert.NotContains(t, r.Err, "To go on")
	requireContent(t, string(part), path+".part")
	mustRun(t, srv, "people", "-o", path, "--resume")
}

// Whatever the flags: a demo replaces only what a demo has written.
func TestDemoNeverTouchesRealFiles(t *testing.T) {
	srv := newShop(t, 12)
	for name, prepare := range map[string]func(path string){
		"an export": func(path string) { mustRun(t, srv, "people", "-o", path) },
		"a file of somebody": func(path string) {
			require.NoError(t, os.WriteFile(path, []byte("precious"), 0o644))
		},
		"a file in place of a demo's": func(path string) {
			mustRun(t, srv, "people", "-o", path, "--demo")
			require.NoError(t, os.WriteFile(path, []byte("precious"), 0o644))
		},
		"an export without a manifest": func(path string) {
			mustRun(t, srv, "people", "-o", path)
			require.NoError(t, os.Remove(path+".manifest.json"))
		},
		"a manifest without a file": func(path string) {
			mustRun(t, srv, "people", "-o", path)
			require.NoError(t, os.Remove(path))
		},
		"a part":                 func(path string) { stop(t, srv, 2, "people", "-o", path) },
		"a part without a state": func(path string) { require.NoError(t, os.WriteFile(path+".part", []byte("{}\n"), 0o600)) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.csv")
			prepare(path)
			before := contents(t, filepath.Dir(path))
			for _, flags := range [][]string{nil, {"--force"}, {"--resume"}, {"--force", "--resume"}, {"--force", "--yes"}} {
				r := run(t.Context(), t, srv, append([]string{"people", "-o", path, "--demo"}, flags...)...)
				assert.Equal(t, app.ExitUsage, r.Code, "%v", flags)
				assert.Empty(t, r.Out)
			}
			assert.Equal(t, before, contents(t, filepath.Dir(path)))
		})
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		all[e.Name()] = string(text)
	}
	return all
}

func TestDemo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.csv")
	srv := newShop(t, 3)
	r := mustRun(t, srv, "people", "-o", path, "--demo")
	assert.Contains(t, r.Err, "made-up people")
	assert.Equal(t, app.DemoPeople, manifestOf(t, path).Rows)
	assert.True(t, manifestOf(t, path).Demo)
	assert.Equal(t, app.ExitUsage, run(t.Context(), t, srv, "people", "-o", path, "--demo").Code, "not without --force")
	mustRun(t, srv, "orders", "-o", path, "--demo", "--force")
	assert.Empty(t, srv.Requests())

	mustRun(t, srv, "people", "-o", path, "--force") // what is made up may be replaced by what is real
	assert.False(t, manifestOf(t, path).Demo)
}

// The examples of the help can be tried as they are printed.
func TestExamplesOfTheHelp(t *testing.T) {
	srv := newShop(t, 1)
	t.Chdir(t.TempDir())
	_, examples, found := strings.Cut(mustRun(t, srv, "--help").Out, "\nExamples:\n")
	require.True(t, found)
	examples, _, _ = strings.Cut(examples, "\n\n")
	for line := range strings.SplitSeq(examples, "\n") {
		words := strings.Fields(strings.ReplaceAll(line, "'", ""))
		require.Equal(t, []string{"leeloo", "export"}, words[:2], line)
		mustRun(t, srv, words[2:]...)
	}
	for _, ending := range []string{"*.csv", "*.xlsx", "*.ndjson"} {
		files, err := filepath.Glob(ending)
		require.NoError(t, err)
		assert.NotEmpty(t, files, ending)
	}
	assert.Empty(t, srv.Requests())
}

func TestSummary(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file.csv")
	r := mustRun(t, srv, "chats", "-o", path, "--json", "--from", "2024-01-01", "--to", "2026-01-31")
	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.Out), &got))
	m := manifestOf(t, path)
	assert.Positive(t, got["seconds"])
	delete(got, "seconds")
	assert.InDelta(t, srv.Count(""), got["requests"], 4, "a page that was not needed may have been canceled before it was sent")
	delete(got, "requests")
	assert.Equal(t, map[string]any{
		"what": "chats", "from": "2024-01-01", "to": "2026-01-31", "file": path, "manifest": path + ".manifest.json", "format": "csv",
		"rows": float64(m.Rows), "undated_rows": 0.0, "chats": float64(m.Chats), "cut_cells": 0.0, "without_tag": 0.0,
		"bytes": float64(m.Bytes), "sha256": m.SHA256, "resumed": false,
	}, got)

	r = mustRun(t, srv, "people", "-o", path, "--force")
	assert.Regexp(t, `^`+regexp.QuoteMeta(path)+` is complete: 12 rows, \d+ bytes, in \d+\.\d s with \d+ requests\.\n$`, r.Out)
}

// Each kind of rows, with one row just before, two just inside and one just after the period.
func TestBordersOfThePeriod(t *testing.T) {
	times := []string{"2026-01-09T23:59:59.999Z", "2026-01-10T00:00:00Z", "2026-01-11T23:59:59.999Z", "2026-01-12T00:00:00Z"}
	everyKind(t, func(t *testing.T, what, path string) {
		var at clock
		srv := newShop(t, 0, at.option())
		company, client := srv.Seed(0), srv.Client()
		var account leeloo.AccountID
		for _, text := range times {
			at.set(t, text)
			created, err := client.People.Create(t.Context(), leeloo.PersonCreateParams{Name: text})
			require.NoError(t, err)
			_, err = client.Orders.Create(t.Context(), leeloo.OrderCreateParams{
				PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID, PersonID: created.PersonID, TransactionDate: at.now,
			})
			require.NoError(t, err)
			if account == "" {
				account = created.AccountID
			}
			if what == "chats" { // all in one chat, whose last message is after the period
				require.NoError(t, client.Messages.Send(t.Context(), leeloo.SendMessageParams{AccountID: account, Text: text}))
			}
		}
		mustRun(t, srv, what, "--from", "2026-01-10", "--to", "2026-01-11", "-o", path)
		requireComplete(t, path)
		rows := rowsOf(t, path)
		require.Len(t, rows, 2)
		for _, row := range rows {
			assert.Regexp(t, `2026-01-1(0T00:00:00(.000)?Z|1T23:59:59.999Z)`, row)
		}
		mustRun(t, srv, what, "--date", "2026-01-10", "-o", path, "--force")
		assert.Len(t, rowsOf(t, path), 1)
	})
}

func TestWordsForDays(t *testing.T) {
	srv := leelootest.New(t)
	srv.Seed(2)
	today := time.Now().UTC()
	yesterday := today.AddDate(0, 0, -1).Format(time.DateOnly)
	dir := t.TempDir()
	r := mustRun(t, srv, "people", "--date", "yesterday", "-o", filepath.Join(dir, "{date}.ndjson"))
	m := manifestOf(t, filepath.Join(dir, yesterday+".ndjson")) // unless midnight has passed
	assert.Equal(t, []string{yesterday, yesterday}, []string{m.From, m.To}, r.Err)
	assert.NotContains(t, r.Err, "not over yet")
	r = mustRun(t, srv, "people", "--from", "yesterday", "--to", "today", "-o", filepath.Join(dir, "people-{date}.csv"))
	m = manifestOf(t, filepath.Join(dir, "people-"+today.Format(time.DateOnly)+".csv"))
	assert.Equal(t, []string{yesterday, today.Format(time.DateOnly)}, []string{m.From, m.To})
	assert.Contains(t, r.Err, "The last day (UTC) is not over yet")
}

// The command that is printed says the day, not a word that means another day tomorrow.
func TestResumeCommandIsExact(t *testing.T) {
	srv := newShop(t, 12)
	srv.AddTag("it's new")
	dir := filepath.Join(t.TempDir(), "a dir")
	require.NoError(t, os.Mkdir(dir, 0o700))
	yesterday := time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	r := stop(t, srv, 0, "people", "-o", filepath.Join(dir, "p-{date}.csv"), "--date", "yesterday", "--tag", "IT'S NEW", "--json", "--workers", "2")
	assert.Contains(t, r.Err, "To go on: leeloo export people --date "+yesterday+" --json --output '"+filepath.Join(dir, "p-"+yesterday+".csv")+
		`' --tag 'it'\''s new' --workers=2 --resume`+"\n")
	r = mustRun(t, srv, "people", "--date", yesterday, "--json", "--output", filepath.Join(dir, "p-"+yesterday+".csv"), "--tag", "it's new", "--workers=2", "--resume")
	assert.Contains(t, r.Out, `"resumed": true`)
}

func TestTags(t *testing.T) {
	srv := newShop(t, 0)
	for _, p := range []leelootest.Person{
		{Name: "1", Tags: []string{"Masterclass"}}, {Name: "2"}, {Name: "3", Tags: []string{"Masterclass", "prepaid"}}, {Name: "4", Tags: []string{"prepaid"}},
	} {
		srv.AddPerson(p)
	}
	id := srv.AddTag("unused").ID
	for args, want := range map[string][]string{
		"--tag Masterclass":               {"1", "3"},
		"--tag mASTERCLASS":               {"1", "3"}, // the API itself compares exactly
		"--tag masterclass --tag prepaid": {"3"},
		"--tag " + string(id):             {},
	} {
		path := filepath.Join(t.TempDir(), "file.csv")
		mustRun(t, srv, append([]string{"people", "-o", path}, strings.Fields(args)...)...)
		assert.ElementsMatch(t, want, cellsOf(t, path, "name"), args)
	}
	r := run(t.Context(), t, srv, "people", "--tag", "masterclas")
	assert.Equal(t, app.ExitUsage, r.Code)
	assert.Contains(t, r.Err, `did you mean "Masterclass"?`)
}

func TestPricesHaveOneForm(t *testing.T) {
	for _, ending := range []string{".csv", ".ndjson"} {
		srv := newShop(t, 0)
		company := srv.Seed(0)
		olena := srv.AddPerson(leelootest.Person{Name: "Olena"})
		for _, price := range []string{"1490.5", "1490.50", "20"} {
			_, err := srv.Client().Orders.Create(t.Context(), leeloo.OrderCreateParams{
				PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: srv.AddOffer("Course", price, "UAH").ID, PersonID: olena.ID, TransactionDate: time.Now(),
			})
			require.NoError(t, err)
		}
		path := filepath.Join(t.TempDir(), "file"+ending)
		mustRun(t, srv, "orders", "-o", path)
		text := strings.Join(rowsOf(t, path), "\n")
		assert.Equal(t, 2, strings.Count(text, "1490.50"))
		assert.Equal(t, 1, strings.Count(text, "20.00"))
	}
}

// NDJSON has the models as the API's lists return them, to be read back equal, whatever is in a name.
func TestNDJSONKeepsEachModel(t *testing.T) {
	srv := newShop(t, 7)
	name := "=1\x1b[31m\u202e\u200b\u009b\U000e0041\u2028 \"<&>\" Олена"
	_, err := srv.Client().People.Create(t.Context(), leeloo.PersonCreateParams{Name: name})
	require.NoError(t, err)
	var want []leeloo.Person
	for person, err := range srv.Client().People.All(t.Context(), leeloo.PeopleListParams{}) {
		require.NoError(t, err)
		want = append(want, *person)
	}
	path := filepath.Join(t.TempDir(), "file.ndjson")
	mustRun(t, srv, "people", "-o", path)
	var got []leeloo.Person
	for _, line := range rowsOf(t, path) {
		var person leeloo.Person
		require.NoError(t, json.Unmarshal([]byte(line), &person))
		got = append(got, person)
		assert.NotRegexp(t, `[^\P{C}\n]|\p{Zl}`, line, "nothing acts on a terminal")
	}
	assert.Equal(t, want, got)
	assert.True(t, slices.ContainsFunc(got, func(p leeloo.Person) bool { return p.Name == name }))
}

func TestStandardOutput(t *testing.T) {
	srv := newShop(t, 12)
	for _, what := range kindNames {
		for format, ending := range map[string]string{"csv": ".csv", "ndjson": ".ndjson"} {
			path := filepath.Join(t.TempDir(), "file"+ending)
			mustRun(t, srv, what, "-o", path)
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			r := mustRun(t, srv, what, "--format", format)
			assert.Equal(t, string(want), r.Out)
		}
		r := mustRun(t, srv, what, "--format", "excel-csv")
		assert.True(t, strings.HasPrefix(r.Out, "\ufeffid;"))
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left on device")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestStandardOutputThatFails(t *testing.T) {
	srv := newShop(t, 12)
	shell := apptest.New(t, srv)
	for _, what := range kindNames {
		var said strings.Builder
		a := &app.App{Out: fullDisk{}, Err: &said, In: strings.NewReader(""), Getenv: func(name string) string { return shell.Env[name] }}
		assert.Equal(t, app.ExitFailed, root.Run(t.Context(), a, []string{"export", what}))
		assert.Contains(t, said.String(), errFull.Error())
	}
}

// Nothing that is said is of a person.
func TestNothingSaidIsOfAPerson(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file.csv")
	said := stop(t, srv, 2, "people", "-o", path, "-v").Err
	r := mustRun(t, srv, "people", "-o", path, "--resume", "-v")
	said += r.Err + r.Out
	for _, file := range []string{path + ".manifest.json"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		said += string(text)
	}
	for _, secret := range []string{"@example.com", "+380", srv.Token} {
		assert.NotContains(t, said, secret)
	}
	for _, name := range cellsOf(t, path, "name") {
		assert.NotContains(t, said, name)
	}
}

// A list that changes before each request, in front of the reader, where it is and behind it.
func TestListThatChangesWhileItIsRead(t *testing.T) {
	for what, list := range listOf {
		t.Run(what, func(t *testing.T) {
			srv := newShop(t, 60)
			var stay []string
			requests := 0
			srv.BeforeEach(func(lists *leelootest.Lists) {
				list := list(lists)
				if stay == nil {
					stay = list.IDs()
				}
				if requests++; requests < 14 {
					gone := list.Delete(list.Len() * (requests % 3) / 3)
					stay = slices.DeleteFunc(stay, func(id string) bool { return id == gone })
					list.Insert(list.Len() * (requests % 4) / 4)
				}
			})
			path := filepath.Join(t.TempDir(), "file.csv")
			mustRun(t, srv, what, "-o", path)
			ids := cellsOf(t, path, "id")
			assert.Subset(t, ids, stay)
			assertDistinct(t, ids)
		})
	}
}

// What is new each time must not keep the program at it for ever.
func TestListThatGrowsWithoutEnd(t *testing.T) {
	srv := leelootest.New(t)
	srv.Seed(4)
	requests := 0
	srv.BeforeEach(func(lists *leelootest.Lists) {
		if requests++; requests%2 == 0 {
			lists.People().Insert(0)
		}
	})
	path := filepath.Join(t.TempDir(), "file.csv")
	r := mustRun(t, srv, "people", "-o", path, "--workers=1")
	requireComplete(t, path)
	assert.Equal(t, 1+3, strings.Count(r.Err, "0 of 5\n"), "read once, then three times again")
}

func TestPeopleOfAPeriodThatIsOverAreReadOnce(t *testing.T) {
	srv := newShop(t, 20)
	path := filepath.Join(t.TempDir(), "file.csv")
	assert.Contains(t, mustRun(t, srv, "people", "-o", path).Err, "people again")
	before := len(srv.Requests())
	r := mustRun(t, srv, "people", "--to", "2025-12-31", "-o", path, "--force")
	assert.NotContains(t, r.Err, "people again")
	assert.Positive(t, manifestOf(t, path).Rows)
	list := slices.DeleteFunc(srv.Requests()[before:], func(r leelootest.Request) bool { return r.Op != "People.List" })
	assert.Equal(t, "2026-01-01", list[0].Query.Get("filter[last_message][to]"))
}
