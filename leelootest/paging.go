package leelootest

import (
	"iter"
	"strconv"
)

const defaultLimit = 20

type meta struct {
	Limit         int `json:"limit"`
	Offset        int `json:"offset"`
	FilteredCount int `json:"filteredCount"` // the vendor's samples disagree on what it counts; here the rows of the page
	TotalCount    int `json:"totalCount"`
}

// listed answers with one page of the rows that match; a nil match takes all. What is wrong with the query, noted so
// far, is refused here.
func listed[T, V any](in *input, rows iter.Seq2[int, T], match func(T) bool, view func(T) V) (answer, error) {
	limit, offset := in.whole("limit"), in.whole("offset")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	if limit == 0 {
		limit = defaultLimit
	}
	limit = min(limit, in.maxLimit)

	page, total := []V{}, 0
	for _, row := range rows {
		if match != nil && !match(row) {
			continue
		}
		if total >= offset && len(page) < limit {
			page = append(page, view(row))
		}
		total++
	}
	return answer{data: page, meta: &meta{limit, offset, len(page), total}}, nil
}

// whole reads a number of the query that is not negative; none is 0.
func (in *input) whole(param string) int {
	value := in.query.Get(param)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	switch {
	case err != nil:
		in.note(param, fieldNotInteger)
	case n < 0:
		in.note(param, fieldWrongFormat)
	}
	return n
}
