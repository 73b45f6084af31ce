package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// maxAnswer is how much is read of a provider's answer.
const maxAnswer = 64 << 10

// transport calls providers. It knows no proxy, which would make the
// connections in its place, past the guard.
func transport(private bool, roots *tls.Config) *http.Transport {
	return &http.Transport{
		DialContext: dialer(private).DialContext, TLSClientConfig: roots, TLSHandshakeTimeout: dialTimeout,
		ResponseHeaderTimeout: sendTimeout, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: maxAnswer,
		ForceAttemptHTTP2: true,
	}
}

// call is one attempt to reach a provider over HTTP. It keeps what the
// provider answered, whatever the library that speaks to it makes of that.
type call struct {
	ctx    context.Context //nolint:containedctx // libraries call with contexts of their own
	next   http.RoundTripper
	id     int64
	status int
	after  time.Duration
	err    error
}

// client gives the HTTP client of the call.
func (c *call) client() *http.Client { return &http.Client{Transport: c, Timeout: sendTimeout} }

// RoundTrip implements http.RoundTripper. Receivers know by the key that a
// message comes a second time.
func (c *call) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	context.AfterFunc(c.ctx, cancel)
	r = r.Clone(ctx)
	r.Header.Set("Idempotency-Key", fmt.Sprintf("stockflow-delivery-%d", c.id))
	r.Header.Set("User-Agent", "Stockflow")
	res, err := c.next.RoundTrip(r)
	if err != nil {
		cancel()
		if c.ctx.Err() != nil {
			err = c.ctx.Err()
		}
		c.status, c.err = 0, err
		return nil, err //nolint:wrapcheck // it stands in for the transport
	}
	c.status, c.err, c.after = res.StatusCode, nil, retryAfter(res.Header)
	res.Body = answer{io.LimitReader(res.Body, maxAnswer), res.Body, cancel}
	return res, nil
}

// answer is a body of which only so much is read.
type answer struct {
	io.Reader
	body   io.Closer
	cancel func()
}

// Close implements io.Closer.
func (a answer) Close() error {
	defer a.cancel()
	return a.body.Close() //nolint:wrapcheck // it stands in for the body
}

func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

// result is what a call came to, err being what the library says of it. That
// text is not passed on: it may hold the address, and with it secrets.
func (c *call) result(err error) error {
	switch {
	case c.err != nil:
		return failure(c.err)
	case c.status == 0 && err != nil:
		return &Failure{Reason: "its address or settings can't be used", Permanent: true}
	case c.status == http.StatusTooManyRequests, c.status == http.StatusRequestTimeout, c.status >= 500:
		return &Failure{Reason: fmt.Sprintf("the provider answered %d", c.status), RetryAfter: c.after}
	case c.status >= 300:
		return &Failure{Reason: fmt.Sprintf("the provider answered %d", c.status), Permanent: true}
	case errors.Is(err, errRefused):
		return &Failure{Reason: err.Error(), Permanent: true}
	case err != nil:
		return &Failure{Reason: fmt.Sprintf("the provider answered %d, but not as it should", c.status)}
	}
	return nil
}

// errRefused is a provider's own word that it won't take the message.
var errRefused = errors.New("the provider refused it")
