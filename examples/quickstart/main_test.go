package main

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

const phone = "+380500000000"

func TestRunWithoutToken(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))

	lines := strings.Split(out.String(), "\n")
	assert.Contains(t, lines[0], "fake Leeloo")
	assert.Contains(t, out.String(), "is paid: Marathon, 49.90 USD")
	assert.Regexp(t, `(?m)^PERSON +PHONE +TAGS$`, out.String())
	assert.Regexp(t, `(?m)^Olena +\`+phone+` +vip$`, out.String())
	assert.Regexp(t, `(?m)^Free webinar +15 +5 +3 +2 +99\.80$`, out.String())
}

func TestRunWithTokenOnlyReads(t *testing.T) {
	srv := leelootest.New(t)
	srv.Seed(3)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))

	assert.Contains(t, out.String(), "nothing in it is changed")
	assert.Contains(t, out.String(), "Mini course")
	require.NotEmpty(t, srv.Requests())
	for _, request := range srv.Requests() {
		assert.Equal(t, http.MethodGet, request.Method, request.Op)
	}
}

func TestLeadMakesOnePersonOfOnePhone(t *testing.T) {
	srv := leelootest.New(t)
	company, crm := srv.Seed(3), srv.Client()
	require.NoError(t, lead(t.Context(), io.Discard, crm, phone, company))
	require.NoError(t, lead(t.Context(), io.Discard, crm, phone, company))

	found, err := crm.People.List(t.Context(), leeloo.PeopleListParams{Phone: phone})
	require.NoError(t, err)
	require.Len(t, found.Items, 1)
	assert.Len(t, srv.Comments(found.Items[0].ID), 2)

	card, err := crm.People.Get(t.Context(), found.Items[0].ID, leeloo.PersonGetParams{Include: []leeloo.PersonInclude{leeloo.IncludeOrders}})
	require.NoError(t, err)
	assert.Len(t, card.History, 2)
	require.Len(t, card.Orders, 2)
	assert.Equal(t, leeloo.OrderStatusResolved, card.Orders[0].Status)
}

// Whatever a step fails with, the steps after it must not be taken.
func TestLeadStopsAtTheFirstFailure(t *testing.T) {
	steps := []string{
		"People.List", "People.Create", "Tags.Add", "People.AddComment", "Tunnels.Subscribe", "Templates.Send", "Orders.Create", "Orders.Update",
	}
	for i, step := range steps {
		t.Run(step, func(t *testing.T) {
			srv := leelootest.New(t)
			company := srv.Seed(3)
			srv.Fail(leelootest.Refused("FORMAT_ERROR", nil).On(step))
			require.ErrorIs(t, lead(t.Context(), io.Discard, srv.Client(), phone, company), leeloo.ErrRejected)
			for _, request := range srv.Requests() {
				assert.LessOrEqual(t, slices.Index(steps, request.Op), i, request.Op)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := map[string]struct {
		ctx   context.Context
		fault leelootest.Fault
		want  string
	}{
		"maybe applied": {t.Context(), leelootest.ServerError().AfterApplying().On("People.Create"), "Look into Leeloo"},
		"Ctrl-C":        {cancelled, leelootest.Fault{}, "Stopped."},
		"token":         {t.Context(), leelootest.Refused("FORMAT_ERROR", map[string]string{"authToken": "REQUIRED"}), "Check LEELOO_TOKEN"},
		"busy":          {t.Context(), leelootest.RateLimited(100 * time.Second), "Try again in a minute"},
		"anything else": {t.Context(), leelootest.Refused("FORMAT_ERROR", nil), "leeloo: People.List: the API refused the request"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			srv := leelootest.New(t)
			company := srv.Seed(0)
			srv.Fail(test.fault)
			err := lead(test.ctx, io.Discard, srv.Client(), phone, company)
			require.Error(t, err)
			assert.Contains(t, explain(err), test.want)
		})
	}
}
