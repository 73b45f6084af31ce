package stack

import (
	"slices"
	"testing"
)

func TestOverlayReplacesAndDropsWhatWouldInterfere(t *testing.T) {
	base := []string{"PATH=/bin", "REDIS_URL=redis://elsewhere", "PGHOST=elsewhere", "PGDATA=/keep", "ODD"}
	got := overlay(base, [][2]string{{"REDIS_URL", "redis://here"}, {"NEW", "a=b"}})
	want := []string{"PATH=/bin", "PGDATA=/keep", "ODD", "REDIS_URL=redis://here", "NEW=a=b"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
