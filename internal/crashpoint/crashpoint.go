// Package crashpoint lets a test kill a process at a named point, as a power
// cut would: STOCKFLOW_CRASH_AT names the point, and the process that reaches
// it sends itself SIGKILL. Without the variable it does nothing.
//
// Points are named before:<command kind> and after:<command kind>: just before
// a batch with such a command is posted, and just after its commit, before
// anybody has heard of it. "after:return_picks#2" means the second time that
// this process reaches the point.
package crashpoint

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

var (
	point, nth = parse(os.Getenv("STOCKFLOW_CRASH_AT"))
	reached    atomic.Int64
)

func parse(setting string) (string, int64) {
	name, times, found := strings.Cut(setting, "#")
	if !found {
		return name, 1
	}
	n, err := strconv.ParseInt(times, 10, 64)
	if err != nil || n < 1 {
		return name, 1
	}
	return name, n
}

// Armed tells whether a point is set at all.
func Armed() bool { return point != "" }

// Reach kills the process if the point is the one that is set.
func Reach(name string) {
	if point == "" || name != point || reached.Add(1) != nth {
		return
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // the signal is on its way: nothing may happen after the point
}
