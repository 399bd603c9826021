package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestTokensDoNotShareALimit(t *testing.T) {
	inBubble(t, func(t *testing.T, own *miniredis.Miniredis) {
		start := time.Now()
		for i := range 50 {
			require.NoError(t, newLimiter(t, own, fmt.Sprint("token", i), 300).Wait(t.Context()))
		}
		assert.Zero(t, time.Since(start))
	})
}

func TestAStrayBlankIsNotAnotherToken(t *testing.T) {
	inBubble(t, func(t *testing.T, own *miniredis.Miniredis) {
		require.NoError(t, newLimiter(t, own, token, 2).Wait(t.Context()))
		require.NoError(t, newLimiter(t, own, token+"\n", 2).Wait(t.Context()))
		assert.Len(t, own.Keys(), 1)
	})
}

func TestRedisNeverHoldsTheToken(t *testing.T) {
	inBubble(t, func(t *testing.T, own *miniredis.Miniredis) {
		require.NoError(t, newLimiter(t, own, token, 300).Wait(t.Context()))
		require.Len(t, own.Keys(), 1)
		assert.NotContains(t, own.Dump(), token)
		time.Sleep(2 * time.Minute)
		assert.Empty(t, own.Keys(), "and nothing stays in it")
	})
}

// Without Redis nothing is sent: an error is better than a limit that each process has to itself.
func TestNothingIsSentWithoutRedis(t *testing.T) {
	tests := map[string]func(t *testing.T) (addr string){
		"it is not there": func(t *testing.T) string { return deadAddress(t) },
		"it refuses": func(t *testing.T) string {
			own := miniredis.RunT(t)
			own.SetError("LOADING Redis is loading the dataset in memory")
			return own.Addr()
		},
	}
	for name, start := range tests {
		t.Run(name, func(t *testing.T) {
			srv := leelootest.New(t)
			rdb := newRedis(start(t))
			defer rdb.Close()
			limiter, err := NewLimiter(rdb, token, 300)
			require.NoError(t, err)

			_, err = srv.Client(leeloo.WithLimiter(limiter)).Tags.List(t.Context())
			require.ErrorIs(t, err, ErrLimiter)
			assert.NotErrorIs(t, err, leeloo.ErrMaybeApplied)
			assert.Empty(t, srv.Requests())
		})
	}
}

// A Redis that takes connections and says nothing holds a call up no longer than its deadline.
func TestASilentRedis(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	rdb := newRedis(listener.Addr().String())
	defer rdb.Close()
	limiter, err := NewLimiter(rdb, token, 300)
	require.NoError(t, err)

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	require.Error(t, limiter.Wait(ctx))
	assert.Less(t, time.Since(start), 900*time.Millisecond)
}

// The call that can't wait fails as it does with the SDK's own limiter.
func TestTheSDKSeesALimit(t *testing.T) {
	own, srv := miniredis.RunT(t), leelootest.New(t)
	rdb := newRedis(own.Addr())
	defer rdb.Close()
	limiter, err := NewLimiter(rdb, srv.Token, 2)
	require.NoError(t, err)
	crm := srv.Client(leeloo.WithLimiter(limiter))

	_, err = crm.Tags.List(t.Context())
	require.NoError(t, err)
	soon, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err = crm.Tags.List(soon)
	require.ErrorIs(t, err, leeloo.ErrRateLimited)
	assert.Len(t, srv.Requests(), 1)
	assert.False(t, strings.Contains(fmt.Sprint(own.Keys()), srv.Token))
}

// deadAddress is an address at which nobody listens.
func deadAddress(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}
