package transport_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

func TestParseBaseURLAccepts(t *testing.T) {
	tests := map[string]struct{ base, want string }{
		"the API":                  {"https://api.leeloo.ai/api/v2", "https://api.leeloo.ai/api/v2"},
		"no path":                  {"https://api.leeloo.ai", "https://api.leeloo.ai"},
		"trailing slash":           {"https://api.leeloo.ai/", "https://api.leeloo.ai"},
		"trailing slashes":         {"https://api.leeloo.ai/api/v2///", "https://api.leeloo.ai/api/v2"},
		"upper-case scheme":        {"HTTPS://api.leeloo.ai", "https://api.leeloo.ai"},
		"port":                     {"https://api.leeloo.ai:8443", "https://api.leeloo.ai:8443"},
		"port 1":                   {"https://api.leeloo.ai:1", "https://api.leeloo.ai:1"},
		"port 65535":               {"https://api.leeloo.ai:65535", "https://api.leeloo.ai:65535"},
		"IPv6":                     {"https://[2001:db8::1]:8443/v2", "https://[2001:db8::1]:8443/v2"},
		"escaped path":             {"https://proxy.test/a%2Fb/", "https://proxy.test/a%2Fb"},
		"escaped space":            {"https://proxy.test/a%20b", "https://proxy.test/a%20b"},
		"http to localhost":        {"http://localhost:8080", "http://localhost:8080"},
		"http to 127.0.0.1":        {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		"http to 127.255.255.254":  {"http://127.255.255.254", "http://127.255.255.254"},
		"http to ::1":              {"http://[::1]", "http://[::1]"},
		"http to ::1 with a port":  {"http://[::1]:8080", "http://[::1]:8080"},
		"http to ::ffff:127.0.0.1": {"http://[::ffff:127.0.0.1]:80", "http://[::ffff:127.0.0.1]:80"},
		"upper-case http":          {"HTTP://127.0.0.1", "http://127.0.0.1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			u, err := transport.ParseBaseURL("WithBaseURL", tt.base, false)
			require.NoError(t, err)
			assert.Equal(t, tt.want, u.String())
		})
	}
}

// Each base URL includes the word "canary", which no error may show.
func TestParseBaseURLRefuses(t *testing.T) {
	tests := map[string]string{
		"empty":              "",
		"no scheme":          "canary.leeloo.ai/api",
		"no scheme, slashes": "//canary.leeloo.ai",
		"other scheme":       "ftp://canary.leeloo.ai",
		"similar scheme":     "httpss://canary.leeloo.ai",
		"opaque":             "https:canary.leeloo.ai",
		"one slash":          "https:/canary.leeloo.ai",
		"no host":            "https:///canary",
		"port without host":  "https://:443/canary",

		"port 0":              "https://canary.leeloo.ai:0",
		"port 65536":          "https://canary.leeloo.ai:65536",
		"port of 20 digits":   "https://canary.leeloo.ai:18446744073709551617",
		"empty port":          "https://canary.leeloo.ai:",
		"empty port, IPv6":    "https://[::1]:/canary",
		"port that is a word": "https://canary.leeloo.ai:http",
		"negative port":       "https://canary.leeloo.ai:-1",

		"user":              "https://canary@api.leeloo.ai",
		"user and password": "https://user:canary@api.leeloo.ai",
		"empty user":        "https://@api.leeloo.ai/canary",
		"user on loopback":  "http://canary@127.0.0.1",

		"query":          "https://api.leeloo.ai/?canary=1",
		"empty query":    "https://api.leeloo.ai/canary?",
		"fragment":       "https://api.leeloo.ai/#canary",
		"empty fragment": "https://api.leeloo.ai/canary#",

		"leading space":      " https://canary.leeloo.ai",
		"space in the host":  "https://canary leeloo.ai",
		"line break":         "https://canary.leeloo.ai\n",
		"tab":                "https://canary.leeloo.ai/\t",
		"NUL":                "https://canary.leeloo.ai/\x00",
		"DEL":                "https://canary.leeloo.ai/\x7f",
		"invalid escape":     "https://canary.leeloo.ai/%zz",
		"escape in the host": "https://canary%2eleeloo.ai",
		"backslash":          `https://canary.leeloo.ai\@evil.test`,
		"unclosed bracket":   "https://[::1/canary",
	}
	for name, base := range tests {
		for _, insecure := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				u, err := transport.ParseBaseURL("WithBaseURL", base, insecure)
				require.Error(t, err)
				assert.Nil(t, u)
				assert.NotContains(t, err.Error(), "canary")
				assert.Regexp(t, "^WithBaseURL ", err.Error())
			})
		}
	}
}

func TestParseBaseURLRefusesPlainHTTPExceptToLoopback(t *testing.T) {
	tests := map[string]string{
		"the API":                       "http://api.leeloo.ai",
		"upper-case scheme":             "HTTP://api.leeloo.ai",
		"loopback as a subdomain":       "http://127.0.0.1.evil.test",
		"localhost as a subdomain":      "http://localhost.evil.test",
		"ends in localhost":             "http://evil-localhost",
		"a subdomain of localhost":      "http://evil.localhost",
		"loopback as a decimal number":  "http://2130706433",
		"loopback in hexadecimal":       "http://0x7f.1",
		"loopback in octal":             "http://0177.0.0.1",
		"short loopback":                "http://127.1",
		"loopback with a trailing dot":  "http://127.0.0.1.",
		"localhost with a trailing dot": "http://localhost.",
		"unspecified address":           "http://0.0.0.0",
		"unspecified address, IPv6":     "http://[::]",
		"private address":               "http://192.168.0.1",
		"link-local address":            "http://169.254.169.254",
		"IPv4-mapped private address":   "http://[::ffff:10.0.0.1]",
		"IPv4-compatible loopback":      "http://[::127.0.0.1]",
		"first address after 127/8":     "http://128.0.0.1",
	}
	for name, base := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := transport.ParseBaseURL("WithBaseURL", base, false)
			require.ErrorContains(t, err, "WithInsecureHTTP")

			_, err = transport.ParseBaseURL("WithBaseURL", base, true)
			assert.NoError(t, err, "accepted if insecure is set")
		})
	}
}
