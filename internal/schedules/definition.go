package schedules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"stockflow/internal/store"
)

// Overlap says what becomes of a firing while the run before still goes on.
type Overlap string

// The overlap policies.
const (
	// Skip leaves the firing out.
	Skip Overlap = "skip"
	// BufferOne lets one firing wait for the run to end; further ones are left out.
	BufferOne Overlap = "buffer_one"
	// BufferAll lets every firing wait, and runs them one after the other.
	BufferAll Overlap = "buffer_all"
)

// Definition is a scheduled job as the program defines it. Admins may give it
// another cron line and time zone, and pause it.
type Definition struct {
	ID          string
	Title       string
	Description string
	// Job is the name of the job that runs.
	Job string
	// Cron and TimeZone say when, unless an admin has said otherwise.
	Cron     string
	TimeZone string
	// Every replaces the cron line in tests, which can't wait for minutes.
	Every   time.Duration
	Overlap Overlap
	// CatchUp is how late a firing may be made up for that passed while Temporal
	// was away; older ones are left out. Temporal knows no less than 10 s.
	CatchUp time.Duration
	// Timeout bounds a try, BatchTimeout each of its batches.
	Timeout, BatchTimeout time.Duration
	// Tries is how often a run is tried before it has failed.
	Tries int
}

// Defined are the schedules of this program, in the order in which they are
// listed. Scans may skip: the next one sees the same. Whatever makes a thing
// for each time keeps every firing.
func Defined() []Definition {
	const day = 24 * time.Hour
	scan := func(id, title, description, cron string) Definition {
		return Definition{
			ID: id, Job: id, Title: title, Description: description, Cron: cron, TimeZone: "UTC",
			Overlap: Skip, CatchUp: time.Hour, Timeout: time.Hour, BatchTimeout: 2 * time.Minute, Tries: 10,
		}
	}
	each := func(id, title, description, cron string, catchUp time.Duration) Definition {
		d := scan(id, title, description, cron)
		d.Overlap, d.CatchUp, d.Timeout, d.BatchTimeout = BufferAll, catchUp, 4*time.Hour, 30*time.Minute
		return d
	}
	once := func(id, title, description, cron string) Definition {
		d := scan(id, title, description, cron)
		d.Overlap, d.CatchUp, d.Timeout, d.BatchTimeout = BufferOne, day, 4*time.Hour, 30*time.Minute
		return d
	}
	return []Definition{
		scan("expiry_scan", "Expiry scan", "Raises alerts for lots that expire soon or have expired, and settles those whose cause is gone.", "0 * * * *"),
		scan("stock_level_scan", "Stock level scan", "Raises alerts for stock below its minimum or above its maximum, and settles those whose cause is gone.", "*/15 * * * *"),
		scan("overdue_scan", "Overdue scan", "Raises alerts for transfers that should have arrived.", "*/10 * * * *"),
		scan("alert_escalation", "Alert escalation", "Escalates alerts that nobody has taken up, and wakes snoozed ones.", "*/5 * * * *"),
		each("daily_rollup", "Daily roll-up", "Sums up the movements of each day and takes the balances at its end.", "10 * * * *", 7*day),
		each("trend_report", "Trend report", "Works out fast, slow and dead movers, turnover, days of cover and losses.", "0 3 * * *", 7*day),
		once("abc_classification", "ABC classification", "Sorts products into classes by what they turned over.", "30 3 * * 1"),
		once("reconciliation", "Reconciliation", "Checks the invariants of the books, and opens an alert on a difference.", "0 2 * * *"),
		once("audit_upkeep", "Audit upkeep", "Makes the months ahead into which audit records go.", "0 1 * * *"),
		once("audit_anchor", "Audit anchor", "Writes the heads of the audit chains, signed, to a place outside the database.", "5 * * * *"),
		once("clean_up", "Clean-up", "Deletes old idempotency keys, answered commands, ended sessions and the record of old runs.", "30 4 * * *"),
		scan("notification_digest", "Notification digest", "Sends what users chose to hear of in digests.", "*/15 * * * *"),
	}
}

// Find finds a schedule among some by its id.
func Find(among []Definition, id string) (Definition, bool) {
	for _, d := range among {
		if d.ID == id {
			return d, true
		}
	}
	return Definition{}, false
}

// Plan is what is to run: a definition with what an admin changed of it.
type Plan struct {
	Definition
	Paused bool
	Note   string
}

// PlanOf joins a definition with its settings.
func PlanOf(d Definition, s store.ScheduleSetting) Plan {
	if s.Cron != "" {
		d.Cron = s.Cron
	}
	if s.TimeZone != "" {
		d.TimeZone = s.TimeZone
	}
	return Plan{Definition: d, Paused: s.Paused, Note: s.Note}
}

// Digest tells plans apart that Temporal has to be told of.
func (p Plan) Digest() string {
	p.Title, p.Description = "", ""
	b, err := json.Marshal(p)
	if err != nil {
		panic(fmt.Sprintf("a plan always marshals: %v", err))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// Next are the next runs after a time: none while the plan is paused.
func (p Plan) Next(after time.Time, n int) ([]time.Time, error) {
	if p.Paused {
		return []time.Time{}, nil
	}
	if p.Every > 0 {
		times := make([]time.Time, n)
		for i := range times {
			after = after.Truncate(p.Every).Add(p.Every)
			times[i] = after
		}
		return times, nil
	}
	line, err := Parse(p.Cron, p.TimeZone)
	if err != nil {
		return nil, err
	}
	return line.Next(after, n), nil
}
