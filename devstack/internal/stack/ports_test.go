package stack

import (
	"net"
	"testing"
)

func TestReserveTakesThePreferredPortIfItIsFree(t *testing.T) {
	any1, err := reserve(0)
	if err != nil {
		t.Fatal(err)
	}
	port := any1.release()

	r, err := reserve(port)
	if err != nil {
		t.Fatal(err)
	}
	defer r.release()
	if r.port != port {
		t.Errorf("got port %d, want the preferred %d", r.port, port)
	}
}

func TestReserveAvoidsATakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", address(0))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port

	r, err := reserve(port)
	if err != nil {
		t.Fatal(err)
	}
	defer r.release()
	if r.port == port {
		t.Errorf("got port %d, which is taken", port)
	}
	if r.port < lowestPort || r.port > highestPort {
		t.Errorf("got port %d, want one between %d and %d", r.port, lowestPort, highestPort)
	}
}

func TestReservedPortsAreDistinctAndBindableAfterRelease(t *testing.T) {
	seen := map[int]bool{}
	for range 20 {
		r, err := reserve(0)
		if err != nil {
			t.Fatal(err)
		}
		if seen[r.port] {
			t.Fatalf("port %d was given out twice", r.port)
		}
		seen[r.port] = true
		defer func() {
			l, err := net.Listen("tcp", address(r.release()))
			if err != nil {
				t.Errorf("a released port cannot be bound: %v", err)
				return
			}
			l.Close()
		}()
	}
}
