package origin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/origin"
)

func TestParseAccepts(t *testing.T) {
	tests := map[string]struct{ base, want string }{
		"the API":                  {"https://api.leeloo.ai/api/v2", "https://api.leeloo.ai/api/v2"},
		"no path":                  {"https://api.leeloo.ai", "https://api.leeloo.ai"},
		"a slash at the end":       {"https://api.leeloo.ai/", "https://api.leeloo.ai"},
		"slashes at the end":       {"https://api.leeloo.ai/api/v2///", "https://api.leeloo.ai/api/v2"},
		"upper-case scheme":        {"HTTPS://api.leeloo.ai", "https://api.leeloo.ai"},
		"port":                     {"https://api.leeloo.ai:8443", "https://api.leeloo.ai:8443"},
		"port 1":                   {"https://api.leeloo.ai:1", "https://api.leeloo.ai:1"},
		"port 65535":               {"https://api.leeloo.ai:65535", "https://api.leeloo.ai:65535"},
		"IPv6":                     {"https://[2001:db8::1]:8443/v2", "https://[2001:db8::1]:8443/v2"},
		"escaped path":             {"https://proxy.test/a%2Fb/", "https://proxy.test/a%2Fb"},
		"escaped blank":            {"https://proxy.test/a%20b", "https://proxy.test/a%20b"},
		"http to localhost":        {"http://localhost:8080", "http://localhost:8080"},
		"http to 127.0.0.1":        {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		"http to all of 127/8":     {"http://127.255.255.254", "http://127.255.255.254"},
		"http to ::1":              {"http://[::1]", "http://[::1]"},
		"http to ::1 with a port":  {"http://[::1]:8080", "http://[::1]:8080"},
		"http to ::ffff:127.0.0.1": {"http://[::ffff:127.0.0.1]:80", "http://[::ffff:127.0.0.1]:80"},
		"upper-case http":          {"HTTP://127.0.0.1", "http://127.0.0.1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			u, err := origin.Parse("WithBaseURL", tt.base, false)
			require.NoError(t, err)
			assert.Equal(t, tt.want, u.String())
		})
	}
}

// Every host and user below holds the word "canary", which no error may show.
func TestParseRefuses(t *testing.T) {
	tests := map[string]string{
		"empty":              "",
		"no scheme":          "canary.leeloo.ai/api",
		"no scheme, slashes": "//canary.leeloo.ai",
		"another scheme":     "ftp://canary.leeloo.ai",
		"a scheme like it":   "httpss://canary.leeloo.ai",
		"opaque":             "https:canary.leeloo.ai",
		"one slash":          "https:/canary.leeloo.ai",
		"no host":            "https:///canary",
		"a port alone":       "https://:443/canary",

		"port 0":            "https://canary.leeloo.ai:0",
		"port 65536":        "https://canary.leeloo.ai:65536",
		"port of 20 digits": "https://canary.leeloo.ai:18446744073709551617",
		"port empty":        "https://canary.leeloo.ai:",
		"port empty, IPv6":  "https://[::1]:/canary",
		"port no number":    "https://canary.leeloo.ai:http",
		"port negative":     "https://canary.leeloo.ai:-1",

		"user":              "https://canary@api.leeloo.ai",
		"user and password": "https://user:canary@api.leeloo.ai",
		"empty user":        "https://@api.leeloo.ai/canary",
		"user on loopback":  "http://canary@127.0.0.1",

		"query":               "https://api.leeloo.ai/?canary=1",
		"query mark alone":    "https://api.leeloo.ai/canary?",
		"fragment":            "https://api.leeloo.ai/#canary",
		"fragment mark alone": "https://api.leeloo.ai/canary#",

		"blank before":      " https://canary.leeloo.ai",
		"blank in the host": "https://canary leeloo.ai",
		"line break":        "https://canary.leeloo.ai\n",
		"tab":               "https://canary.leeloo.ai/\t",
		"NUL":               "https://canary.leeloo.ai/\x00",
		"DEL":               "https://canary.leeloo.ai/\x7f",
		"broken escape":     "https://canary.leeloo.ai/%zz",
		"escape in host":    "https://canary%2eleeloo.ai",
		"backslash":         `https://canary.leeloo.ai\@evil.test`,
		"half a bracket":    "https://[::1/canary",
	}
	for name, base := range tests {
		for _, insecure := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				u, err := origin.Parse("WithBaseURL", base, insecure)
				require.Error(t, err)
				assert.Nil(t, u)
				assert.NotContains(t, err.Error(), "canary")
				assert.Regexp(t, "^WithBaseURL ", err.Error())
			})
		}
	}
}

func TestParseRefusesPlainHTTPElsewhere(t *testing.T) {
	tests := map[string]string{
		"the API":                   "http://api.leeloo.ai",
		"upper-case scheme":         "HTTP://api.leeloo.ai",
		"loopback as a subdomain":   "http://127.0.0.1.evil.test",
		"localhost as a subdomain":  "http://localhost.evil.test",
		"ends in localhost":         "http://evil-localhost",
		"a subdomain of localhost":  "http://evil.localhost",
		"loopback as a number":      "http://2130706433",
		"loopback in hexadecimal":   "http://0x7f.1",
		"loopback in octal":         "http://0177.0.0.1",
		"loopback shortened":        "http://127.1",
		"loopback with a dot":       "http://127.0.0.1.",
		"localhost with a dot":      "http://localhost.",
		"the unspecified address":   "http://0.0.0.0",
		"the unspecified, IPv6":     "http://[::]",
		"private":                   "http://192.168.0.1",
		"link local":                "http://169.254.169.254",
		"mapped, not loopback":      "http://[::ffff:10.0.0.1]",
		"IPv4-compatible loopback":  "http://[::127.0.0.1]",
		"a number over the network": "http://128.0.0.1",
	}
	for name, base := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := origin.Parse("WithBaseURL", base, false)
			require.ErrorContains(t, err, "WithInsecureHTTP")

			_, err = origin.Parse("WithBaseURL", base, true)
			assert.NoError(t, err, "allowed where it is asked for")
		})
	}
}
