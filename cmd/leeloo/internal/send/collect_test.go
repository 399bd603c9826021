package send_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestPeopleWithoutASuitableAccount(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		gone := c.invited()[2]
		c.BeforeEach(func(lists *leelootest.Lists) {
			c.BeforeEach(nil)
			for _, person := range c.everybody {
				if person.ID == gone {
					for _, account := range person.Accounts {
						lists.Channels().Delete(slices.Index(lists.Channels().IDs(), string(account.AccountID)))
					}
				}
			}
		})
		result := c.begin()
		assert.Equal(t, app.ExitDone, result.Code, result.Err)
		assert.Contains(t, result.Err, "Left out: 1 (no connected account).")
		assert.Len(t, c.received(), 6)
	})
}

func TestOnlyOneChannel(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		invited, want := c.invited(), 0
		for _, person := range c.everybody {
			telegram := slices.ContainsFunc(person.Accounts, func(a leeloo.Account) bool { return a.From == leeloo.ChannelTypeTelegram })
			if telegram && slices.Contains(invited, person.ID) {
				want++
			}
		}
		require.Less(t, want, len(invited))
		result := c.begin("--channel", "telegram")
		assert.Equal(t, app.ExitDone, result.Code, result.Err)
		assert.Contains(t, result.Err, "(no connected TELEGRAM account)")
		assert.Len(t, c.received(), want)
	})
}

// withoutTheFilter removes the filter by tag from requests.
type withoutTheFilter struct{ next http.RoundTripper }

func (w withoutTheFilter) RoundTrip(r *http.Request) (*http.Response, error) {
	query := r.URL.Query()
	query.Del("filter[tags]")
	r.URL.RawQuery = query.Encode()
	return w.next.RoundTrip(r)
}

// A filter that an API does not know is ignored, and everybody is in the list.
func TestAServerThatIgnoresTheFilter(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.shell.Transport = withoutTheFilter{c.Transport()}
		invited := c.invited()
		result := c.begin()
		assert.Equal(t, app.ExitDone, result.Code, result.Err)
		assert.Contains(t, result.Err, "Left out: 33 (listed without the tag).")
		received := c.received()
		assert.Len(t, received, len(invited))
		for _, person := range invited {
			assert.Contains(t, received, person)
		}
	})
}

// People come and go while the list is read: who is there all the time gets the message, and gets it once.
func TestAListThatChangesWhileItIsRead(t *testing.T) {
	test(t, 150, func(t *testing.T, c *company) {
		invited := c.invited()
		gone := []leeloo.PersonID{invited[0], invited[1], invited[20]}
		requests := 0
		c.BeforeEach(func(lists *leelootest.Lists) {
			all := c.Requests()
			if all[len(all)-1].Op != "People.List" {
				return
			}
			if requests++; requests > 1 && requests-2 < len(gone) {
				lists.People().Delete(slices.Index(lists.People().IDs(), string(gone[requests-2])))
			}
			lists.People().Insert(0)
		})
		result := c.begin()
		c.BeforeEach(nil)
		assert.Contains(t, []int{app.ExitDone, app.ExitHuman}, result.Code) // some of the gone were in the list already
		received := c.received()
		assert.Len(t, received, len(invited)-len(gone))
		for _, person := range invited {
			assert.Equal(t, !slices.Contains(gone, person), received[person] == 1)
		}
	}, leelootest.WithMaxLimit(4))
}

func TestTheListIsCollectedOnce(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		invited := c.invited()
		require.Equal(t, app.ExitStopped, c.stopAt(sendOp, 1).Code)
		others := slices.DeleteFunc(slices.Clone(c.ids.People), func(p leelootest.Person) bool { return slices.Contains(invited, p.ID) })
		require.NoError(t, c.crm.Tags.Add(t.Context(), others[0].ID, c.ids.Tag("webinar").ID))
		require.NoError(t, c.crm.Tags.Remove(t.Context(), invited[6], c.ids.Tag("webinar").ID))

		lists := c.Count("People.List")
		assert.Equal(t, app.ExitDone, c.resume().Code)
		assert.Equal(t, lists, c.Count("People.List"))
		received := c.received()
		assert.Len(t, received, len(invited))
		assert.NotContains(t, received, others[0].ID)
	})
}

// A list that could not be read to its end is no list: nothing is sent, and there is no journal.
func TestTheFirstRequestsFail(t *testing.T) {
	for _, op := range []string{"Users.List", "Channels.Connections", "Tags.List", "Templates.Categories", "Templates.List", "People.List"} {
		t.Run(op, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				c.Fail(leelootest.Fault{Op: op, Status: http.StatusBadRequest, Times: 10})
				result := c.begin()
				assert.Equal(t, app.ExitFailed, result.Code)
				assert.Contains(t, result.Err, op)
				assert.NoFileExists(t, c.journal)
				assert.Zero(t, c.Count(sendOp))
			})
		})
	}
}

func TestCtrlCWhileTheListIsRead(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		result := c.stopAt("People.List", 2)
		assert.Equal(t, app.ExitStopped, result.Code)
		assert.Contains(t, result.Err, "Nothing was sent.")
		assert.NoFileExists(t, c.journal)
	}, leelootest.WithMaxLimit(3))
}
