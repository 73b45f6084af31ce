package notify

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// errPrivate is why an address was not called.
var errPrivate = errors.New("it leads to a private address, which is not allowed")

// dialTimeout bounds how long a connection may take to come about.
const dialTimeout = 5 * time.Second

// reserved are the networks besides those that netip knows by itself: nobody's
// notification service is there.
var reserved = prefixes(
	"0.0.0.0/8",          // this network
	"100.64.0.0/10",      // carrier-grade NAT
	"192.0.0.0/24",       // protocol assignments
	"192.0.2.0/24",       // documentation
	"192.88.99.0/24",     // 6to4 relays
	"198.18.0.0/15",      // benchmarks
	"198.51.100.0/24",    // documentation
	"203.0.113.0/24",     // documentation
	"240.0.0.0/4",        // reserved, broadcast
	"::/96",              // IPv4-compatible
	"100::/64",           // discard
	"2001::/23",          // protocol assignments, Teredo
	"2001:db8::/32",      // documentation
	"3fff::/20",          // documentation
	"5f00::/16",          // segment routing
	"fec0::/10",          // site-local, of old
	"168.63.129.16/32",   // a cloud's own services
	"fd00:ec2::254/128",  // a cloud's metadata
	"169.254.169.254/32", // most clouds' metadata
)

// translators are networks of IPv6 whose addresses stand for IPv4 ones, with
// the byte at which those begin.
var translators = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12},
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12},
	{netip.MustParsePrefix("2002::/16"), 2},
}

func prefixes(texts ...string) (list []netip.Prefix) {
	for _, t := range texts {
		list = append(list, netip.MustParsePrefix(t))
	}
	return list
}

// public tells whether an address is one of the open internet.
func public(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	for _, t := range translators {
		if t.prefix.Contains(a) {
			b := a.As16()
			return public(netip.AddrFrom4([4]byte(b[t.at : t.at+4])))
		}
	}
	if !a.IsValid() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsGlobalUnicast()
}

// onlyPublic refuses a connection by the address that it is about to be made
// to: after names were resolved, so that no name can change its meaning in
// between, and again wherever a redirect leads.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("read the address %q: %w", address, err)
	}
	if !public(to.Addr()) {
		return errPrivate
	}
	return nil
}

// dialer makes connections; private says whether they may be private ones.
func dialer(private bool) *net.Dialer {
	d := &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	if !private {
		d.Control = onlyPublic
	}
	return d
}

// dialContext dials, and closes the connection when ctx ends: a server that
// never answers must not hold a sender longer than that.
func dialContext(ctx context.Context, private bool, network, address string) (net.Conn, error) {
	conn, err := dialer(private).DialContext(ctx, network, address)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says where it dialled
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	return conn, nil
}
