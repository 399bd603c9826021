package account_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestOpenWithoutAToken(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	a, err := account.Open(3)
	require.NoError(t, err)
	defer a.Close()
	assert.True(t, a.IsFake())

	card, err := a.CRM.People.Get(t.Context(), a.Company.People[2].ID, leeloo.PersonGetParams{})
	require.NoError(t, err)
	assert.NotEmpty(t, card.Name)
}

func TestOpenWithAToken(t *testing.T) {
	srv := leelootest.New(t)
	srv.Seed(3)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	a, err := account.Open(100, leeloo.WithMaxAttempts(1))
	require.NoError(t, err)
	defer a.Close()
	assert.False(t, a.IsFake())
	assert.Empty(t, a.Company)

	people, err := a.CRM.People.List(t.Context(), leeloo.PeopleListParams{})
	require.NoError(t, err)
	assert.Len(t, people.Items, 3, "the account of the token, not another fake")
}

func TestOpenWithAStrangeToken(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "two words")
	_, err := account.Open(3)
	require.ErrorIs(t, err, leeloo.ErrInvalidArgument)
	assert.ErrorContains(t, err, "LEELOO_TOKEN")
}

func TestAllow(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "token")
	a, err := account.Open(0)
	require.NoError(t, err)
	for answer, allowed := range map[string]bool{
		"y\n": true, "Y\r\n": true, "yes\n": true, " y \n": true, "y": true,
		"": false, "\n": false, "n\n": false, "no\ny\n": false, "yesterday\n": false, "Ja\n": false,
	} {
		var out strings.Builder
		err := a.Allow(t.Context(), false, strings.NewReader(answer), &out, "34 messages will be sent.")
		assert.Equal(t, "34 messages will be sent. Go on? [y/N] ", out.String())
		if allowed {
			assert.NoError(t, err, "%q", answer)
		} else {
			assert.ErrorIs(t, err, account.ErrNotAllowed, "%q", answer)
		}
	}
}

func TestAllowEndsWithItsContext(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "token")
	a, err := account.Open(0)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, typist := io.Pipe() // somebody who never answers
	defer typist.Close()
	assert.ErrorIs(t, a.Allow(ctx, false, in, io.Discard, "34 messages will be sent."), context.Canceled)
}

func TestAllowDoesNotAskWhoHasSaidYes(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "token")
	a, err := account.Open(0)
	require.NoError(t, err)
	assert.NoError(t, a.Allow(t.Context(), true, nil, nil, "34 messages will be sent."))
}

func TestAllowDoesNotAskAboutAFake(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	a, err := account.Open(0)
	require.NoError(t, err)
	defer a.Close()
	assert.NoError(t, a.Allow(t.Context(), false, nil, nil, "34 messages will be sent."))
}
