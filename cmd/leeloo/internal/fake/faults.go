package fake

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/leelootest"
)

var faults = map[string]leelootest.Fault{
	"rate-limited": leelootest.RateLimited(2 * time.Second),
	"unavailable":  {Status: http.StatusServiceUnavailable},
	"html":         leelootest.HTMLPage(http.StatusBadGateway),
	"server-error": leelootest.ServerError(),
	"rejected":     leelootest.Rejected("FORMAT_ERROR", nil),
	"dropped":      leelootest.Dropped(),
	"disconnected": leelootest.Disconnected(),
	"truncated":    leelootest.Truncated(),
	"slow":         leelootest.Slow(10 * time.Second),
}

// parseFault reads a --fail flag: OPERATION=FAULT or OPERATION=FAULT,TIMES.
func parseFault(text string) (fault leelootest.Fault, err error) {
	op, what, ok := strings.Cut(text, "=")
	if !ok || op == "" {
		return fault, app.Usagef("--fail: want OPERATION=FAULT,TIMES, for example Orders.Create=dropped-after,3")
	}
	if op == "any" {
		op = ""
	}
	name, count, hasCount := strings.Cut(what, ",")
	times := 1
	if hasCount {
		if times, err = strconv.Atoi(count); err != nil || times < 1 {
			return fault, app.Usagef("--fail: TIMES is a number of requests, from 1")
		}
	}
	name, after := strings.CutSuffix(name, "-after")
	fault, ok = faults[name]
	if !ok {
		return fault, app.Usagef("--fail: there is no fault %q; the faults are %s", name, strings.Join(slices.Sorted(maps.Keys(faults)), ", "))
	}
	if after {
		fault = fault.AfterApplying()
	}
	return fault.On(op).Repeat(times), nil
}

// script scripts a fault. The fake panics if there is no such operation: in a test, that is a mistake of the test.
func script(fake *leelootest.Server, fault leelootest.Fault) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = app.Usagef("--fail: %s", strings.TrimPrefix(fmt.Sprint(reason), "leelootest: "))
		}
	}()
	fake.Fail(fault)
	return nil
}
