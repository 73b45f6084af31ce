package main

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestDriveMeasuresWhatBeginsInTheWindow(t *testing.T) {
	var n atomic.Int64
	c := drive(t.Context(), "x", "", 2, window{50 * time.Millisecond, 200 * time.Millisecond}, func(i int) attempt {
		return func(context.Context) (verdict, time.Duration, error) {
			n.Add(1)
			pause(t.Context(), 10*time.Millisecond)
			if i == 1 {
				return refused, 20 * time.Millisecond, nil
			}
			return served, 0, nil
		}
	})
	assert.Less(t, c.Served+c.Refused, n.Load(), "the warm-up doesn't count")
	assert.Positive(t, c.Served)
	assert.Less(t, c.Refused, c.Served, "who is refused waits")
	assert.GreaterOrEqual(t, c.P50, 9.0)
	assert.InDelta(t, float64(c.Served)/0.2, c.Rate, 20)
}

func TestDriveEndsWhenNothingIsLeft(t *testing.T) {
	var p pool
	for range 30 {
		p.put("id")
	}
	boom := errors.New("boom")
	began := time.Now()
	c := drive(t.Context(), "x", "", 3, window{0, time.Minute}, func(int) attempt {
		return func(context.Context) (verdict, time.Duration, error) {
			if _, ok := p.take(); !ok {
				return failed, 0, errDry
			}
			pause(t.Context(), time.Millisecond)
			return failed, 0, boom
		}
	})
	assert.Less(t, time.Since(began), 30*time.Second)
	assert.Equal(t, int64(30), c.Failed)
	assert.Equal(t, "boom", c.Failure)
}
