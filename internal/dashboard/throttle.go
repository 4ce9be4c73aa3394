package dashboard

import (
	"net/netip"
	"sync"
	"time"
)

// Who gives wrong passwords waits: after the fifth a minute, and twice as long after each further one.
const (
	freeAttempts  = 5
	firstWait     = time.Minute
	longestWait   = time.Hour
	mostAddresses = 10_000
)

// throttle slows down those who guess passwords.
type throttle struct {
	now  func() time.Time
	busy chan struct{} // checking a password is meant to cost time: few at once

	mu    sync.Mutex
	wrong map[netip.Prefix]*wrong
}

type wrong struct {
	times int
	until time.Time
	last  time.Time
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, busy: make(chan struct{}, 2), wrong: map[netip.Prefix]*wrong{}}
}

// network is what counts as one guesser: an IPv4 address, or the /64 that one customer has of IPv6.
func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // an address that can't be told: all of these are one guesser
	}
	return p
}

// wait is how long an address has to wait before its next attempt.
func (t *throttle) wait(from netip.Addr) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.wrong[network(from)]; w != nil {
		return max(0, w.until.Sub(t.now()))
	}
	return 0
}

// attempt counts an attempt as wrong before it is checked, so that many at once don't pass; right takes it back.
func (t *throttle) attempt(from netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, key := t.now(), network(from)
	w := t.wrong[key]
	if w == nil {
		if len(t.wrong) >= mostAddresses {
			t.forget(now)
		}
		w = &wrong{}
		t.wrong[key] = w
	}
	if now.Sub(w.last) > longestWait {
		w.times = 0
	}
	w.times, w.last = w.times+1, now
	if over := w.times - freeAttempts; over >= 0 {
		w.until = now.Add(min(longestWait, firstWait<<min(over, 10)))
	}
}

func (t *throttle) right(from netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.wrong, network(from))
}

// forget drops those whose wait is over, and all when there are still too many.
func (t *throttle) forget(now time.Time) {
	for key, w := range t.wrong {
		if now.After(w.until) {
			delete(t.wrong, key)
		}
	}
	if len(t.wrong) >= mostAddresses {
		clear(t.wrong)
	}
}
