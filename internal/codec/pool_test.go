package codec_test

import (
	"bytes"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// A Pool uses its memory again. These tests show that no call notices another one.

var pool codec.Pool

func readFromPool(value string) (n node, err error) {
	err = pool.Read([]byte(value), &n)
	return n, err
}

func TestReadInsideRead(t *testing.T) {
	var ids []string
	err := pool.Read([]byte(`["{\"id\":\"a\"}","x","{\"id\":\"b\"}"]`), codec.ReadFunc(func(r *codec.Reader) {
		ids = codec.List(r, func(id *string, r *codec.Reader) {
			inner, _ := readFromPool(r.Text()) // "x" is an error, and has no id
			*id = inner.ID
		})
	}))
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "", "b"}, ids)
}

// end is how a function that reads a value ends.
type end func(r *codec.Reader)

var ends = map[string]end{
	"a success":      func(r *codec.Reader) { r.Skip() },
	"an error":       func(r *codec.Reader) { r.ID() },
	"half a value":   func(r *codec.Reader) { r.IsObject() },
	"a panic":        func(*codec.Reader) { panic("of a test") },
	"a panic inside": func(r *codec.Reader) { codec.List(r, func(_ *int, r *codec.Reader) { panic("of a test") }) },
	"Goexit":         func(*codec.Reader) { runtime.Goexit() },
}

// readUntil reads a value on a goroutine of its own, which may end in any way.
func readUntil(value []byte, end end) {
	var done sync.WaitGroup
	done.Go(func() {
		defer func() { _ = recover() }()
		_ = pool.Read(value, codec.ReadFunc(end))
	})
	done.Wait()
}

func TestReadAfterAnyEnd(t *testing.T) {
	for name, end := range ends {
		readUntil([]byte(`[{"a":["b\n"`+`]}]`), end)
		got, err := readFromPool(`{"id":"a","tags":["\u0062"],"new":1}`)
		require.NoError(t, err, name)
		assert.Equal(t, node{ID: "a", Tags: []string{"b"}}, got, name)
	}
}

func TestReadKeepsNothing(t *testing.T) {
	for name, end := range ends {
		body := append([]byte(`["a\n",`), bytes.Repeat([]byte("1,"), 1000)...)
		body = append(body, "1]"...)
		kept := weak.Make(&body[0])
		readUntil(body, end)
		body = nil
		runtime.GC() // the first one leaves what is in a pool
		assert.Nil(t, kept.Value(), name)
	}
}

func TestReadsAtTheSameTime(t *testing.T) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			id := strconv.Itoa(i)
			for range 200 {
				got, err := readFromPool(`{"id":"` + id + `","tags":["\u0062` + id + `"],"texts":{"n\n` + id + `":"x"}}`)
				want := node{ID: id, Tags: []string{"b" + id}, Texts: map[string]string{"n\n" + id: "x"}}
				if !assert.NoError(t, err) || !assert.Equal(t, want, got) {
					return
				}
			}
		})
	}
	all.Wait()
}
