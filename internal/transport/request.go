package transport

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
)

// TokenHeader is X-Leeloo-AuthToken in the canonical form of http.Header.
const TokenHeader = "X-Leeloo-Authtoken"

// outgoing holds what an http.Request points to, so that one allocation makes all of it.
type outgoing struct {
	request http.Request
	url     url.URL
	values  [4]string // of the header
	body    bytes.Reader
}

func (t *Transport) newRequest(ctx context.Context, r *Request) *http.Request {
	out := &outgoing{
		url:    *t.BaseURL,
		values: [4]string{t.Token(), "application/json", t.UserAgent, r.ContentType},
	}
	u, values := &out.url, out.values[:]
	u.Path += r.Path
	if u.RawPath != "" {
		u.RawPath += r.Path
	}
	u.RawQuery = r.Query
	header := http.Header{TokenHeader: values[0:1:1], "Accept": values[1:2:2], "User-Agent": values[2:3:3]}
	if r.ContentType != "" {
		header["Content-Type"] = values[3:4:4]
	}
	out.request = *(&http.Request{
		Method: r.Method, URL: u, Host: u.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	if r.ContentType != "" {
		out.setBody(r.Body)
	}
	return &out.request
}

func (out *outgoing) setBody(body []byte) {
	if len(body) == 0 {
		out.request.Body = http.NoBody
		return
	}
	out.request.ContentLength = int64(len(body))
	// io.NopCloser of a bytes.Reader is what net/http knows to be in memory: any other type costs a second write.
	out.body.Reset(body)
	out.request.Body = io.NopCloser(&out.body)
	// net/http calls GetBody to start over on another connection if it has written nothing on the first.
	out.request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
}
