package schedules

import (
	"math/bits"
	"strings"
	"time"
	_ "time/tzdata" // the machine may know no time zones

	"github.com/robfig/cron/v3"
	"go.temporal.io/sdk/client"

	"stockflow/internal/inventory"
)

// Line is a cron line in a time zone. It is parsed and previewed by robfig/cron
// and run by Temporal, which reads cron lines differently: where days of the
// month and of the week are both given, and where the clocks show an hour
// twice. So Temporal never sees the line. It is given the calendars that
// robfig/cron understood; those of lines that run in every hour in UTC, which
// knows no such hours; and other lines may not run near such an hour.
type Line struct {
	spec *cron.SpecSchedule
	zone *time.Location
	// Of a line that runs in every hour: the minutes in UTC.
	everyHour bool
	minutes   uint64
}

// parser takes the five fields of crontab and names such as @daily.
var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// starBit is how robfig/cron notes that a field was left open.
const starBit = 1 << 63

// Parse reads a line of five fields (minute, hour, day of month, month, day of
// week) or a name such as @daily, in a time zone of the IANA's. It refuses what
// never runs, and what robfig/cron and Temporal would run at different times.
func Parse(line, zone string) (Line, error) {
	refuse := func(field, format string, args ...any) (Line, error) {
		return Line{}, inventory.Refusef(inventory.CodeInvalid, format, args...).At("%s", field)
	}
	location, err := Zone(zone)
	if err != nil {
		return Line{}, err
	}
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "TZ=") || strings.HasPrefix(line, "CRON_TZ=") {
		return refuse("cron", "the time zone is said apart from the line")
	}
	parsed, err := parser.Parse(line)
	if err != nil {
		return refuse("cron", "this is no cron line: %s", err)
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return refuse("cron", "@every is not taken, since it depends on when counting starts; say */n")
	}
	spec.Location = location
	l := Line{spec: spec, zone: location}
	l.minutes, l.everyHour = l.inUTC(time.Now())
	if spec.Next(time.Now()).IsZero() {
		return refuse("cron", "there is no such day: this never runs")
	}
	if at, odd := l.oddChange(time.Now()); odd {
		return refuse("cron", "the clocks change on %s, and what this line means then is not agreed on; choose another hour or day",
			at.In(location).Format(time.DateOnly))
	}
	return l, nil
}

// Zone finds a time zone by its name in the IANA's database.
func Zone(name string) (*time.Location, error) {
	location, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, inventory.Refusef(inventory.CodeInvalid, "there is no time zone %q", name).At("time_zone")
	}
	return location, nil
}

// Next are the next n runs after a time.
func (l Line) Next(after time.Time, n int) []time.Time {
	times := make([]time.Time, 0, n)
	for range n {
		after = l.spec.Next(after)
		if after.IsZero() {
			break
		}
		times = append(times, after.In(l.zone))
	}
	return times
}

// matches tells whether the clock on the wall shows a time of the line.
func (l Line) matches(at time.Time) bool {
	at = at.In(l.zone)
	s := l.spec
	has := func(set uint64, n int) bool { return set>>uint(n)&1 == 1 } //nolint:gosec // parts of a time are small
	day, weekday := has(s.Dom, at.Day()), has(s.Dow, int(at.Weekday()))
	if s.Dom&starBit == 0 && s.Dow&starBit == 0 {
		day = day || weekday
	} else {
		day = day && weekday
	}
	return day && has(s.Month, int(at.Month())) && has(s.Hour, at.Hour()) && has(s.Minute, at.Minute())
}

// How far ahead changes of the clocks are looked at, and how far around them.
const (
	changesAhead  = 3 * 366 * 24 * time.Hour
	aroundAChange = 36 * time.Hour
)

// changes are the offsets from UTC, in seconds, before and after each change
// of the clocks.
func (l Line) changes(from time.Time) []change {
	var found []change
	for at := from; ; {
		_, next := at.In(l.zone).ZoneBounds()
		if next.IsZero() || next.Sub(from) > changesAhead {
			return found
		}
		_, before := next.Add(-time.Second).In(l.zone).Zone()
		_, after := next.In(l.zone).Zone()
		if before != after {
			found = append(found, change{next, before, after})
		}
		at = next
	}
}

// change is a change of the clocks.
type change struct {
	at            time.Time
	before, after int
}

// odd tells whether a run is one that Temporal may see differently: near the
// hour that the clocks show twice, near a change that isn't of one hour, or on
// certain days only and on a day that has no midnight.
func (l Line) odd(at time.Time, c change) bool {
	near, shift := at.Sub(c.at).Abs(), c.after-c.before
	switch {
	case l.everyHour:
		return false
	case shift != 3600 && shift != -3600:
		return near <= 3*time.Hour
	case shift < 0:
		return near <= 2*time.Hour
	}
	noMidnight := c.at.Add(-time.Second).In(l.zone).Day() != c.at.In(l.zone).Day()
	return noMidnight && near <= 24*time.Hour && (l.spec.Dom&days != days || l.spec.Dow&weekdays != weekdays)
}

// oddChange finds a change of the clocks around which robfig/cron or Temporal
// might not run the line at the times that the clock on the wall shows.
// Both lose some days that have no midnight; Temporal runs some of the times that
// come twice once, others twice, and assumes that clocks change by an hour.
func (l Line) oddChange(from time.Time) (time.Time, bool) {
	for _, c := range l.changes(from) {
		start, end := c.at.Add(-aroundAChange).Truncate(time.Minute), c.at.Add(aroundAChange)
		next := l.spec.Next(start.Add(-time.Second))
		for minute := start; minute.Before(end); minute = minute.Add(time.Minute) {
			if !l.matches(minute) {
				continue
			}
			if !next.Equal(minute) || l.odd(minute, c) {
				return c.at, true
			}
			next = l.spec.Next(next)
		}
		if !next.IsZero() && next.Before(end) {
			return c.at, true
		}
	}
	return time.Time{}, false
}

// inUTC gives the minutes in UTC at which a line runs that runs in every hour
// of every day; ok is false for other lines.
func (l Line) inUTC(from time.Time) (minutes uint64, ok bool) {
	const hours, months = 1<<24 - 1, 1<<13 - 2
	s := l.spec
	if s.Hour&hours != hours || s.Dom&days != days || s.Month&months != months || s.Dow&weekdays != weekdays {
		return 0, false
	}
	shifted := func(offset int) (set uint64) {
		for minute := range 60 {
			if s.Minute>>((minute+offset/60%60+60)%60)&1 == 1 {
				set |= 1 << minute
			}
		}
		return set
	}
	_, offset := from.In(l.zone).Zone()
	minutes = shifted(offset)
	for _, c := range l.changes(from) {
		if shifted(c.after) != minutes {
			return 0, false
		}
	}
	return minutes, true
}

// The bits of all days of a month, and of a week.
const (
	days     = 1<<32 - 2
	weekdays = 1<<7 - 1
)

// Spec is the line as Temporal takes it: it runs whenever one of the calendars
// matches. Where both days are given, either of them makes a run.
func (l Line) Spec() client.ScheduleSpec {
	s := l.spec
	calendar := func(minute, dom, dow uint64) client.ScheduleCalendarSpec {
		return client.ScheduleCalendarSpec{
			Second: []client.ScheduleRange{{}}, Minute: ranges(minute), Hour: ranges(s.Hour),
			DayOfMonth: ranges(dom), Month: ranges(s.Month), DayOfWeek: ranges(dow),
		}
	}
	spec := client.ScheduleSpec{TimeZoneName: l.zone.String()}
	switch {
	case l.everyHour:
		spec.TimeZoneName, spec.Calendars = "UTC", []client.ScheduleCalendarSpec{calendar(l.minutes, s.Dom, s.Dow)}
	case s.Dom&starBit == 0 && s.Dow&starBit == 0:
		spec.Calendars = []client.ScheduleCalendarSpec{calendar(s.Minute, s.Dom, weekdays), calendar(s.Minute, days, s.Dow)}
	default:
		spec.Calendars = []client.ScheduleCalendarSpec{calendar(s.Minute, s.Dom, s.Dow)}
	}
	return spec
}

// ranges turns a set of numbers into runs of neighbours.
func ranges(set uint64) []client.ScheduleRange {
	var found []client.ScheduleRange
	for set &^= starBit; set != 0; {
		first := bits.TrailingZeros64(set)
		length := bits.TrailingZeros64(^(set >> first))
		found = append(found, client.ScheduleRange{Start: first, End: first + length - 1})
		set &^= (1<<length - 1) << first
	}
	return found
}
