package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/leelootest"
)

func TestAHumanDealsWithALead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := w.path()
	leads := w.journal(path)
	s := w.service(leads)
	w.srv.Fail(leelootest.ServerError().AfterApplying().On("People.AddComment"))
	l := w.carry(s, olena)
	other := olena
	other.Message = "On the way"
	waiting := w.submit(leads, other).Number
	require.NoError(t, leads.Close())

	look := func(args ...string) (string, error) {
		var out strings.Builder
		err := run(t.Context(), append(args, "-journal", path), nil, &out, w.logs, hasty)
		return out.String(), err
	}
	out, err := look("-status")
	require.NoError(t, err)
	assert.Contains(t, out, "0 done, 1 on the way, 1 need a human\n"+l.Number)
	assert.NotContains(t, out, olena.Name)
	assert.NotContains(t, out, phone)

	out, err = look("-show", l.Number)
	require.NoError(t, err)
	for _, text := range []string{olena.Message, phone, string(l.PersonID), `"unclear"`} {
		assert.Contains(t, out, text)
	}

	_, err = look("-settle", l.Number)
	require.NoError(t, err)
	out, err = look("-status")
	require.NoError(t, err)
	assert.Equal(t, "1 done, 1 on the way, 0 need a human\n", out)
	out, err = look("-show", l.Number)
	require.NoError(t, err)
	assert.NotContains(t, out, phone, "nobody needs it any more")

	for _, args := range [][]string{{"-settle", waiting}, {"-settle", l.Number}, {"-settle", "no"}, {"-show", "no"}} {
		_, err = look(args...)
		assert.Equal(t, 2, exitCode(io.Discard, err), args)
	}
}

func TestStatusOfAJournalInUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := w.path()
	w.journal(path)
	err := run(t.Context(), []string{"-journal", path, "-status"}, nil, io.Discard, w.logs, hasty)
	require.ErrorContains(t, err, "in use by another process")
}
