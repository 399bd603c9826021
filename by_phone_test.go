package leeloo_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// phonesServer has people with these phones, on pages of 3, whatever phone is filtered by: the API's filter is not exact.
// Their ids are their positions.
func phonesServer(phones ...string) *scriptedServer {
	return scripted(func(r *http.Request) (*http.Response, error) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		people := []map[string]string{}
		for i := offset; i < min(offset+3, len(phones)); i++ {
			people = append(people, map[string]string{"id": strconv.Itoa(i), "phone": phones[i]})
		}
		list, err := json.Marshal(people)
		if err != nil {
			return nil, err
		}
		return respondData(string(list))(r)
	})
}

func TestByPhone(t *testing.T) {
	t.Parallel()
	const phone = "+380500000000"
	tests := map[string]struct {
		phones []string
		number string
		want   []leeloo.PersonID
	}{
		"nobody":                   {nil, phone, nil},
		"one person":               {[]string{phone}, phone, []leeloo.PersonID{"0"}},
		"the filter finds others":  {[]string{"+3805000000001", phone, "+80500000000"}, phone, []leeloo.PersonID{"1"}},
		"several people":           {[]string{phone, "+380500000001", phone}, phone, []leeloo.PersonID{"0", "2"}},
		"people without a phone":   {[]string{"", "NOT_DEFINED", phone}, phone, []leeloo.PersonID{"2"}},
		"stored as it was entered": {[]string{"38 (050) 000-00-00", "380500000000", "тел. +380 50 000 00 00"}, phone, []leeloo.PersonID{"0", "1", "2"}},
		"asked as it is written":   {[]string{phone}, "tel:+38 (050) 000‑00‑00", []leeloo.PersonID{"0"}},
		"asked without a plus":     {[]string{phone}, "380500000000", []leeloo.PersonID{"0"}},
		"full-width digits":        {[]string{phone}, "＋３８０５００００００００", []leeloo.PersonID{"0"}},
		"without a country code":   {[]string{phone, "0500000000"}, "0500000000", []leeloo.PersonID{"1"}},
		"the people of several pages": {
			[]string{phone, "1", "2", "3", phone, "5", "6", "7", "8", phone}, phone, []leeloo.PersonID{"0", "4", "9"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := phonesServer(tt.phones...)
			people, err := server.client(t).People.ByPhone(t.Context(), tt.number)
			require.NoError(t, err)
			var ids []leeloo.PersonID
			for _, person := range people {
				ids = append(ids, person.ID)
			}
			assert.Equal(t, tt.want, ids)
			for _, seen := range server.recordedRequests() {
				filter := "+380500000000"
				if tt.number == "0500000000" {
					filter = "+0500000000"
				}
				assert.Equal(t, filter, seen.url.Query().Get("filter[phone]"))
			}
		})
	}
}

// Without a phone the API would list everybody.
func TestByPhoneWithoutDigitsSendsNothing(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"", " ", "+", "NOT_DEFINED", "none", "tel:", "\u200b", "()-"} {
		server := phonesServer(canaryPhone, "")
		people, err := server.client(t).People.ByPhone(t.Context(), number)
		e := requireKind(t, leeloo.ErrInvalidArgument, err)
		assert.Equal(t, "People.ByPhone", e.Op)
		assert.Empty(t, people)
		assert.Zero(t, server.requests(), "%q", number)
	}
}

func TestByPhoneReturnsNoPartOfTheList(t *testing.T) {
	t.Parallel()
	full := phonesServer(canaryPhone, canaryPhone, canaryPhone, canaryPhone)
	server := scripted(full.RoundTrip, respond(404, ""))
	people, err := server.client(t).People.ByPhone(t.Context(), canaryPhone)
	requireKind(t, leeloo.ErrNotFound, err)
	assert.Nil(t, people)
}
