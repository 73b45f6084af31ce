package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stockflow/internal/inventory"
)

// What a report's rows stand for.
const (
	byProduct   = "product"
	byWarehouse = "warehouse"
	byCategory  = "category"
	byDay       = "day"
	byWeek      = "week"
	byMonth     = "month"
	byRoute     = "route"
)

// maxPoints bounds the points of a chart.
const maxPoints = 800

// number is a column that sums the one of its name in category_figures.
func number(key, title string) ReportColumn {
	return ReportColumn{key, title, "number", "sum(c." + key + ")::bigint"}
}

// figuresPlan sums the figures of products by warehouse or category.
func figuresPlan(r *reportRequest, columns ...ReportColumn) (reportPlan, error) {
	if r.ProductID != 0 {
		return reportPlan{}, inventory.Refusef(inventory.CodeInvalid, "a product's figures aren't summed; ask by product").At("group_by")
	}
	where := []string{"c.warehouse_id = ANY(" + r.bind(r.sites) + "::bigint[])", "c.days = " + r.bind(r.Days) + "::smallint"}
	if r.CategoryID != 0 {
		where = append(where, "c.category_id = ANY("+r.bind(r.categories)+"::bigint[])")
	}
	if r.Compare {
		columns = append(columns, ReportColumn{"shipped_before", "Shipped in the period before", "number", "sum(c.shipped_before)::bigint"})
	}
	group, key := "h.id, h.code", "h.id"
	named := warehouseColumns()
	if r.GroupBy == byCategory {
		group, key, named = "c.category_id, g.path", "c.category_id", categoryColumns("c.category_id")
	}
	if err := r.after(&where, key); err != nil {
		return reportPlan{}, err
	}
	columns = append(named, columns...)
	sql := fmt.Sprintf(`SELECT %s FROM category_figures c JOIN warehouses h ON h.id = c.warehouse_id
		LEFT JOIN categories g ON g.id = c.category_id
		WHERE %s GROUP BY %s ORDER BY %s LIMIT %s`,
		selection(columns, key), strings.Join(where, " AND "), group, key, r.bind(r.page.rows()))
	return reportPlan{columns: columns, sql: sql, keys: 1}, nil
}

// after adds to a condition that rows come after the cursor.
func (r *reportRequest) after(where *[]string, key string) error {
	if r.page.Cursor == "" {
		return nil
	}
	parts, err := r.page.key("")
	if err != nil {
		return err
	}
	if err := keyOfKind(parts[0], true); err != nil {
		return err
	}
	*where = append(*where, fmt.Sprintf("%s > %s::text::bigint", key, r.bind(parts[0])))
	return nil
}

func oneCategory() error {
	return inventory.Refusef(inventory.CodeInvalid, "a product has one category; ask by warehouse or by time").At("group_by")
}

func warehouseColumns() []ReportColumn {
	return []ReportColumn{{"warehouse_id", "Warehouse id", "id", "h.id"}, {"warehouse", "Warehouse", "text", "h.code"}}
}

// categoryColumns name a row of a category; 0 is none.
func categoryColumns(id string) []ReportColumn {
	return []ReportColumn{{"category_id", "Category id", "id", "NULLIF(" + id + ", 0)"}, {"category", "Category", "text", "COALESCE(g.path, '')"}}
}

// keyOfKind refuses a part of a cursor that is neither a number nor a date.
func keyOfKind(part string, isNumber bool) error {
	if !isNumber {
		if _, err := time.Parse(time.DateOnly, part); err != nil {
			return badCursor()
		}
		return nil
	}
	if part == "" || len(part) > 40 || strings.Trim(part, "0123456789.-") != "" || strings.Count(part, ".") > 1 || strings.LastIndex(part, "-") > 0 {
		return badCursor()
	}
	return nil
}

// flowTitles are what can be summed of the days, with the expressions over the
// sums.
var flowTitles = []ReportColumn{
	{"received", "Received", "number", "f.received"}, {"returned_out", "Returned to suppliers", "number", "f.returned_out"},
	{"shipped", "Shipped", "number", "f.shipped"}, {"returned_in", "Returned by customers", "number", "f.returned_in"},
	{"transferred_in", "Transferred in", "number", "f.transferred_in"}, {"transferred_out", "Transferred out", "number", "f.transferred_out"},
	{"adjusted_up", "Corrected up", "number", "f.adjusted_up"}, {"adjusted_down", "Corrected down", "number", "f.adjusted_down"},
	{"scrapped", "Scrapped", "number", "f.scrapped"}, {"expired", "Of it expired", "number", "f.expired"},
	{"lost_on_road", "Lost on the way", "number", "f.lost_on_road"}, {"scrapped_on_road", "Damaged on the way", "number", "f.scrapped_on_road"},
	{"change", "Change", "number", "f.change"},
	{"lost", "Lost in all", "number", lostSQL},
	{"lost_percent", "Lost in percent of shipped", "number", "round(100.0 * (" + lostSQL + ") / NULLIF(f.shipped, 0), 2)"},
	{"closing", "On hand at the end", "number", "(o.opening + sum(f.change) OVER (ORDER BY t.bucket))::bigint"},
}

const lostSQL = "f.adjusted_down - f.adjusted_up + f.scrapped + f.lost_on_road + f.scrapped_on_road"

// flows are the columns of the daily tables that are summed.
var flows = []string{
	"received", "returned_out", "shipped", "returned_in", "transferred_in", "transferred_out", "adjusted_up", "adjusted_down", "scrapped",
	"expired", "lost_on_road", "scrapped_on_road", "change",
}

// compared are the sums that are given for the period before as well.
var compared = []string{"received", "shipped", "lost"}

// flowsPlan sums what moved by time, warehouse or category.
func flowsPlan(r *reportRequest, keys ...string) (reportPlan, error) {
	var columns []ReportColumn
	for _, key := range keys {
		i := slices.IndexFunc(flowTitles, func(c ReportColumn) bool { return c.Key == key })
		columns = append(columns, flowTitles[i])
		if r.Compare && slices.Contains(compared, key) {
			columns = append(columns, ReportColumn{
				key + "_before", flowTitles[i].Title + " in the period before", "number", strings.ReplaceAll(flowTitles[i].sql, "f.", "b."),
			})
		}
	}
	return summedPlan(r, flowMeasures, columns)
}

func countsPlan(r *reportRequest) (reportPlan, error) {
	return summedPlan(r, countMeasures, []ReportColumn{
		{"lines", "Lines counted", "number", "f.lines"}, {"exact", "Without a difference", "number", "f.exact"},
		{"accuracy_percent", "Exact in percent", "number", "round(100.0 * f.exact / NULLIF(f.lines, 0), 2)"},
		{"expected", "Units expected", "number", "f.expected"}, {"missing", "Units missing", "number", "f.missing"},
		{"surplus", "Units too many", "number", "f.surplus"},
		{"off_percent", "Units off in percent", "number", "round(100.0 * (f.missing + f.surplus) / NULLIF(f.expected, 0), 2)"},
	})
}

func summedPlan(r *reportRequest, m measures, columns []ReportColumn) (reportPlan, error) {
	switch r.GroupBy {
	case byDay, byWeek, byMonth:
		return timePlan(r, m, columns)
	}
	return keyedPlan(r, m, columns)
}

// measures are the columns that a report sums, of which tables.
type measures struct {
	names            []string
	products, totals string
}

var (
	flowMeasures  = measures{flows, "daily_stock", "daily_totals"}
	countMeasures = measures{[]string{"lines", "exact", "expected", "missing", "surplus"}, "product_counts", "count_totals"}
)

func (m measures) sums(prefix string) string {
	return m.list("COALESCE(sum(" + prefix + "%[1]s), 0)::bigint AS %[1]s")
}

// orZero are the sums of a row that may be missing.
func (m measures) orZero(prefix string) string {
	return m.list("COALESCE(" + prefix + "%[1]s, 0) AS %[1]s")
}

func (m measures) list(format string) string {
	parts := make([]string, len(m.names))
	for i, name := range m.names {
		parts[i] = fmt.Sprintf(format, name)
	}
	return strings.Join(parts, ", ")
}

// days is the daily table that a request reads, with its conditions but for
// the period, said of one warehouse w.
func (r *reportRequest) days(m measures) (table, where string) {
	if r.ProductID != 0 {
		return m.products, "d.warehouse_id = w.id AND d.product_id = " + r.bind(r.ProductID) + "::bigint"
	}
	switch {
	case r.CategoryID != 0:
		where = "d.category_id = ANY(" + r.bind(r.categories) + "::bigint[])"
	case r.GroupBy == byCategory:
		where = "d.category_id >= 0"
	default:
		where = "d.category_id = -1" // all together
	}
	return m.totals, "d.warehouse_id = w.id AND " + where
}

// timePlan gives one row a day, week or month, also where nothing moved.
func timePlan(r *reportRequest, m measures, columns []ReportColumn) (reportPlan, error) {
	table, where := r.days(m)
	unit, sites := r.bind(r.GroupBy)+"::text", r.bind(r.sites)+"::bigint[]"
	first := truncated(r.from, r.GroupBy)
	from, to := r.bind(first)+"::date", r.bind(r.to)+"::date"
	points := pointsBetween(first, r.to, r.GroupBy)
	if points > maxPoints {
		return reportPlan{}, inventory.Refusef(inventory.CodeInvalid, "this would be %d points, and a chart has at most %d; choose a shorter period or longer steps",
			points, maxPoints).At("group_by")
	}
	since := from
	if r.Compare {
		since = r.bind(stepped(first, r.GroupBy, -points)) + "::date"
	}
	opening := "0"
	if slices.ContainsFunc(columns, func(c ReportColumn) bool { return c.Key == "closing" }) {
		opening = fmt.Sprintf(`COALESCE((SELECT sum(y.closing) FROM unnest(%s) AS w (id) CROSS JOIN (%s) c (id) CROSS JOIN LATERAL (
			SELECT d.closing FROM %s d WHERE d.warehouse_id = w.id AND d.%s = c.id AND d.day < %s ORDER BY d.day DESC LIMIT 1
		) y), 0)`, sites, r.parts(), r.closings(), r.partColumn(), from)
	}
	columns = append([]ReportColumn{{r.GroupBy, strings.ToUpper(r.GroupBy[:1]) + r.GroupBy[1:], "date", "t.bucket"}}, columns...)
	step := fmt.Sprintf("('1 ' || %s)::interval", unit)
	sql := fmt.Sprintf(`WITH moved AS (
			SELECT x.bucket, %s FROM unnest(%s) AS w (id) CROSS JOIN LATERAL (
				SELECT date_trunc(%s, d.day::timestamp)::date AS bucket, %s FROM %s d
				WHERE %s AND d.day >= %s AND d.day <= %s GROUP BY 1
			) x GROUP BY x.bucket
		),
		opening AS (SELECT (%s)::bigint AS opening),
		buckets AS (SELECT g::date AS bucket FROM generate_series(%s::timestamp, %s::timestamp, %s) g)
		SELECT %s FROM buckets t
		CROSS JOIN opening o
		LEFT JOIN moved m ON m.bucket = t.bucket
		LEFT JOIN moved n ON n.bucket = (t.bucket - %d * %s)::date
		CROSS JOIN LATERAL (SELECT %s) f
		CROSS JOIN LATERAL (SELECT %s) b
		ORDER BY t.bucket`,
		m.sums("x."), sites, unit, m.sums("d."), table, where, since, to,
		opening, from, to, step, selection(columns), points, step, m.orZero("m."), m.orZero("n."))
	return reportPlan{columns: columns, sql: sql}, nil
}

// keyedPlan gives one row a warehouse or category.
func keyedPlan(r *reportRequest, m measures, columns []ReportColumn) (reportPlan, error) {
	if r.ProductID != 0 && r.GroupBy == byCategory {
		return reportPlan{}, oneCategory()
	}
	table, where := r.days(m)
	sites := r.bind(r.sites) + "::bigint[]"
	from, to := r.bind(r.from)+"::date", r.bind(r.to)+"::date"
	since := from
	if r.Compare {
		since = r.bind(r.from.AddDate(0, 0, -r.periodDays())) + "::date"
	}
	inner, key := "w.id", "h.id"
	named := warehouseColumns()
	joined := "JOIN warehouses h ON h.id = f.key"
	if r.GroupBy == byCategory {
		inner, key, joined = "d.category_id", "f.key", "LEFT JOIN categories g ON g.id = f.key"
		named = categoryColumns("f.key")
	}
	var after []string
	if err := r.after(&after, key); err != nil {
		return reportPlan{}, err
	}
	after = append(after, "true")
	columns = append(named, columns...)
	part := func(until string) string {
		return fmt.Sprintf(`SELECT x.key, %s FROM unnest(%s) AS w (id) CROSS JOIN LATERAL (
			SELECT %s AS key, %s FROM %s d WHERE %s AND %s GROUP BY 1
		) x GROUP BY x.key`, m.sums("x."), sites, inner, m.sums("d."), table, where, until)
	}
	sql := fmt.Sprintf(`WITH f AS (%s), before AS (%s)
		SELECT %s FROM f %s
		LEFT JOIN before n ON n.key = f.key
		CROSS JOIN LATERAL (SELECT %s) b
		WHERE %s ORDER BY %s LIMIT %s`,
		part("d.day >= "+from+" AND d.day <= "+to), part("d.day >= "+since+" AND d.day < "+from),
		selection(columns, key), joined, m.orZero("n."), strings.Join(after, " AND "), key, r.bind(r.page.rows()))
	return reportPlan{columns: columns, sql: sql, keys: 1}, nil
}
