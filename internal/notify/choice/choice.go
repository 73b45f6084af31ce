// Package choice decides by which channels a user hears of something, and
// when: from the user's rules, digests and quiet hours. It is pure.
package choice

import (
	"slices"
	"time"
)

// Channel is a way to a user.
type Channel string

// The channels. A room is no user's: it is where a company's channel leads.
const (
	Email   Channel = "email"
	SMS     Channel = "sms"
	Push    Channel = "push"
	Browser Channel = "browser"
	Room    Channel = "room"
)

// Personal are the channels that a user chooses among.
var Personal = []Channel{Email, SMS, Push, Browser}

// Timing says whether something comes at once or gathered with others.
type Timing string

// The timings.
const (
	Immediate Timing = "immediate"
	Hourly    Timing = "hourly"
	Daily     Timing = "daily"
	Off       Timing = "off"
)

// AnyKind is the kind of a rule for what no other rule of its channel names.
const AnyKind = "*"

// Rule says how a user hears, by one channel, of a kind from a severity on.
type Rule struct {
	Channel     Channel `json:"channel"`
	Kind        string  `json:"kind"`
	MinSeverity string  `json:"min_severity"`
	Timing      Timing  `json:"timing"`
}

// Defaults hold for every user until a rule for the same channel and kind
// takes their place.
var Defaults = []Rule{{Email, AnyKind, "warning", Immediate}}

// Settings are when a user wants to hear. Times are minutes after midnight in
// the zone; equal ends mean no quiet hours.
type Settings struct {
	Zone               *time.Location
	QuietFrom, QuietTo int
	// QuietCritical lets what is critical through the quiet hours.
	QuietCritical bool
	DailyAt       int
}

// DefaultSettings hold for a user who has none.
func DefaultSettings() Settings { return Settings{Zone: time.UTC, DailyAt: 8 * 60} }

// rank orders the severities; an unknown one ranks lowest.
func rank(severity string) int {
	return slices.Index([]string{"info", "warning", "critical"}, severity)
}

// AtLeast tells whether a severity reaches another.
func AtLeast(severity, least string) bool { return rank(severity) >= rank(least) }

// TimingOf finds the rule for something: rules that name its kind take
// precedence over those for any kind, and the highest severity that it reaches
// over lower ones.
func TimingOf(rules []Rule, c Channel, kind, severity string) Timing {
	for _, d := range Defaults {
		if !slices.ContainsFunc(rules, func(r Rule) bool { return r.Channel == d.Channel && r.Kind == d.Kind }) {
			rules = append(slices.Clip(rules), d)
		}
	}
	for _, k := range []string{kind, AnyKind} {
		named, best := false, Rule{Timing: Off}
		for _, r := range rules {
			if r.Channel != c || r.Kind != k {
				continue
			}
			named = true
			if AtLeast(severity, r.MinSeverity) && rank(r.MinSeverity) >= rank(best.MinSeverity) {
				best = r
			}
		}
		if named {
			return best.Timing
		}
	}
	return Off
}

// Due is when something that happens now is sent.
func (s Settings) Due(timing Timing, severity string, now time.Time) time.Time {
	due := now
	switch timing {
	case Hourly:
		local := now.In(s.Zone)
		due = now.Add(time.Hour - time.Duration(local.Minute())*time.Minute - time.Duration(local.Second())*time.Second -
			time.Duration(local.Nanosecond()))
	case Daily:
		due = s.next(s.DailyAt, now)
	}
	if s.quiet(due) && (severity != "critical" || !s.QuietCritical) {
		due = s.next(s.QuietTo, due)
	}
	return due.UTC()
}

// quiet tells whether a time is within the quiet hours; their end is not.
func (s Settings) quiet(t time.Time) bool {
	m := minute(t.In(s.Zone))
	if s.QuietFrom <= s.QuietTo {
		return s.QuietFrom <= m && m < s.QuietTo
	}
	return m >= s.QuietFrom || m < s.QuietTo
}

func minute(t time.Time) int { return t.Hour()*60 + t.Minute() }

// next is the first time after now at which clocks in the zone read so many
// minutes after midnight. When clocks are set back there may be two on a day;
// when they are set forward and leave it out, it is as much after the gap.
func (s Settings) next(at int, now time.Time) time.Time {
	local := now.In(s.Zone)
	for day := 0; ; day++ {
		base := time.Date(local.Year(), local.Month(), local.Day()+day, 0, at, 0, 0, s.Zone)
		reads := false
		for shift := -time.Hour; shift <= time.Hour; shift += 30 * time.Minute {
			t := base.Add(shift)
			if minute(t) != at || t.Day() != time.Date(local.Year(), local.Month(), local.Day()+day, 12, 0, 0, 0, s.Zone).Day() {
				continue
			}
			reads = true
			if t.After(now) {
				return t
			}
		}
		if !reads && base.After(now) {
			return base
		}
	}
}
