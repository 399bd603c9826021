package leeloo_test

import (
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestCollect(t *testing.T) {
	t.Parallel()
	failure := errors.New("failure")
	a, b := &leeloo.Tag{ID: "a"}, &leeloo.Tag{ID: "b"}
	tests := map[string]struct {
		items []*leeloo.Tag // nil: a failure
		want  []*leeloo.Tag
		err   error
	}{
		"nothing":                        {nil, nil, nil},
		"items":                          {[]*leeloo.Tag{a, b}, []*leeloo.Tag{a, b}, nil},
		"an error":                       {[]*leeloo.Tag{nil}, nil, failure},
		"items before an error":          {[]*leeloo.Tag{a, b, nil}, []*leeloo.Tag{a, b}, failure},
		"nothing is read after an error": {[]*leeloo.Tag{a, nil, b}, []*leeloo.Tag{a}, failure},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stopped := true
			var seq iter.Seq2[*leeloo.Tag, error] = func(yield func(*leeloo.Tag, error) bool) {
				for _, item := range tt.items {
					var err error
					if item == nil {
						err = failure
					}
					require.True(t, stopped, "the iteration goes on after a break")
					stopped = yield(item, err)
					if !stopped {
						return
					}
				}
			}
			got, err := leeloo.Collect(seq)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.err, err)
		})
	}
}

func TestCollectReturnsTheItemsBeforeAnError(t *testing.T) {
	t.Parallel()
	server := scripted(
		respondData(`[{"id":"a"},{"id":"b"},{"id":"c"}]`),
		respondData(`[{"id":"c"},{"id":"d"},{"id":"e"}]`),
		respond(403, ""),
	)
	users, err := leeloo.Collect(server.client(t).Users.All(t.Context(), leeloo.ListParams{Limit: 3}))
	e := requireKind(t, leeloo.ErrUnauthorized, err)
	var ids []leeloo.UserID
	for _, user := range users {
		ids = append(ids, user.ID)
	}
	assert.Equal(t, []leeloo.UserID{"a", "b", "c", "d", "e"}, ids)
	offset, ok := e.ResumeOffset()
	assert.True(t, ok)
	assert.Equal(t, 4, offset)
}

// The account to write to is the first whose connection is OK and that is not MANUAL, then a MANUAL one.
func TestMessageAccount(t *testing.T) {
	t.Parallel()
	account := func(id leeloo.AccountID, status leeloo.ConnectionStatus, from leeloo.ChannelType) leeloo.Account {
		return leeloo.Account{AccountID: id, ConnectionStatus: status, From: from}
	}
	const ok, blocked = leeloo.ConnectionStatusOK, leeloo.ConnectionStatus("BLOCKED")
	const manual, telegram, viber = leeloo.ChannelTypeManual, leeloo.ChannelTypeTelegram, leeloo.ChannelType("VIBER")
	tests := map[string]struct {
		accounts []leeloo.Account
		want     leeloo.AccountID // "" for none
	}{
		"no accounts":                        {nil, ""},
		"one that is connected":              {[]leeloo.Account{account("a", ok, telegram)}, "a"},
		"of a type that is not known":        {[]leeloo.Account{account("a", ok, viber)}, "a"},
		"of a type that is missing":          {[]leeloo.Account{account("a", ok, "")}, "a"},
		"only a manual one":                  {[]leeloo.Account{account("a", ok, manual)}, "a"},
		"a manual one without a status":      {[]leeloo.Account{account("a", "", manual)}, "a"},
		"a manual one that is blocked":       {[]leeloo.Account{account("a", blocked, manual)}, "a"},
		"only a blocked one":                 {[]leeloo.Account{account("a", blocked, telegram)}, ""},
		"a status that is missing":           {[]leeloo.Account{account("a", "", telegram)}, ""},
		"the first of two":                   {[]leeloo.Account{account("a", ok, telegram), account("b", ok, viber)}, "a"},
		"the first of two manual ones":       {[]leeloo.Account{account("a", "", manual), account("b", ok, manual)}, "a"},
		"not the blocked one":                {[]leeloo.Account{account("a", blocked, telegram), account("b", ok, viber)}, "b"},
		"not the manual one before":          {[]leeloo.Account{account("a", ok, manual), account("b", ok, telegram)}, "b"},
		"the manual one after a blocked one": {[]leeloo.Account{account("a", blocked, telegram), account("b", ok, manual)}, "b"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			person := leeloo.Person{Accounts: tt.accounts}
			got, found := person.MessageAccount()
			assert.Equal(t, tt.want != "", found)
			assert.Equal(t, tt.want, got.AccountID)
			if !found {
				assert.Zero(t, got)
			}
		})
	}
}
