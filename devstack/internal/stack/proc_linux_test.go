package stack

import "testing"

func TestParseStat(t *testing.T) {
	for _, c := range []struct {
		stat string
		want process
		ok   bool
	}{
		{"4711 (redis-server) S 1 4711 4711 0", process{pid: 4711, parent: 1}, true},
		{"12 (odd) name (x) Z 7 12", process{pid: 12, parent: 7, zombie: true}, true},
		{"garbage", process{}, false},
	} {
		got, ok := parseStat(c.stat)
		if got != c.want || ok != c.ok {
			t.Errorf("parseStat(%q) = %+v, %v", c.stat, got, ok)
		}
	}
}
