package httpapi_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// line leads to Redis, and can be cut.
type line struct {
	url    string
	target string
	mu     sync.Mutex
	cut    bool
	open   map[net.Conn]bool
}

func newLine(t testing.TB, address string) *line {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := &line{target: u.Host, open: map[net.Conn]bool{}}
	u.Host = listener.Addr().String()
	// Ids are alike in all test databases, so other packages' tests must not
	// share their events and copies.
	u.Path = "/7"
	l.url = u.String()
	t.Cleanup(func() { listener.Close(); l.Cut() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(in)
		}
	}()
	return l
}

func (l *line) carry(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", l.target)
	if err != nil {
		return
	}
	defer out.Close()
	l.mu.Lock()
	if l.cut {
		l.mu.Unlock()
		return
	}
	l.open[in], l.open[out] = true, true
	l.mu.Unlock()
	done := make(chan struct{}, 2)
	go func() { _, _ = io.Copy(out, in); done <- struct{}{} }()
	go func() { _, _ = io.Copy(in, out); done <- struct{}{} }()
	<-done
	l.mu.Lock()
	delete(l.open, in)
	delete(l.open, out)
	l.mu.Unlock()
}

// Cut takes Redis away.
func (l *line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for c := range l.open {
		c.Close()
	}
}

// Mend brings Redis back.
func (l *line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}
