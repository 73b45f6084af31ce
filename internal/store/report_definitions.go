package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stockflow/internal/inventory"
)

// ReportDefinition says what a report can be asked for.
type ReportDefinition struct {
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Parameters  []string `json:"parameters"`
	GroupBy     []string `json:"group_by"`
}

type reportDefinition struct {
	ReportDefinition
	plan func(*reportRequest) (reportPlan, error)
}

const (
	figuresSince = "of the 30, 90 or 365 days up to the last roll-up"
	byTime       = byDay + " " + byWeek + " " + byMonth
)

// reportDefinitions are the reports, the first way of grouping being the default.
var reportDefinitions = []reportDefinition{
	define("movers", "Fast, slow and dead movers", "What was shipped most, what turns over slowest, or what lies there without a shipment, "+figuresSince+".",
		"days movers order compare", "product warehouse category", moversPlan),
	define("turnover", "Turnover", "What was shipped, by the average on hand, "+figuresSince+".",
		"days order compare", "product warehouse category", turnoverPlan),
	define("cover", "Days of cover", "For how long the available stock lasts at the demand "+figuresSince+".",
		"days order", "product warehouse category", coverPlan),
	define("abc", "ABC classes", "The products that make the first 80 % of what a warehouse ships are A, those of the next 15 % B, the others C.",
		"class order", "product", abcPlan),
	define("ageing", "Ageing", "For how many days stock has been on hand, the first in taken to be the first out.",
		"order", "product warehouse category", ageingPlan),
	define("expiry", "Expiry risk and loss", "By product: lots that expire within 30, 90 or 365 days, or have, and what of them is unlikely to be sold in time. "+
		"Summed: what was scrapped as expired in a period.", "days from to order", "product warehouse category "+byTime, expiryPlan),
	define("shrinkage", "Shrinkage", "What was corrected, scrapped and lost: by product "+figuresSince+", summed in any period.",
		"days from to order compare", "product warehouse category "+byTime, shrinkagePlan),
	define("count-accuracy", "Accuracy of counts", "How many lines of closed counts were without a difference, and how many units were off.",
		"from to", byMonth+" "+byWeek+" "+byDay+" warehouse category", countsPlan),
	define("lead-times", "Lead times of transfers", "From dispatch to the last arrival, by the month of the dispatch, and how many came late.",
		"from to", byRoute, leadTimesPlan),
	define("stock-as-of", "Stock as of a day", "What was on hand at the end of a day.",
		"on", "product warehouse category", stockAsOfPlan),
	define("stock-history", "Stock over time", "What was on hand at the end of each day, week or month.",
		"from to", byTime, stockHistoryPlan),
	define("activity", "Activity", "What came, went and was corrected.",
		"from to compare", byTime+" warehouse category", activityPlan),
}

func define(name, title, description, parameters, groups string, plan func(*reportRequest) (reportPlan, error)) reportDefinition {
	return reportDefinition{ReportDefinition{
		Name: name, Title: title, Description: description,
		Parameters: append([]string{"warehouse_id", "category_id", "product_id"}, strings.Fields(parameters)...), GroupBy: strings.Fields(groups),
	}, plan}
}

// Reports lists what reports there are.
func Reports() []ReportDefinition {
	list := make([]ReportDefinition, len(reportDefinitions))
	for i, d := range reportDefinitions {
		list[i] = d.ReportDefinition
	}
	return list
}

// checkReport finds a report, refuses what it can't be asked for, and fills in
// the defaults.
func checkReport(q *ReportQuery) (reportDefinition, error) {
	i := slices.IndexFunc(reportDefinitions, func(d reportDefinition) bool { return d.Name == q.Report })
	if i < 0 {
		return reportDefinition{}, inventory.Refusef(inventory.CodeNotFound, "there is no report %q", q.Report)
	}
	def := reportDefinitions[i]
	for name, given := range map[string]bool{
		"days": q.Days != 0, "movers": q.Movers != "", "class": q.Class != "", "from": q.From != "", "to": q.To != "", "on": q.On != "",
		"order": q.Order != "", "compare": q.Compare,
	} {
		if given && !slices.Contains(def.Parameters, name) {
			return def, inventory.Refusef(inventory.CodeInvalid, "the report %s has no parameter %s", q.Report, name).At("%s", name)
		}
	}
	if q.GroupBy == "" {
		q.GroupBy = def.GroupBy[0]
	}
	if !slices.Contains(def.GroupBy, q.GroupBy) {
		return def, inventory.Refusef(inventory.CodeInvalid, "the report %s is given by %s", q.Report, strings.Join(def.GroupBy, ", ")).At("group_by")
	}
	if q.Days == 0 {
		q.Days = 90
	}
	if q.CategoryID != 0 && q.ProductID != 0 && q.GroupBy != byProduct {
		return def, inventory.Refusef(inventory.CodeInvalid, "a product has one category; name only one of them").At("category_id")
	}
	return def, nil
}

// defaultDays is the length of a period that isn't named.
var defaultDays = map[string]int{byDay: 30, byWeek: 182, byMonth: 365}

// period is the period that a query names, or the one up to yesterday. Days
// are each warehouse's own; yesterday is that of UTC.
func (d reportDefinition) period(q ReportQuery, now time.Time) (from, to time.Time, err error) {
	to = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1)
	for field, text := range map[string]string{"to": q.To, "on": q.On} {
		if text == "" {
			continue
		}
		if to, err = reportDay(field, text); err != nil {
			return from, to, err
		}
	}
	if q.From != "" {
		if from, err = reportDay("from", q.From); err != nil {
			return from, to, err
		}
	} else {
		days := defaultDays[q.GroupBy]
		if days == 0 {
			days = q.Days
		}
		from = to.AddDate(0, 0, 1-days)
		if q.Report == "lead-times" {
			from = to.AddDate(-1, 0, 0)
		}
	}
	if q.On != "" {
		from = to
	}
	if from.After(to) {
		return from, to, inventory.Refusef(inventory.CodeInvalid, "the period ends before it begins").At("from")
	}
	if to.Sub(from) > maxPeriod {
		return from, to, inventory.Refusef(inventory.CodeInvalid, "a report covers at most ten years").At("from")
	}
	return from, to, nil
}

// maxPeriod is the longest period of a report.
const maxPeriod = 3660 * 24 * time.Hour

func reportDay(field, text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 {
		return day, inventory.Refusef(inventory.CodeInvalid, "a date is written YYYY-MM-DD").At("%s", field)
	}
	return day, nil
}

// period is what the answer says of the days that it is about: those asked
// for, or those of the figures.
func (r *reportRequest) period(figures *time.Time) (from, to string) {
	ready := r.GroupBy == byProduct && r.Report != "stock-as-of" ||
		slices.Contains([]string{"movers", "turnover", "cover", "abc", "ageing"}, r.Report)
	if !ready {
		return r.from.Format(time.DateOnly), r.to.Format(time.DateOnly)
	}
	if figures == nil {
		return "", ""
	}
	last := figures.UTC().AddDate(0, 0, -1)
	return last.AddDate(0, 0, 1-r.Days).Format(time.DateOnly), last.Format(time.DateOnly)
}

func activityPlan(r *reportRequest) (reportPlan, error) { return flowsPlan(r, flows...) }

func stockHistoryPlan(r *reportRequest) (reportPlan, error) {
	return flowsPlan(r, "closing", "change", "received", "shipped")
}

// stockAsOfPlan looks up the last day of each product, or of each category of
// each warehouse, that isn't after the one asked for.
func stockAsOfPlan(r *reportRequest) (reportPlan, error) {
	if r.GroupBy != byProduct {
		return stockSumsPlan(r)
	}
	return ranking{
		table: "product_positions", by: "product_id", kind: "bigint", then: "product_id",
		joins: fmt.Sprintf(` LEFT JOIN LATERAL (SELECT d.closing, d.day FROM daily_stock d WHERE d.warehouse_id = x.warehouse_id
			AND d.product_id = x.product_id AND d.day <= %s::date ORDER BY d.day DESC LIMIT 1) y ON true`, r.bind(r.to)),
		columns: []ReportColumn{
			{"on_hand", "On hand", "number", "COALESCE(y.closing, 0)"}, {"changed_on", "Last changed", "date", "y.day"},
		},
	}.plan(r)
}

func stockSumsPlan(r *reportRequest) (reportPlan, error) {
	if r.ProductID != 0 && r.GroupBy == byCategory {
		return reportPlan{}, oneCategory()
	}
	sites, on := r.bind(r.sites)+"::bigint[]", r.bind(r.to)+"::date"
	var where []string
	key, named, group := "h.id", warehouseColumns(), "h.id, h.code"
	if r.GroupBy == byCategory {
		key, named, group = "c.id", categoryColumns("c.id"), "c.id, g.path"
	}
	if err := r.after(&where, key); err != nil {
		return reportPlan{}, err
	}
	where = append(where, "true")
	columns := slices.Concat(named, []ReportColumn{{"on_hand", "On hand", "number", "sum(y.closing)::bigint"}})
	sql := fmt.Sprintf(`SELECT %s FROM unnest(%s) AS w (id)
		CROSS JOIN (%s) c (id)
		CROSS JOIN LATERAL (SELECT d.closing FROM %s d WHERE d.warehouse_id = w.id AND d.%s = c.id AND d.day <= %s
			ORDER BY d.day DESC LIMIT 1) y
		JOIN warehouses h ON h.id = w.id
		LEFT JOIN categories g ON g.id = c.id
		WHERE %s GROUP BY %s ORDER BY %s LIMIT %s`,
		selection(columns, key), sites, r.parts(), r.closings(), r.partColumn(), on, strings.Join(where, " AND "), group, key, r.bind(r.page.rows()))
	return reportPlan{columns: columns, sql: sql, keys: 1}, nil
}

// parts lists the ids whose closing stocks make up what is asked for: of a
// product, of categories, or of all together.
func (r *reportRequest) parts() string {
	switch {
	case r.ProductID != 0:
		return "SELECT " + r.bind(r.ProductID) + "::bigint"
	case r.CategoryID != 0:
		return "SELECT unnest(" + r.bind(r.categories) + "::bigint[])"
	case r.GroupBy == byCategory:
		return "SELECT 0::bigint UNION ALL SELECT id FROM categories"
	}
	return "SELECT -1::bigint"
}

// closings is the table of the parts, partColumn its column with their ids.
func (r *reportRequest) closings() string {
	if r.ProductID != 0 {
		return "daily_stock"
	}
	return "daily_totals"
}

func (r *reportRequest) partColumn() string {
	if r.ProductID != 0 {
		return "product_id"
	}
	return "category_id"
}

// leadTimesPlan gives the months of each pair of warehouses of which one is
// the reader's.
func leadTimesPlan(r *reportRequest) (reportPlan, error) {
	sites := r.bind(r.sites) + "::bigint[]"
	where := []string{
		"(l.warehouse_id = ANY(" + sites + ") OR l.destination_id = ANY(" + sites + "))",
		"l.month >= " + r.bind(truncated(r.from, byMonth)) + "::date", "l.month <= " + r.bind(r.to) + "::date",
	}
	if r.ProductID != 0 || r.CategoryID != 0 {
		return reportPlan{}, inventory.Refusef(inventory.CodeInvalid, "lead times are those of whole transfers").At("product_id")
	}
	if r.page.Cursor != "" {
		key, err := r.page.key("", "", "")
		if err != nil {
			return reportPlan{}, err
		}
		for i, isNumber := range []bool{false, true, true} {
			if err := keyOfKind(key[i], isNumber); err != nil {
				return reportPlan{}, err
			}
		}
		where = append(where, fmt.Sprintf("(l.month, l.warehouse_id, l.destination_id) > (%s::text::date, %s::text::bigint, %s::text::bigint)",
			r.bind(key[0]), r.bind(key[1]), r.bind(key[2])))
	}
	columns := []ReportColumn{
		{"month", "Month", "date", "l.month"}, {"warehouse_id", "From id", "id", "l.warehouse_id"}, {"warehouse", "From", "text", "h.code"},
		{"destination_id", "To id", "id", "l.destination_id"}, {"destination", "To", "text", "e.code"},
		{"trips", "Transfers", "number", "l.trips"},
		{"average_hours", "Hours on average", "number", "round(l.average_seconds / 3600.0, 2)"},
		{"p50_hours", "Hours, half of them", "number", "round(l.p50_seconds / 3600.0, 2)"},
		{"p90_hours", "Hours, nine of ten", "number", "round(l.p90_seconds / 3600.0, 2)"},
		{"promised", "With a date", "number", "l.promised"}, {"late", "Of it late", "number", "l.late"},
		{"late_percent", "Late in percent", "number", "round(100.0 * l.late / NULLIF(l.promised, 0), 2)"},
	}
	sql := fmt.Sprintf(`SELECT %s FROM lead_times l JOIN warehouses h ON h.id = l.warehouse_id JOIN warehouses e ON e.id = l.destination_id
		WHERE %s ORDER BY l.month, l.warehouse_id, l.destination_id LIMIT %s`,
		selection(columns, "l.month", "l.warehouse_id", "l.destination_id"), strings.Join(where, " AND "), r.bind(r.page.rows()))
	return reportPlan{columns: columns, sql: sql, keys: 3}, nil
}
