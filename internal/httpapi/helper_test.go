package httpapi_test

import "time"

// How long tests wait for what happens by itself, and how often they look.
const (
	eventually = 10 * time.Second
	tick       = 20 * time.Millisecond
)
