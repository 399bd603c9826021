package transport

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// ParseBaseURL returns a base URL without the slashes at its end. Plain http is accepted for loopback addresses, and for
// other hosts if insecure is set. The errors begin with name and quote nothing of base, which may include a password.
func ParseBaseURL(name, base string, insecure bool) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err != nil || strings.Contains(base, " ") {
		return nil, errors.New(name + " is not a valid URL")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New(name + " must begin with https://")
	case u.Hostname() == "":
		return nil, errors.New(name + " has no host")
	case !validPort(u):
		return nil, errors.New(name + " has a port outside 1 to 65535")
	case u.User != nil:
		return nil, errors.New(name + " must not include a user or a password")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(base, "#"):
		return nil, errors.New(name + " must not include a query or a fragment")
	case u.Scheme == "http" && !insecure && !isLoopback(u.Hostname()):
		return nil, errors.New(name + " is plain http, which exposes the token to the network; use https, or set WithInsecureHTTP")
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
