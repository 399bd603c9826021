package names_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/names"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestTagsByName(t *testing.T) {
	fake := leelootest.New(t)
	client := fake.Client()
	for _, name := range []string{
		"VIP Club", "vip club", "Вебінар", "Сім’я", "День\u00a0відкритих  дверей ", "Мо\u0438\u0306", "twice", "twice", "Once", "ONCE",
		"62594a8e1f0c1b2f4c9d00aa", "a\u202eb",
	} {
		fake.AddTag(name)
	}
	webinar := string(fake.Seed(0).Tag("Вебінар").ID)

	for name, test := range map[string]struct{ value, found, problem string }{
		"exact":                          {value: "vip club", found: "vip club"},
		"exact before another case":      {value: "VIP Club", found: "VIP Club"},
		"another case":                   {value: "ВЕБІНАР", found: "Вебінар"},
		"blanks around":                  {value: " Вебінар ", found: "Вебінар"},
		"blanks as they are seen":        {value: "день відкритих дверей", found: "День\u00a0відкритих  дверей "},
		"composed letters":               {value: "Мой", found: "Мо\u0438\u0306"},
		"invisible characters":           {value: "ab", found: "a\u202eb"},
		"id":                             {value: webinar, found: "Вебінар"},
		"id in capitals":                 {value: strings.ToUpper(webinar), found: "Вебінар"},
		"a name like an id":              {value: "62594a8e1f0c1b2f4c9d00aa", found: "62594a8e1f0c1b2f4c9d00aa"},
		"another case of several":        {value: "Vip Club", problem: `2 of them are called "Vip Club"; name one by its id: `},
		"several with the name":          {value: "twice", problem: `2 of them are called "twice"; name one by its id: `},
		"none is exact of several":       {value: "once", problem: `2 of them are called "once"`},
		"a typing error":                 {value: "Вебинар", problem: `no tag is called "Вебинар"; did you mean "Вебінар"? leeloo ids tags lists all`},
		"another apostrophe":             {value: "Сім'я", problem: `did you mean "Сім’я"?`},
		"a part of a name":               {value: "відкритих", problem: `did you mean "День\u00a0відкритих  дверей "?`},
		"nothing near":                   {value: "zzzzzzzz", problem: `no tag is called "zzzzzzzz"; leeloo ids tags lists them`},
		"an id that does not exist":      {value: "62594a8e1f0c1b2f4c9dffff", problem: `no tag is called "62594a8e1f0c1b2f4c9dffff"`},
		"a shell variable that is unset": {value: "", problem: "--tag: name a tag; leeloo ids tags lists them"},
		"blank":                          {value: " \u200b", problem: "--tag: name a tag"},
		"control characters":             {value: "\x1b[2J", problem: `no tag is called "\x1b[2J"`},
	} {
		t.Run(name, func(t *testing.T) {
			tag, err := names.Tag(t.Context(), client, "--tag", test.value)
			if test.problem != "" {
				require.ErrorContains(t, err, test.problem)
				assert.True(t, strings.HasPrefix(err.Error(), "--tag: "), "the error names the flag: %v", err)
				assert.Equal(t, app.ExitUsage, app.ExitCode(err))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.found, tag.Name, "spelled as in Leeloo")
		})
	}
}

func TestSeveralAreListedWithTheirIDs(t *testing.T) {
	fake := leelootest.New(t)
	one, two := fake.AddTemplate("Осінь", "Привіт", ""), fake.AddTemplate("Зима", "Привіт", "")
	_, err := names.Template(t.Context(), fake.Client(), "--template", "привіт")
	require.ErrorContains(t, err, `2 of them are called "привіт"; name one by its id: `+
		string(one.ID)+` "Осінь/Привіт", `+string(two.ID)+` "Зима/Привіт"`)
}

func TestTemplatesByName(t *testing.T) {
	fake := leelootest.New(t)
	client := fake.Client()
	fake.AddTemplate("Акції", "Знижка 1/2", "")
	fake.AddTemplate("Акції/Літо", "Знижка", "")
	fake.AddTemplate("Акції", "Літо/Знижка", "")
	fake.AddTemplate("Other", "Promo/Last call", "")
	fake.AddTemplate("Promo", "Last Call", "")
	fake.AddTemplate("Other", "Greeting me", "")

	for value, want := range map[string]struct{ found, problem string }{
		"Welcome/Greeting":  {found: "Welcome/Greeting"},
		"welcome/greeting":  {found: "Welcome/Greeting"},
		"Greeting":          {found: "Welcome/Greeting"},
		"Знижка 1/2":        {found: "Акції/Знижка 1/2"},
		"акції/знижка 1/2":  {found: "Акції/Знижка 1/2"},
		"Знижка":            {found: "Акції/Літо/Знижка"},
		"Акції/Літо/Знижка": {problem: "2 of them are called"},
		"Promo/Last call":   {found: "Other/Promo/Last call"}, // exact, though another one differs only by its case
		"promo/last call":   {problem: "2 of them are called"},
		"Welcome/Greting":   {problem: `did you mean "Welcome/Greeting"`},
		"Greting":           {problem: `did you mean "Welcome/Greeting"`},
		"Nowhere/Greeting":  {problem: `no template is called "Nowhere/Greeting"`},
		"Welcome/":          {problem: `no template is called "Welcome/"`},
	} {
		t.Run(value, func(t *testing.T) {
			template, err := names.Template(t.Context(), client, "--template", value)
			if want.problem != "" {
				require.ErrorContains(t, err, want.problem)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, want.found, template.FullName())
		})
	}
}

func TestTheOtherKindsAreFoundByNameToo(t *testing.T) {
	fake := leelootest.New(t)
	client := fake.Client()
	data := fake.Seed(0)

	tunnels, err := leeloo.Collect(client.Tunnels.All(t.Context(), leeloo.ListParams{}))
	require.NoError(t, err)
	tunnel, err := names.Tunnel(tunnels, "--tunnel", strings.ToUpper(data.Tunnels[1].Name))
	require.NoError(t, err)
	assert.Equal(t, data.Tunnels[1].ID, tunnel.ID)
	users, err := leeloo.Collect(client.Users.All(t.Context(), leeloo.ListParams{}))
	require.NoError(t, err)
	user, err := names.User(users, "--user", strings.ToLower(data.Users[0].Name))
	require.NoError(t, err)
	assert.Equal(t, data.Users[0].ID, user.ID)

	for kind, find := range map[string]func() error{
		"tunnel":   func() error { _, err := names.Tunnel(tunnels, "--x", "zzzzzzzz"); return err },
		"user":     func() error { _, err := names.User(users, "--x", "zzzzzzzz"); return err },
		"template": func() error { _, err := names.Template(t.Context(), client, "--x", "zzzzzzzz"); return err },
	} {
		assert.ErrorContains(t, find(), "--x: no "+kind+` is called "zzzzzzzz"; leeloo ids `+kind+"s lists them")
	}
}

func TestAFailedListIsItsOwnError(t *testing.T) {
	fake := leelootest.New(t)
	for op, find := range map[string]func() error{
		"Tags.List":            func() error { _, err := names.Tag(t.Context(), fake.Client(), "--x", "a"); return err },
		"Templates.Categories": func() error { _, err := names.Template(t.Context(), fake.Client(), "--x", "a"); return err },
		"Templates.List":       func() error { _, err := names.Template(t.Context(), fake.Client(), "--x", "a"); return err },
	} {
		fake.Fail(leelootest.Rejected("FORBIDDEN", nil).On(op))
		err := find()
		require.ErrorContains(t, err, op)
		assert.Equal(t, app.ExitFailed, app.ExitCode(err), "not a mistake of the operator")
	}
}
