package org

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"

	"golang.org/x/time/rate"
)

// callCounts counts what one client has sent, retries and the sign-in included, and the bytes of the answers, unpacked.
type callCounts struct {
	REST  int
	SOAP  int
	Bytes int64
}

type meter struct {
	rest, soap, bytes atomic.Int64
	limitInfo         atomic.Pointer[string]
}

func (m *meter) calls() callCounts {
	return callCounts{REST: int(m.rest.Load()), SOAP: int(m.soap.Load()), Bytes: m.bytes.Load()}
}

// requestsPerSecond keeps one client far below what an org counts as abuse, and above what an audit needs.
const requestsPerSecond = 50

// bounds holds what the requests of one client share: the slots of concurrent requests, the rate and the count.
type bounds struct {
	slots chan struct{}
	rate  *rate.Limiter
	meter meter
}

func newBounds(concurrency int) *bounds {
	return &bounds{
		slots: make(chan struct{}, concurrency),
		rate:  rate.NewLimiter(requestsPerSecond, requestsPerSecond),
	}
}

// limited holds a request back until a slot is free and the rate allows it. It stands below the retry, so that a wait
// between two tries holds no slot.
type limited struct {
	bounds *bounds
	next   http.RoundTripper
}

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	select {
	case l.bounds.slots <- struct{}{}:
		defer func() { <-l.bounds.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("%s%s: %w", r.URL.Host, r.URL.Path, ctx.Err())
	}
	if err := l.bounds.rate.Wait(ctx); err != nil {
		// The limiter's own error for a deadline that is too near isn't the context's.
		ended := ctx.Err()
		if ended == nil {
			ended = context.DeadlineExceeded
		}
		return nil, fmt.Errorf("%s%s: %w", r.URL.Host, r.URL.Path, ended)
	}
	if isSOAP(r) {
		l.bounds.meter.soap.Add(1)
	} else {
		l.bounds.meter.rest.Add(1)
	}
	return l.next.RoundTrip(r)
}
