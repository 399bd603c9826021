// Package origin reads and judges the base URL: the one place that the token is sent to.
package origin

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Parse returns the URL of a base without the slashes at its end. Plain http is for this machine alone, unless
// insecure is set. Its errors begin with name, and show nothing of the text: a password may stand in it.
func Parse(name, base string, insecure bool) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err != nil || strings.Contains(base, " ") {
		return nil, errors.New(name + " is no URL")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New(name + " must begin with https://")
	case u.Hostname() == "":
		return nil, errors.New(name + " has no host")
	case !validPort(u):
		return nil, errors.New(name + " has a port outside 1 to 65535")
	case u.User != nil:
		return nil, errors.New(name + " must not hold a user or a password")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(base, "#"):
		return nil, errors.New(name + " must not hold a query or a fragment")
	case u.Scheme == "http" && !insecure && !isLoopback(u.Hostname()):
		return nil, errors.New(name + " is plain http, which shows the token to the network: use https, or WithInsecureHTTP")
	}
	return u, nil
}

func validPort(u *url.URL) bool {
	port := u.Port()
	if port == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
