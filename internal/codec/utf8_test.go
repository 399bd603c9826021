package codec_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/codec"
)

func FuzzValidUTF8(f *testing.F) {
	for _, seed := range []string{"", "a", "я", "\xff", "\xff\xfea\xff", "\xe2\x82", "a\ufffdb", "\xed\xa0\x80", "\xf0\x9f\x98\x80\x80"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		assert.Equal(t, string(bytes.ToValidUTF8(text, []byte("\ufffd"))), string(codec.ValidUTF8(text)))
	})
}
