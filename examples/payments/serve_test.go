package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/leelootest"
)

func TestAddressInUse(t *testing.T) {
	_, _, args := realAccount(t)
	err := run(t.Context(), append(args, "-yes", "-addr", "127.0.0.1:99999"), strings.NewReader(""), io.Discard, io.Discard)
	assert.ErrorContains(t, err, "-addr")
}

// What is left behind when the grace is over is in the journal, and the journal outlives the server.
func TestCtrlCInTheMiddleOfAPayment(t *testing.T) {
	d := newDesk(t)
	d.srv.Fail(leelootest.Slow(200 * time.Millisecond).AfterApplying().On("Orders.Create"))
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	up, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- serve(ctx, "127.0.0.1:0", d.processor, []byte(testSecret), func(url string) error { up <- url; return nil })
	}()
	body := d.callback(paid)
	request, err := http.NewRequest(http.MethodPost, <-up, bytes.NewReader(body))
	require.NoError(t, err)
	request.Header.Set(signatureHeader, sign([]byte(testSecret), body))
	d.srv.BeforeEach(func(*leelootest.Lists) { stop() })
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode, "the payment under way is finished")
	require.NoError(t, <-ended)
	assert.Equal(t, settled, d.record(t, "pay-1").Stage)
}

func TestLocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l locks
		unlock, err := l.lock(t.Context(), "a")
		require.NoError(t, err)
		other, err := l.lock(t.Context(), "b")
		require.NoError(t, err)
		other()

		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = l.lock(impatient, "a")
		require.ErrorIs(t, err, context.DeadlineExceeded)

		got := make(chan func())
		go func() {
			unlock, _ := l.lock(t.Context(), "a")
			got <- unlock
		}()
		synctest.Wait()
		select {
		case <-got:
			assert.Fail(t, "two have it")
		default:
		}
		unlock()
		(<-got)()
		l.held.Range(func(key, _ any) bool { return assert.Fail(t, "still held", key) })
	})
}

// The waits grow, and end with the context.
func TestLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProcessor(nil, nil, options{}, nil)
		start := time.Now()
		var at []time.Duration
		err := p.look(t.Context(), func() (bool, error) {
			at = append(at, time.Since(start))
			return false, nil
		})
		require.ErrorIs(t, err, errUnclear)
		assert.Equal(t, []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}, at)

		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		require.ErrorIs(t, p.look(ctx, func() (bool, error) { return false, nil }), context.DeadlineExceeded)
	})
}

// takeUp comes back after a while.
func TestTakeUpComesBack(t *testing.T) {
	d := newDesk(t)
	synctest.Test(t, func(t *testing.T) {
		log := waitingFor("sold")
		d.log = newLog(log)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			d.takeUp(ctx, ctx)
			close(ended)
		}()
		synctest.Wait()
		p := payment{Stage: "sold", Status: paid}
		require.NoError(t, d.ledger.put("pay-1", p))
		time.Sleep(takeUpEvery + time.Second)
		synctest.Wait()
		assert.Contains(t, log.String(), "payment=pay-1")
		stop()
		<-ended
	})
}
