package nearest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/nearest"
)

func TestTo(t *testing.T) {
	names := []string{"webinar", "Webinars", "web", "vip", "VIP client", "вебінар", "webinar"}
	tests := map[string][]string{
		"webinra": {"Webinars", "webinar", "web"},
		"WEBINAR": {"webinar", "Webinars", "web"},
		"vip":     {"vip", "VIP client"},
		"вебинар": {"вебінар"},
		"refund":  nil,
	}
	for name, want := range tests {
		assert.Equal(t, want, nearest.To(name, names, 5), name)
	}
	assert.Equal(t, []string{"webinar"}, nearest.To("webinar", names, 1))
	assert.Empty(t, nearest.To("vip", nil, 5))

	long := strings.Repeat("vip", 1<<20)
	assert.Empty(t, nearest.To(long, names, 5))
	assert.Equal(t, []string{"vip"}, nearest.To("vip", []string{long, "vip"}, 5))
}
