package notify

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPrivateAddressesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		public    bool
		addresses []string
	}{
		"public":            {true, []string{"1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "2606:4700::1111", "2a00::1"}},
		"unspecified":       {false, []string{"0.0.0.0", "0.1.2.3", "::"}},
		"loopback":          {false, []string{"127.0.0.1", "127.255.1.1", "::1"}},
		"private":           {false, []string{"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fdff::1"}},
		"link-local":        {false, []string{"169.254.1.1", "fe80::1", "fe80::1%eth0"}},
		"metadata":          {false, []string{"169.254.169.254", "fd00:ec2::254", "168.63.129.16", "100.100.100.200"}},
		"carrier-grade NAT": {false, []string{"100.64.0.1", "100.127.255.255"}},
		"multicast":         {false, []string{"224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"}},
		"broadcast":         {false, []string{"255.255.255.255", "240.0.0.1"}},
		"IPv4-mapped":       {false, []string{"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1", "::ffff:240.0.0.1"}},
		"IPv4-compatible":   {false, []string{"::127.0.0.1", "::10.0.0.1"}},
		"NAT64":             {false, []string{"64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1"}},
		"NAT64 of a public": {true, []string{"64:ff9b::808:808", "::ffff:8.8.8.8"}},
		"6to4":              {false, []string{"2002:7f00:1::1", "2002:a00:1::1"}},
		"Teredo":            {false, []string{"2001:0:4136:e378::1"}},
		"documentation":     {false, []string{"192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"}},
		"benchmarks":        {false, []string{"198.18.0.1", "198.19.255.255"}},
		"site-local":        {false, []string{"fec0::1"}},
	} {
		for _, a := range c.addresses {
			assert.Equal(t, c.public, public(netip.MustParseAddr(a)), "%s: %s", name, a)
			err := onlyPublic("tcp", net.JoinHostPort(a, "443"), nil)
			assert.Equal(t, c.public, err == nil, "%s: %s", name, a)
		}
	}
}

// However an address is written, what counts is where it leads.
func TestNamesAndFormsOfLoopbackAreRefused(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was called") }))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	require.NoError(t, err)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"} {
		client := (&call{ctx: t.Context(), next: transport(false, nil)}).client()
		res, err := client.Get("http://" + host + ":" + port)
		if err == nil {
			res.Body.Close()
		}
		require.ErrorIs(t, err, errPrivate, host)
		_, err = dialContext(t.Context(), false, "tcp", strings.Trim(host, "[]")+":"+port)
		if !strings.Contains(host, ":") {
			require.ErrorIs(t, err, errPrivate, host)
		}
	}
}

// A public address that redirects to a private one gets nobody there.
func TestRedirectsAreGuarded(t *testing.T) {
	called := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer inside.Close()
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, inside.URL, status)
		}))
		guarded := transport(false, nil)
		strict := guarded.DialContext
		guarded.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if address == "public.test:80" { // as if it were public
				return (&net.Dialer{}).DialContext(ctx, network, outside.Listener.Addr().String())
			}
			return strict(ctx, network, address)
		}
		c := &call{ctx: t.Context(), next: guarded}
		_, err := postJSON(c, "http://public.test/", "x", nil)
		var f *Failure
		require.ErrorAs(t, c.result(err), &f)
		require.True(t, f.Permanent)
		require.Equal(t, errPrivate.Error(), f.Reason)
		outside.Close()
	}
	require.False(t, called)
}
