package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
)

const (
	closedBeforeSent     = "connection closed before the request was sent"
	closedBeforeResponse = "connection closed before the response was complete"
	headerTooLarge       = "response header too large"
	proxyAuthRequired    = "proxy authentication required (the proxy URL needs a user and a password)"
	notTLS               = "the server does not speak TLS on this port (check the scheme and the port of the base URL)"
)

// phraseOf returns the fixed text of an error that errors.Is finds. (A table at package level would run at import.)
func phraseOf(err error) string {
	for _, known := range []struct {
		err  error
		text string
	}{
		{errNoResponse, "the http.Client's transport returned neither a response nor an error"},
		{syscall.ECONNREFUSED, "connection refused"},
		{syscall.ENETUNREACH, "network unreachable"},
		{syscall.EHOSTUNREACH, "host unreachable"},
		{syscall.EMFILE, "too many open files"},
		{syscall.ENFILE, "too many open files"},
		{io.EOF, closedBeforeResponse},
		{io.ErrUnexpectedEOF, closedBeforeResponse},
		{syscall.ECONNRESET, closedBeforeResponse},
		{syscall.EPIPE, closedBeforeResponse},
	} {
		if errors.Is(err, known.err) {
			return known.text
		}
	}
	return ""
}

// prefixes are fixed texts for errors of net/http and crypto/tls that have no exported type or value.
var prefixes = []struct{ prefix, text string }{
	{"http: server closed idle connection", closedBeforeResponse},
	{"net/http: server response headers exceeded", headerTooLarge},
	{"http2: client connection lost", "connection lost (the server did not respond to an HTTP/2 ping)"},
	{"http2: ", "HTTP/2 connection failed"},
	{"connection error: ", "HTTP/2 connection failed"},
	{"stream error: ", "HTTP/2 request failed"},
	{"net/http: TLS handshake timeout", "TLS handshake timed out"},
	{"tls: ", "TLS handshake failed"},
	{"refusing to use HTTP_PROXY value in CGI environment", "HTTP_PROXY refused under CGI (REQUEST_METHOD is set)"},
	{"Proxy Authentication Required", proxyAuthRequired},
}

// phrase returns a fixed text for an error. std says that the error comes straight from an http.Transport.
func phrase(err error, notSent, std bool) string {
	text := knownPhrase(err)
	switch {
	case text == closedBeforeResponse && notSent:
		return closedBeforeSent
	case text != "":
		return text
	case std && notSent:
		return "connection failed"
	case std:
		return "no valid HTTP response"
	}
	return "the http.Client's transport failed"
}

func knownPhrase(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" {
		return strings.TrimSuffix("proxy connection failed: "+knownPhrase(op.Err), ": ")
	}
	if refused, ok := errors.AsType[proxyRefused](err); ok {
		return refused.Error()
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "host name not resolved"
	}
	if untrusted, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return certificatePhrase(untrusted.Err)
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return notTLS
	}
	if text := phraseOf(err); text != "" {
		return text
	}
	for _, p := range prefixes {
		if strings.HasPrefix(rootCause(err).Error(), p.prefix) {
			return p.text
		}
	}
	return networkPhrase(err)
}

func certificatePhrase(err error) string {
	const text = "certificate not trusted"
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return text + " (it is for another host)"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return text + " (signed by an unknown authority)"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return text + " (expired or not yet valid)"
	}
	return text
}

// networkPhrase covers the less common errors of the net package.
func networkPhrase(err error) string {
	op, isOp := errors.AsType[*net.OpError](err)
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		if isOp && op.Op == "dial" {
			return "connection timed out"
		}
		return "response timed out"
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return fmt.Sprintf("network error (%v)", errno) // a text of the operating system, which quotes nothing
	}
	if isOp && strings.HasPrefix(op.Op, "socks") {
		return "proxy refused the connection"
	}
	if _, ok := errors.AsType[proxyChoiceError](err); ok {
		return "proxy selection failed"
	}
	return ""
}

func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
