package main

import (
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// newRedis makes a client that gives up soon: all requests wait for it.
func newRedis(addr string) *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr:                  addr,
		DialTimeout:           time.Second,
		ReadTimeout:           time.Second,
		WriteTimeout:          time.Second,
		DialerRetries:         1,
		MaxRetries:            1, // a chance that is taken twice is lost, and harms nobody
		ContextTimeoutEnabled: true,
	})
}

// redisAddr returns the address of a Redis: the one given, or that of a small one that runs in this program.
func redisAddr(given string) (addr string, stop func(), err error) {
	if given != "" {
		return given, func() {}, nil
	}
	own, err := miniredis.Run()
	if err != nil {
		return "", nil, err
	}
	return own.Addr(), own.Close, nil
}
