package leeloo_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestNullIsAnEmptyList(t *testing.T) {
	for _, name := range []string{
		"Templates.Categories", "Templates.List", "Messages.List", "Channels.List", "Channels.Connections",
		"Orders.List", "People.List", "Tags.List", "Tunnels.List", "Tunnels.ListStats", "Users.List",
	} {
		t.Run(name, func(t *testing.T) {
			op := operationNamed(t, name)
			withList := func(list any) []byte {
				return edited(t, op, func(response map[string]any) {
					if data, ok := response["data"].(map[string]any); ok {
						for key := range data {
							data[key] = list
						}
					} else {
						response["data"] = list
					}
				})
			}
			client, _ := canned(t, withList(nil))
			got, err := op.call(t.Context(), client)
			require.NoError(t, err)
			assert.Zero(t, itemCount(got))

			client, _ = canned(t, withList([]any{}))
			got, err = op.call(t.Context(), client)
			require.NoError(t, err)
			encoded, err := json.Marshal(got)
			require.NoError(t, err)
			assert.NotContains(t, string(encoded), "null", "[] stays []")

			client, _ = canned(t, withList("x"))
			_, err = op.call(t.Context(), client)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, "unexpected response: data")

			client, _ = canned(t, edited(t, op, func(response map[string]any) { delete(response, "data") }))
			_, err = op.call(t.Context(), client)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, "unexpected response: data is missing")
		})
	}
}

func TestListMustHaveItsKey(t *testing.T) {
	for name, key := range map[string]string{
		"Templates.Categories": "categories", "Templates.List": "templates", "Channels.Connections": "connections",
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := canned(t, []byte(`{"data":{},"status":1}`))
			_, err := operationNamed(t, name).call(t.Context(), client)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, "unexpected response: data: "+key+" is missing (HTTP 200, ")
		})
	}
}

func TestMetaIsOptionalAndReadLeniently(t *testing.T) {
	for meta, want := range map[string]leeloo.Meta{
		`,"meta":{"limit":"20","offset":null,"filteredCount":20.0,"totalCount":"93"}`: {Limit: 20, FilteredCount: 20, TotalCount: 93},
		`,"meta":{"pages":7}`: {},
		`,"meta":null`:        {},
		``:                    {},
	} {
		client, _ := canned(t, []byte(`{"data":[]`+meta+`,"status":1}`))
		page, err := client.Orders.List(t.Context(), leeloo.ListParams{})
		require.NoError(t, err, meta)
		assert.Equal(t, want, page.Meta)
	}
	client, _ := canned(t, []byte(`{"data":[],"meta":{"totalCount":"many"},"status":1}`))
	_, err := client.Orders.List(t.Context(), leeloo.ListParams{})
	require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	require.ErrorContains(t, err, "unexpected response: meta.totalCount: want a whole number (HTTP 200, ")
}

func TestStatsAreReadFromAnArrayOrAnObject(t *testing.T) {
	const item = `{"subscribers":10,"uniqSubscribers":2,"orders":4,"sales":3,"uniqSales":2,"visits":14,"uniqVisits":5,"shows":5,"uniqShows":3,"totalSale":200,"totalExpenses":100}`
	for _, test := range []struct {
		data string
		all  []leeloo.TunnelStats
		one  *leeloo.TunnelStats // nil: GetStats fails
	}{
		{item, []leeloo.TunnelStats{sampleStats}, &sampleStats},
		{`[` + item + `]`, []leeloo.TunnelStats{sampleStats}, &sampleStats},
		{`[` + item + `,` + item + `]`, []leeloo.TunnelStats{sampleStats, sampleStats}, nil},
		{`[]`, []leeloo.TunnelStats{}, nil},
		{`null`, nil, nil},
		{`{}`, []leeloo.TunnelStats{{}}, &leeloo.TunnelStats{}},
	} {
		t.Run(test.data, func(t *testing.T) {
			client, _ := canned(t, []byte(`{"data":`+test.data+`,"status":1}`))
			all, err := client.Tunnels.ListStats(t.Context())
			require.NoError(t, err)
			assert.Equal(t, test.all, all)

			one, err := client.Tunnels.GetStats(t.Context(), "5b3f543bb2737000133d25b0")
			assert.Equal(t, test.one, one)
			if test.one == nil {
				assert.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
				assert.ErrorContains(t, err, "data does not contain exactly one item")
			} else {
				assert.NoError(t, err)
			}
		})
	}
}

func TestStatsOfAnotherTypeAreAnError(t *testing.T) {
	for data, want := range map[string]string{
		`{"orders":[]}`: "data.orders: ", `[{"orders":"many"}]`: "data.0.orders: ", `"x"`: "data: ", `7`: "data: ", `[7]`: "data.0: ",
	} {
		client, _ := canned(t, []byte(`{"data":`+data+`,"status":1}`))
		_, err := client.Tunnels.ListStats(t.Context())
		require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse, data)
		require.ErrorContains(t, err, "unexpected response: "+want)
		_, err = client.Tunnels.GetStats(t.Context(), "5b3f543bb2737000133d25b0")
		require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse, data)
		require.ErrorContains(t, err, "unexpected response: "+want)
	}
}

func TestAcceptedPeopleAreCounted(t *testing.T) {
	for data, test := range map[string]struct {
		count   int
		problem string
	}{
		`{"count_to_process":3}`:      {count: 3},
		`{"count_to_process":"3"}`:    {count: 3},
		`{"count_to_process":0}`:      {count: 0},
		`{"count_to_process":null}`:   {problem: "data.count_to_process: want a number, not null"},
		`{"count_to_process":"many"}`: {problem: "data.count_to_process: want a whole number"},
		`{}`:                          {problem: "data: count_to_process is missing"},
		`null`:                        {problem: "data: want a number, not null"},
	} {
		for _, name := range []string{"People.ConnectSMS", "People.ConnectEmail"} {
			t.Run(name+" "+data, func(t *testing.T) {
				client, _ := canned(t, []byte(`{"data":`+data+`,"status":1}`))
				got, err := operationNamed(t, name).call(t.Context(), client)
				if test.problem != "" {
					require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
					require.ErrorIs(t, err, leeloo.ErrMaybeApplied)
					require.ErrorContains(t, err, "unexpected response: "+test.problem)
					return
				}
				require.NoError(t, err)
				require.Equal(t, test.count, got)
			})
		}
	}
}

// itemCount returns the number of items of a list or a page.
func itemCount(list any) int {
	value := reflect.Indirect(reflect.ValueOf(list))
	if value.Kind() == reflect.Struct {
		value = value.FieldByName("Items")
	}
	return value.Len()
}
