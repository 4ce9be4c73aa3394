package redact

import (
	"errors"
	"math/big"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// addressText finds what may be an IP address.
var addressText = regexp.MustCompile(`[0-9A-Fa-f]*:[0-9A-Fa-f:]+(?:[0-9]+(?:\.[0-9]+){3})?|[0-9]+(?:\.[0-9]+){3}`)

// asNumber is an address as a number, in the IPv6 form in which IPv4 addresses lie at ::ffff:0:0.
func asNumber(at netip.Addr) *big.Int {
	bytes := at.As16()
	return new(big.Int).SetBytes(bytes[:])
}

func addressAt(n *big.Int, like netip.Addr) netip.Addr {
	var bytes [16]byte
	n.FillBytes(bytes[:])
	out := netip.AddrFrom16(bytes)
	if like.Is4() {
		return out.Unmap()
	}
	return out
}

// fixedAddresses stay as they are: they name nobody's network, and keep IPv4 addresses IPv4 addresses.
var fixedAddresses = []string{
	"0.0.0.0", "255.255.255.255", "127.0.0.0", "127.255.255.255", "::", "::1",
	"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
}

func staysAddress(at netip.Addr) bool {
	return at.IsLoopback() || slices.Contains(fixedAddresses, at.Unmap().String())
}

// mapAddresses gives the org's addresses other ones, all by one table: their order stays, and so does where each lies
// relative to the vendors' addresses (addresses or CIDRs), which stay themselves. Addresses that follow one another
// still do, and others don't begin to, since ranges that touch are one. The judgement of a range is therefore the same.
func (k *Key) mapAddresses(own []netip.Addr, vendors []string) error {
	if k.place(own, vendors, true) || k.place(own, vendors, false) {
		return nil
	}
	return errors.New("the addresses of the org can't be replaced without changing what lies in which range")
}

// spot is a number of the original line with the number that it becomes, nil while that is open.
type spot struct {
	from, to *big.Int
	own      bool // an address of the org, not only a bound
}

func (k *Key) place(own []netip.Addr, vendors []string, keep bool) bool {
	line := fixedSpots(vendors)
	for _, at := range own {
		at = at.WithZone("").Unmap()
		n := asNumber(at)
		i, found := slices.BinarySearchFunc(line, n, func(s spot, n *big.Int) int { return s.from.Cmp(n) })
		if found {
			line[i].own = true
			continue
		}
		s := spot{from: n, own: true}
		if before, ok := k.forward["ip "+at.String()]; ok && keep {
			if was, err := netip.ParseAddr(before); err == nil {
				s.to = asNumber(was)
			}
		}
		line = slices.Insert(line, i, s)
	}
	last := line[0].to
	for _, s := range line[1:] {
		if s.to != nil {
			if s.to.Cmp(last) <= 0 {
				return false // an earlier choice doesn't fit to the vendors of today
			}
			last = s.to
		}
	}
	for i := 0; i < len(line); {
		j := i + 1
		for j < len(line) && line[j].to == nil {
			j++
		}
		if j < len(line) && !k.spread(line[i:j+1]) {
			return false
		}
		i = j
	}
	for _, s := range line {
		if !s.own {
			continue
		}
		like := addressAt(s.from, netip.Addr{}).Unmap()
		e := entry{kindAddress, like.String(), addressAt(s.to, like).String()}
		if k.forward[e.place()] != e.Pseudonym {
			k.keep(e)
		}
	}
	return true
}

// spread places the open spots between two that are placed.
func (k *Key) spread(line []spot) bool {
	least, free := new(big.Int), 0
	steps := make([]int64, len(line)-1)
	for i := range steps {
		next := new(big.Int).Sub(line[i+1].from, line[i].from).Cmp(big.NewInt(1)) == 0
		switch {
		case next && line[i].own && line[i+1].own:
			steps[i] = -1 // they stay neighbours
		case next || !line[i].own || !line[i+1].own:
			steps[i] = 1
		default:
			steps[i] = 2
		}
		if steps[i] > 0 {
			free++
		}
		least.Add(least, big.NewInt(max(steps[i], 1)))
	}
	slack := new(big.Int).Sub(new(big.Int).Sub(line[len(steps)].to, line[0].to), least)
	if slack.Sign() < 0 || slack.Sign() > 0 && free == 0 {
		return false
	}
	if len(steps) == 1 {
		return true
	}
	// The slack is cut at places that only the secret's owner can foretell.
	cuts := []*big.Int{new(big.Int), slack}
	for i := 1; i < free; i++ {
		n := new(big.Int).SetBytes(keyStream(k.secret, 24, "address", line[i].from.String(), line[0].to.String()))
		cuts = append(cuts, n.Mod(n, new(big.Int).Add(slack, big.NewInt(1))))
	}
	slices.SortFunc(cuts, (*big.Int).Cmp)
	at, cut := new(big.Int).Set(line[0].to), 0
	for i, step := range steps[:len(steps)-1] {
		at.Add(at, big.NewInt(max(step, -step)))
		if step > 0 {
			at.Add(at, new(big.Int).Sub(cuts[cut+1], cuts[cut]))
			cut++
		}
		line[i+1].to = new(big.Int).Set(at)
	}
	return true
}

// fixedSpots are the numbers that stay: the bounds of what vendors publish, and those that belong to nobody.
func fixedSpots(vendors []string) []spot {
	var line []spot
	add := func(n *big.Int) {
		i, found := slices.BinarySearchFunc(line, n, func(s spot, n *big.Int) int { return s.from.Cmp(n) })
		if !found {
			line = slices.Insert(line, i, spot{from: n, to: n})
		}
	}
	for _, text := range fixedAddresses {
		add(asNumber(netip.MustParseAddr(text)))
	}
	for _, text := range vendors {
		text = strings.TrimSpace(text)
		if at, err := netip.ParseAddr(text); err == nil {
			add(asNumber(at.WithZone("")))
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			continue
		}
		first := asNumber(network.Masked().Addr())
		size := new(big.Int).Lsh(big.NewInt(1), uint(network.Addr().BitLen()-network.Bits()))
		add(first)
		add(new(big.Int).Sub(new(big.Int).Add(first, size), big.NewInt(1)))
	}
	return line
}

// addressLike is the address that stands for one of the org's.
func (k *Key) addressLike(at netip.Addr) string {
	other, ok := k.forward["ip "+at.WithZone("").Unmap().String()]
	if !ok {
		return at.String()
	}
	if other != at.String() {
		k.use(kindAddress, other)
	}
	return other
}

// addressesIn lists the addresses that a text holds.
func addressesIn(text string) []netip.Addr {
	var out []netip.Addr
	for _, word := range addressText.FindAllString(text, -1) {
		if at, ok := asAddress(word); ok {
			out = append(out, at)
		}
	}
	return out
}

// asAddress reads a word as an address. Times ("09:00:00") and versions are none.
func asAddress(word string) (netip.Addr, bool) {
	at, err := netip.ParseAddr(word)
	return at, err == nil && !staysAddress(at)
}
