package stack

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

const (
	host = "127.0.0.1"

	// Ports are picked below the range that systems use for outgoing
	// connections. A client that keeps dialing a stopped server on a port
	// inside that range can end up connected to itself, which then keeps the
	// server from coming back.
	lowestPort  = 15000
	highestPort = 29999

	portTries = 200
)

var errNoPort = errors.New("no free port found on loopback")

// reservation holds a port by listening on it until its server is about to
// start. The moment in between stays open to others, so starting a server is
// tried again with another port when binding fails.
type reservation struct {
	port     int
	listener net.Listener
}

// reserve takes the preferred port, or any free one if that is taken or zero.
func reserve(preferred int) (*reservation, error) {
	if preferred != 0 {
		if r, err := reserveExactly(preferred); err == nil {
			return r, nil
		}
	}
	for range portTries {
		if r, err := reserveExactly(lowestPort + rand.IntN(highestPort-lowestPort+1)); err == nil {
			return r, nil
		}
	}
	return nil, errNoPort
}

func reserveExactly(port int) (*reservation, error) {
	listener, err := net.Listen("tcp", address(port))
	if err != nil {
		return nil, fmt.Errorf("listen on port %d: %w", port, err)
	}
	return &reservation{port: port, listener: listener}, nil
}

// release frees the port and returns it, right before the server binds it.
func (r *reservation) release() int {
	// There is nothing to flush, and a close that failed would show up as a
	// failed bind.
	_ = r.listener.Close()
	return r.port
}

func address(port int) string { return fmt.Sprintf("%s:%d", host, port) }
