package walk

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const seeds = 2000

// Of the rows that last, none is lost and none comes twice, whatever else happens between the requests.
func TestNoneLostNoneTwice(t *testing.T) {
	for prefetch := range 9 {
		t.Run(fmt.Sprint("prefetch ", prefetch), func(t *testing.T) {
			t.Parallel()
			complete, early := 0, 0
			for seed := range uint64(seeds) {
				m := newModel(seed)
				m.uneven = seed%4 == 0
				seen, err := collect(t, m, prefetch)
				if err != nil {
					require.ErrorIs(t, err, ErrStuck, "seed %d", seed)
					if m.alive(seen) {
						early++
					}
					continue
				}
				complete++
				for id := range m.lasting {
					if !seen[id] {
						require.FailNow(t, "lost", "seed %d: %s", seed, id)
					}
				}
			}
			// A walk may end with an error when all the rows that it has seen are gone, as they often are from lists
			// so small. That it gives up although one is left takes a shift that outruns the reader.
			assert.Greater(t, complete, seeds/2)
			assert.LessOrEqual(t, early, seeds/100)
		})
	}
}

func collect(t *testing.T, m *model, prefetch int) (seen map[string]bool, err error) {
	seen = make(map[string]bool)
	for id, err := range listOf(m.fetch, prefetch).Rows(t.Context()) {
		if err != nil {
			return seen, err
		}
		if seen[*id] {
			require.FailNow(t, "twice", *id)
		}
		seen[*id] = true
	}
	return seen, nil
}

// Plain paging by offset loses and repeats rows on the same lists, so that the simulation is worth something.
func TestPlainPagingFails(t *testing.T) {
	lost, twice := 0, 0
	for seed := range uint64(seeds) {
		m := newModel(seed)
		seen := make(map[string]bool)
		repeats := false
		for offset := 0; ; {
			page, err := m.fetch(t.Context(), offset)
			require.NoError(t, err)
			if len(page.Rows) == 0 {
				break
			}
			for _, id := range page.Rows {
				repeats = repeats || seen[id]
				seen[id] = true
			}
			offset += len(page.Rows)
		}
		if repeats {
			twice++
		}
		for id := range m.lasting {
			if !seen[id] {
				lost++
				break
			}
		}
	}
	t.Logf("of %d walks, %d lost rows and %d repeated some", seeds, lost, twice)
	assert.Greater(t, lost, seeds/4)
	assert.Greater(t, twice, seeds/4)
}
