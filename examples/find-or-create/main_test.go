package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/exampletest"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestMain(m *testing.M) { exampletest.Main(m, main) }

const phone = "+380500000001"

// execute runs the program for Olena, in the company of a server.
func execute(t *testing.T, server *leelootest.Server, args ...string) exampletest.Result {
	t.Helper()
	env := []string{"LEELOO_TOKEN=" + server.Token, "LEELOO_BASE_URL=" + server.URL}
	return exampletest.Run(t, env, append([]string{"-phone", phone, "-name", "Olena"}, args...)...)
}

func people(t *testing.T, server *leelootest.Server) []leeloo.Person {
	t.Helper()
	found, err := server.Client().People.ByPhone(t.Context(), phone)
	require.NoError(t, err)
	return found
}

func TestDemoPrintsWhatTheReadmeShows(t *testing.T) {
	result := exampletest.Run(t, nil, "-demo")
	assert.Equal(t, exampletest.Output(t), result.Stdout)
	assert.Empty(t, result.Stderr)
	assert.Equal(t, 0, result.Code)
}

func TestUsage(t *testing.T) {
	server := leelootest.New(t)
	token := "LEELOO_TOKEN=" + server.Token
	tests := map[string]struct {
		env    []string
		args   []string
		code   int
		stderr string
	}{
		"no token":       {nil, []string{"-phone", phone, "-name", "Olena"}, 2, "try -demo"},
		"no phone":       {[]string{token}, []string{"-name", "Olena"}, 2, "-phone"},
		"no name":        {[]string{token}, []string{"-phone", phone}, 2, "-name"},
		"empty comment":  {[]string{token}, []string{"-phone", phone, "-name", "Olena", "-comment", ""}, 2, "-comment"},
		"bad token":      {[]string{"LEELOO_TOKEN=two words"}, []string{"-phone", phone, "-name", "Olena"}, 2, "LEELOO_TOKEN"},
		"bad base URL":   {[]string{token, "LEELOO_BASE_URL=x"}, []string{"-phone", phone, "-name", "Olena"}, 2, "LEELOO_BASE_URL"},
		"unknown flag":   {[]string{token}, []string{"-color"}, 2, "-color"},
		"help":           {nil, []string{"-h"}, 0, "-phone"},
		"not a phone":    {[]string{token, "LEELOO_BASE_URL=" + server.URL}, []string{"-phone", "Olena", "-name", "x"}, 1, "Change the flags"},
		"unknown tag":    {[]string{token, "LEELOO_BASE_URL=" + server.URL}, []string{"-phone", phone, "-name", "x", "-tag", "leads"}, 1, `"lead"`},
		"token refused":  {[]string{"LEELOO_TOKEN=x", "LEELOO_BASE_URL=" + server.URL}, []string{"-phone", phone, "-name", "x"}, 1, "unauthorized"},
		"nobody listens": {[]string{token, "LEELOO_BASE_URL=http://127.0.0.1:1"}, []string{"-phone", phone, "-name", "x"}, 1, "Run the program again later"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := exampletest.Run(t, tt.env, tt.args...)
			assert.Equal(t, tt.code, result.Code)
			assert.Contains(t, result.Stderr, tt.stderr)
			for _, secret := range []string{phone, server.Token, "two words"} {
				assert.NotContains(t, result.Stderr, secret)
			}
			assert.Empty(t, result.Stdout)
		})
	}
	t.Cleanup(func() { assert.Zero(t, server.Count("People.Create")) })
}

// After any failure and a second run there is one person with one tag and at most one comment.
func TestSecondRunRepeatsNothing(t *testing.T) {
	tests := map[string]struct {
		fault    leelootest.Fault
		code     int    // of the first run
		says     string // on its stderr
		people   int    // after it
		comments int    // after the second run, which always succeeds
	}{
		"no failure":                   {leelootest.Fault{Op: "Users.List"}, 0, "", 1, 1},
		"search fails":                 {leelootest.Rejected("NO_ACCESS", nil).On("People.List"), 1, "Change the flags", 0, 1},
		"create is refused":            {leelootest.Rejected("NO_ACCESS", nil).On("People.Create"), 1, "Change the flags", 0, 1},
		"create: the limit is reached": {leelootest.RateLimited(time.Hour).On("People.Create"), 1, "Run the program again later", 0, 1},
		"created, but no response":     {leelootest.Dropped().AfterApplying().On("People.Create"), 0, "", 1, 1},
		"maybe created":                {leelootest.Dropped().On("People.Create"), 4, "Look at the person", 0, 1},
		"tag is refused":               {leelootest.Rejected("NO_ACCESS", nil).On("Tags.Add"), 1, "Change the flags", 1, 1},
		"tag added, but no response":   {leelootest.ServerError().AfterApplying().On("Tags.Add"), 0, "", 1, 1},
		"maybe tagged":                 {leelootest.ServerError().On("Tags.Add"), 4, "Look at the person", 1, 1},
		"comment is refused":           {leelootest.Rejected("NO_ACCESS", nil).On("People.AddComment"), 4, "write it in Leeloo", 1, 0},
		"comment: the limit":           {leelootest.RateLimited(time.Hour).On("People.AddComment"), 4, "write it in Leeloo", 1, 0},
		"commented, but no response":   {leelootest.Dropped().AfterApplying().On("People.AddComment"), 4, "may be missing", 1, 1},
		"maybe commented":              {leelootest.Dropped().On("People.AddComment"), 4, "may be missing", 1, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := leelootest.New(t)
			server.Fail(tt.fault)

			first := execute(t, server)
			assert.Equal(t, tt.code, first.Code, first.Stderr)
			assert.Contains(t, first.Stderr, tt.says)
			assert.Equal(t, tt.code == 0, first.Stderr == "", first.Stderr)
			assert.NotContains(t, first.Stderr, phone)
			assert.Len(t, people(t, server), tt.people)

			second := execute(t, server)
			assert.Equal(t, 0, second.Code, second.Stderr)
			found := people(t, server)
			require.Len(t, found, 1)
			assert.Equal(t, []string{"lead"}, found[0].Tags)
			assert.Len(t, server.Comments(found[0].ID), tt.comments)
		})
	}
}

func TestOldestPersonWithThePhoneIsFound(t *testing.T) {
	server := leelootest.New(t)
	oldest := server.AddPerson(leelootest.Person{Name: "Olena", Phone: phone})
	server.AddPerson(leelootest.Person{Name: "Olena", Phone: phone})
	for range 2 {
		assert.Equal(t, 0, execute(t, server).Code)
	}
	assert.Equal(t, 0, server.Count("People.Create"))
	assert.Equal(t, []string{"Asked for the price"}, server.Comments(oldest.ID))
}

func TestMissingTagIsReportedBeforeAnythingIsWritten(t *testing.T) {
	server := leelootest.New(t)
	assert.Equal(t, 1, execute(t, server, "-tag", "leads").Code)
	assert.Empty(t, people(t, server))
	assert.Equal(t, 0, server.Count("People.Create"))
}
