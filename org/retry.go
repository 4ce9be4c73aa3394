package org

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	maxTries = 4
	// maxWait bounds one wait that the server asks for where the context has no deadline.
	maxWait = 2 * time.Minute
)

// retried tries a read again where the fault is likely to pass. It stands
// below the guard, so that only reads come here.
type retried struct {
	next http.RoundTripper
}

func (t retried) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	pace := backoff.NewExponentialBackOff()
	pace.InitialInterval, pace.Multiplier, pace.MaxInterval = 500*time.Millisecond, 2, 10*time.Second
	var last error
	response, err := backoff.Retry(ctx, func() (*http.Response, error) {
		try := r.Clone(ctx)
		if r.GetBody != nil {
			body, err := r.GetBody()
			if err != nil {
				return nil, backoff.Permanent(err)
			}
			try.Body = body
		}
		response, err := t.next.RoundTrip(try)
		if last = err; err == nil {
			return response, nil
		}
		if !isPassing(err) {
			return nil, backoff.Permanent(err)
		}
		if answered, ok := apiError(err); ok && answered.RetryAfter > 0 {
			if answered.RetryAfter > longestWait(ctx) {
				return nil, backoff.Permanent(err)
			}
			return nil, &backoff.RetryAfterError{Duration: answered.RetryAfter}
		}
		return nil, err
	}, backoff.WithBackOff(pace), backoff.WithMaxTries(maxTries), backoff.WithMaxElapsedTime(0))
	if err == nil {
		return response, nil
	}
	// What the server said last explains more than that the time was up; both are kept.
	if ended := ctx.Err(); ended != nil && !errors.Is(last, ended) {
		return nil, fmt.Errorf("%w (%w before the next try)", last, ended)
	}
	return nil, last
}

// longestWait is how long a wait may be: up to the deadline.
func longestWait(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return time.Until(deadline)
	}
	return maxWait
}

// isPassing tells whether the same request may succeed a little later.
func isPassing(err error) bool {
	if answered, ok := apiError(err); ok {
		return answered.passes()
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return true
	}
	if _, ok := errors.AsType[brokenOff](err); ok {
		return true
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		return name.IsTemporary || name.IsTimeout
	}
	if connection, ok := errors.AsType[*net.OpError](err); ok {
		return connection.Op == "read" || connection.Op == "write" || connection.Timeout()
	}
	return false
}

func (e *APIError) passes() bool {
	switch {
	case e.has("QUERY_TIMEOUT"), e.has("SERVER_UNAVAILABLE"):
		return true
	case e.has("REQUEST_LIMIT_EXCEEDED"):
		// TotalRequests stays exceeded for hours; the limits on concurrent requests end with a request.
		return e.says("Concurrent")
	case e.Status == http.StatusInternalServerError && strings.HasPrefix(e.Path, soapPath):
		// A SOAP fault comes with this status whatever it says.
		return len(e.Codes) == 0 || (e.has("UNKNOWN_EXCEPTION") && !e.says("Destination URL not reset"))
	}
	return slices.Contains([]int{
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout,
	}, e.Status)
}
