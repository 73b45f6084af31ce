package choice_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "stockflow/internal/notify/choice"
)

func TestRules(t *testing.T) {
	own := []Rule{
		{Email, "low_stock", "info", Daily},
		{Email, "low_stock", "critical", Immediate},
		{Email, "expiry", "info", Off},
		{SMS, AnyKind, "critical", Immediate},
		{Browser, AnyKind, "info", Hourly},
		{Browser, "discrepancy", "critical", Immediate},
	}
	for _, c := range []struct {
		rules          []Rule
		channel        Channel
		kind, severity string
		want           Timing
	}{
		{nil, Email, "low_stock", "info", Off},
		{nil, Email, "low_stock", "warning", Immediate},
		{nil, Email, "low_stock", "critical", Immediate},
		{nil, SMS, "low_stock", "critical", Off},
		{nil, Browser, "low_stock", "critical", Off},
		{own, Email, "low_stock", "info", Daily},
		{own, Email, "low_stock", "warning", Daily},
		{own, Email, "low_stock", "critical", Immediate},
		{own, Email, "expiry", "critical", Off},
		{own, Email, "overdue", "warning", Immediate}, // the default stands
		{own, Email, "overdue", "info", Off},
		{own, SMS, "low_stock", "warning", Off},
		{own, SMS, "low_stock", "critical", Immediate},
		{own, Browser, "low_stock", "info", Hourly},
		{own, Browser, "discrepancy", "warning", Off}, // its own rules decide alone
		{own, Browser, "discrepancy", "critical", Immediate},
		{[]Rule{{Email, AnyKind, "critical", Immediate}}, Email, "overdue", "warning", Off}, // the default is replaced
		{[]Rule{{Email, AnyKind, "info", Off}}, Email, "overdue", "critical", Off},
	} {
		assert.Equal(t, c.want, TimingOf(c.rules, c.channel, c.kind, c.severity), "%v", c)
	}
}

func TestQuietHoursAndDigests(t *testing.T) {
	for _, c := range []struct {
		name      string
		zone      string
		from, to  string
		passes    bool
		daily     string
		timing    Timing
		severity  string
		now, want string
	}{
		{"no quiet hours", "UTC", "00:00", "00:00", false, "08:00", Immediate, "warning", "2026-03-10T03:00:00Z", "2026-03-10T03:00:00Z"},
		{"before they begin", "Europe/Berlin", "22:00", "07:00", false, "08:00", Immediate, "warning", "2026-01-10T20:59:00Z", "2026-01-10T20:59:00Z"},
		{"as they begin", "Europe/Berlin", "22:00", "07:00", false, "08:00", Immediate, "warning", "2026-01-10T21:00:00Z", "2026-01-11T06:00:00Z"},
		{"after midnight", "Europe/Berlin", "22:00", "07:00", false, "08:00", Immediate, "warning", "2026-01-11T02:00:00Z", "2026-01-11T06:00:00Z"},
		{"as they end", "Europe/Berlin", "22:00", "07:00", false, "08:00", Immediate, "warning", "2026-01-11T06:00:00Z", "2026-01-11T06:00:00Z"},
		{"by day", "America/New_York", "09:00", "17:30", false, "08:00", Immediate, "info", "2026-06-10T14:00:00Z", "2026-06-10T21:30:00Z"},
		{"critical waits", "Europe/Berlin", "22:00", "07:00", false, "08:00", Immediate, "critical", "2026-01-11T02:00:00Z", "2026-01-11T06:00:00Z"},
		{"critical passes", "Europe/Berlin", "22:00", "07:00", true, "08:00", Immediate, "critical", "2026-01-11T02:00:00Z", "2026-01-11T02:00:00Z"},
		{"a warning doesn't", "Europe/Berlin", "22:00", "07:00", true, "08:00", Immediate, "warning", "2026-01-11T02:00:00Z", "2026-01-11T06:00:00Z"},
		{"half an hour off", "Asia/Kolkata", "22:00", "06:30", false, "08:00", Immediate, "warning", "2026-05-01T18:00:00Z", "2026-05-02T01:00:00Z"},
		// On 29 March 2026 clocks in Berlin go from 2 to 3, on 25 October from 3 back to 2.
		{"a short night", "Europe/Berlin", "22:00", "07:00", false, "08:00", Immediate, "warning", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z"},
		{"a long night", "Europe/Berlin", "22:00", "07:00", false, "08:00", Immediate, "warning", "2026-10-24T23:00:00Z", "2026-10-25T06:00:00Z"},
		{"an end that is left out", "Europe/Berlin", "22:00", "02:30", false, "08:00", Immediate, "warning", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"},
		{"an end that comes twice", "Europe/Berlin", "22:00", "02:30", false, "08:00", Immediate, "warning", "2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z"},
		{"its second time", "Europe/Berlin", "22:00", "02:30", false, "08:00", Immediate, "warning", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z"},
		{"half an hour of summer", "Australia/Lord_Howe", "22:00", "07:00", false, "08:00", Immediate, "warning", "2026-04-04T13:00:00Z", "2026-04-04T20:30:00Z"},
		{"on the hour", "UTC", "00:00", "00:00", false, "08:00", Hourly, "warning", "2026-03-10T03:12:34Z", "2026-03-10T04:00:00Z"},
		{"on the zone's hour", "Asia/Kolkata", "00:00", "00:00", false, "08:00", Hourly, "warning", "2026-03-10T03:12:34Z", "2026-03-10T03:30:00Z"},
		{"the hour after this", "UTC", "00:00", "00:00", false, "08:00", Hourly, "warning", "2026-03-10T03:00:00Z", "2026-03-10T04:00:00Z"},
		{"hours are quiet too", "UTC", "22:00", "07:00", false, "08:00", Hourly, "warning", "2026-03-10T21:12:00Z", "2026-03-11T07:00:00Z"},
		{"later today", "Europe/Berlin", "00:00", "00:00", false, "08:00", Daily, "warning", "2026-07-10T05:00:00Z", "2026-07-10T06:00:00Z"},
		{"tomorrow", "Europe/Berlin", "00:00", "00:00", false, "08:00", Daily, "warning", "2026-07-10T06:00:00Z", "2026-07-11T06:00:00Z"},
		{"tomorrow is winter", "Europe/Berlin", "00:00", "00:00", false, "08:00", Daily, "warning", "2026-10-24T06:30:00Z", "2026-10-25T07:00:00Z"},
		{"after the quiet hours", "Europe/Berlin", "22:00", "09:00", false, "08:00", Daily, "warning", "2026-07-10T05:00:00Z", "2026-07-10T07:00:00Z"},
		{"the last of the month", "UTC", "22:00", "07:00", false, "08:00", Immediate, "warning", "2026-12-31T23:30:00Z", "2027-01-01T07:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			require.NoError(t, err)
			s := Settings{Zone: zone, QuietFrom: clock(t, c.from), QuietTo: clock(t, c.to), QuietCritical: c.passes, DailyAt: clock(t, c.daily)}
			now, err := time.Parse(time.RFC3339, c.now)
			require.NoError(t, err)
			assert.Equal(t, c.want, s.Due(c.timing, c.severity, now).Format(time.RFC3339))
		})
	}
}

// Whatever the zone, the hours and the time: nothing is sent before it happens,
// in quiet hours, or days late.
func TestDueIsSoonAndNeverQuiet(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "Pacific/Apia"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range 20_000 {
			s := Settings{Zone: zone, QuietFrom: i * 7 % 1440, QuietTo: i * 13 % 1440, DailyAt: i * 11 % 1440}
			now = now.Add(31 * time.Minute)
			for _, timing := range []Timing{Immediate, Hourly, Daily} {
				due := s.Due(timing, "warning", now)
				require.False(t, due.Before(now), "%s %v %v %s", name, s, now, timing)
				require.Less(t, due.Sub(now), 50*time.Hour, "%s %v %v %s", name, s, now, timing)
				require.Equal(t, due, s.Due(Immediate, "warning", due), "%s %v %v %s", name, s, now, timing)
			}
		}
	}
}

func clock(t *testing.T, s string) int {
	at, err := time.Parse("15:04", s)
	require.NoError(t, err)
	return at.Hour()*60 + at.Minute()
}
