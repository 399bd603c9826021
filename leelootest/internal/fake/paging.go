package fake

import (
	"iter"
	"strconv"
)

const defaultLimit = 20

type meta struct {
	Limit         int `json:"limit"`
	Offset        int `json:"offset"`
	FilteredCount int `json:"filteredCount"` // here the items of the page: the vendor's samples disagree on what it counts
	TotalCount    int `json:"totalCount"`
}

// page returns one page of the items that match; nil matches all. It fails if the query has errors.
func page[T, V any](in *params, all iter.Seq2[int, T], match func(T) bool, view func(T) V) (result, error) {
	limit, offset := in.whole("limit"), in.whole("offset")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	if limit == 0 {
		limit = defaultLimit
	}
	limit = min(limit, in.maxLimit)

	items, total := []V{}, 0
	for _, item := range all {
		if match != nil && !match(item) {
			continue
		}
		if total >= offset && len(items) < limit {
			items = append(items, view(item))
		}
		total++
	}
	return result{data: items, meta: &meta{limit, offset, len(items), total}}, nil
}

// whole returns a number of the query that is not negative, or 0 if it is missing.
func (in *params) whole(param string) int {
	value := in.query.Get(param)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	switch {
	case err != nil:
		in.addError(param, fieldNotInteger)
	case n < 0:
		in.addError(param, fieldWrongFormat)
	}
	return n
}
