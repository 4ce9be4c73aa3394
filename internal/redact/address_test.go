package redact

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
)

func testKey(t testing.TB) *Key {
	t.Helper()
	k, err := NewKey([]byte("a secret of the test, nobody's own"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Addresses keep their order, their neighbours and their place among the vendors' addresses, whichever they are, and a
// second run gives them the same ones.
func TestAddresses(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		k := testKey(t)
		var vendors []string
		for range r.IntN(4) {
			vendors = append(vendors, fmt.Sprintf("198.51.%d.%d/%d", r.IntN(3), r.IntN(8)*32, 27+r.IntN(5)))
		}
		var own []netip.Addr
		for range 1 + r.IntN(12) {
			at := netip.AddrFrom4([4]byte{198, 51, byte(r.IntN(3)), byte(r.IntN(256))})
			own = append(own, at)
			if r.IntN(3) == 0 {
				own = append(own, at.Next())
			}
			if r.IntN(6) == 0 {
				own = append(own, netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", r.IntN(9))))
			}
		}
		if err := k.mapAddresses(own, vendors); err != nil {
			t.Fatalf("round %d: %v: %v among %v", round, err, own, vendors)
		}
		to := func(at netip.Addr) netip.Addr { return netip.MustParseAddr(k.addressLike(at)) }
		for _, a := range own {
			if to(a).Is4() != a.Is4() {
				t.Errorf("%s becomes %s", a, to(a))
			}
			for _, b := range own {
				if a.Is4() == b.Is4() &&
					(a.Compare(b) != to(a).Compare(to(b)) || (a.Next() == b) != (to(a).Next() == to(b))) {
					t.Errorf("round %d: %s and %s become %s and %s", round, a, b, to(a), to(b))
				}
			}
			for _, v := range vendors {
				if p := netip.MustParsePrefix(v); p.Contains(a) != p.Contains(to(a)) {
					t.Errorf("round %d: %s becomes %s: %s holds one of them", round, a, to(a), v)
				}
			}
		}
		before := slices.Clone(own)
		for i := range before {
			before[i] = to(own[i])
		}
		if err := k.mapAddresses(own, vendors); err != nil {
			t.Fatal(err)
		}
		for i := range own {
			if to(own[i]) != before[i] {
				t.Errorf("%s was %s and is %s", own[i], before[i], to(own[i]))
			}
		}
	}
}

// Without vendors near it an address is another one.
func TestAddressChanges(t *testing.T) {
	k := testKey(t)
	own := []netip.Addr{
		netip.MustParseAddr("203.0.113.9"), netip.MustParseAddr("203.0.113.10"), netip.MustParseAddr("2001:db8::7"),
	}
	if err := k.mapAddresses(own, []string{"199.15.212.0/22"}); err != nil {
		t.Fatal(err)
	}
	for _, at := range own {
		other := k.addressLike(at)
		if other == at.String() {
			t.Errorf("%s stays", at)
		}
		if back := k.Reveal("from " + other + "!"); back != "from "+at.String()+"!" {
			t.Errorf("%s becomes %s, and that %q", at, other, back)
		}
	}
	for _, stays := range []string{"0.0.0.0", "255.255.255.255", "::1", "127.0.0.1"} {
		if got := k.addressLike(netip.MustParseAddr(stays)); got != stays {
			t.Errorf("%s becomes %s", stays, got)
		}
	}
}
