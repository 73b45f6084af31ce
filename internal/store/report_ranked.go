package store

import (
	"fmt"
	"strings"
)

// ranking is a report over a table of products by warehouse, in the order of
// one of its columns, of which each warehouse has an index.
type ranking struct {
	table string
	// where is said of the table as x.
	where []string
	// by is the column that orders, kind its type. Rows that are equal in it
	// are told apart by then, a number.
	by, kind, then string
	descending     bool
	joins          string
	columns        []ReportColumn
}

// plan takes the first rows of each warehouse from its index, and of these the
// first of all.
func (k ranking) plan(r *reportRequest) (reportPlan, error) {
	compare, direction := ">", "ASC"
	if k.descending {
		compare, direction = "<", "DESC"
	}
	where := append([]string{"x.warehouse_id = w.id"}, k.where...)
	if r.CategoryID != 0 {
		where = append(where, "x.category_id = ANY("+r.bind(r.categories)+"::bigint[])")
	}
	if r.ProductID != 0 {
		where = append(where, "x.product_id = "+r.bind(r.ProductID)+"::bigint")
	}
	if r.page.Cursor != "" {
		key, err := r.page.key("", "", "")
		if err != nil {
			return reportPlan{}, err
		}
		for i, number := range []bool{k.kind != "date", true, true} {
			if err := keyOfKind(key[i], number); err != nil {
				return reportPlan{}, err
			}
		}
		where = append(where, fmt.Sprintf("(x.%s, x.%s, x.warehouse_id) %s (%s::text::%s, %s::text::bigint, %s::text::bigint)",
			k.by, k.then, compare, r.bind(key[0]), k.kind, r.bind(key[1]), r.bind(key[2])))
	}
	order := fmt.Sprintf("ORDER BY x.%s %s, x.%s %s", k.by, direction, k.then, direction)
	limit := r.bind(r.page.rows())
	columns := append(productColumns(), k.columns...)
	// The products of a page are looked up one by one: OFFSET keeps the planner
	// from reading them all when that seems about as cheap.
	sql := fmt.Sprintf(`SELECT %s
		FROM (
			SELECT x.* FROM unnest(%s::bigint[]) AS w (id) CROSS JOIN LATERAL (
				SELECT x.* FROM %s x WHERE %s %s LIMIT %s
			) x %s, x.warehouse_id %s LIMIT %s
		) x
		CROSS JOIN LATERAL (SELECT id, sku, name FROM products WHERE id = x.product_id OFFSET 0) p
		JOIN warehouses h ON h.id = x.warehouse_id
		LEFT JOIN categories g ON g.id = x.category_id %s
		%s, x.warehouse_id %s`,
		selection(columns, "x."+k.by, "x."+k.then, "x.warehouse_id"), r.bind(r.sites), k.table, strings.Join(where, " AND "), order, limit,
		order, direction, limit, k.joins, order, direction)
	return reportPlan{columns: columns, sql: sql, keys: 3}, nil
}

// productColumns name the row of a product in a warehouse.
func productColumns() []ReportColumn {
	return []ReportColumn{
		{"warehouse_id", "Warehouse id", "id", "h.id"}, {"warehouse", "Warehouse", "text", "h.code"},
		{"product_id", "Product id", "id", "p.id"}, {"sku", "SKU", "text", "p.sku"}, {"product", "Product", "text", "p.name"},
		{"category_id", "Category id", "id", "NULLIF(x.category_id, 0)"}, {"category", "Category", "text", "COALESCE(g.path, '')"},
	}
}

const (
	joinPosition = " JOIN product_positions s ON s.warehouse_id = x.warehouse_id AND s.product_id = x.product_id"
	joinRank     = " LEFT JOIN product_ranks k ON k.warehouse_id = x.warehouse_id AND k.product_id = x.product_id"
)

func (r *reportRequest) ofDays() string { return "x.days = " + r.bind(r.Days) + "::smallint" }

func moversPlan(r *reportRequest) (reportPlan, error) {
	if r.GroupBy != byProduct {
		return figuresPlan(r,
			number("products", "Products"), number("shipped", "Shipped"), number("on_hand", "On hand"),
			number("dead_products", "Dead products"), number("dead_on_hand", "Dead on hand"))
	}
	k := ranking{table: "product_figures", where: []string{r.ofDays()}, then: "product_id", joins: joinPosition + joinRank, columns: []ReportColumn{
		{"shipped", "Shipped", "number", "x.shipped"}, {"on_hand", "On hand", "number", "x.on_hand"},
		{"average_on_hand", "Average on hand", "number", "x.average"}, {"turnover", "Turnover", "number", "x.turnover"},
		{"cover_days", "Days of cover", "number", "x.cover"}, {"abc_class", "ABC class", "text", "k.abc_class"},
		{"last_shipped_on", "Last shipped", "date", "s.last_shipped_on"},
		{"idle_days", "Days without a shipment", "number", "s.through - COALESCE(s.last_shipped_on, s.first_moved_on)"},
	}}
	if r.Compare {
		k.columns = append(k.columns, ReportColumn{"shipped_before", "Shipped in the period before", "number", "x.shipped_before"})
	}
	switch r.Movers {
	case "slow":
		k.where = append(k.where, "x.turnover > 0", "x.turnover IS NOT NULL", "x.on_hand > 0")
		k.by, k.kind = "turnover", "numeric"
	case "dead":
		k.where = append(k.where, "x.dead")
		k.by, k.kind, k.descending = "on_hand", "bigint", true
	default:
		k.where = append(k.where, "x.shipped > 0")
		k.by, k.kind, k.descending = "shipped", "bigint", true
	}
	return k.ordered(r).plan(r)
}

// ordered applies the order that was asked for, if any.
func (k ranking) ordered(r *reportRequest) ranking {
	if r.Order != "" {
		k.descending = r.Order == "desc"
	}
	return k
}

func turnoverPlan(r *reportRequest) (reportPlan, error) {
	if r.GroupBy != byProduct {
		return figuresPlan(r, number("shipped", "Shipped"),
			ReportColumn{"average_on_hand", "Average on hand", "number", "round(sum(c.unit_days) / min(c.days), 4)"},
			ReportColumn{"turnover", "Turnover", "number", "round(sum(c.shipped) * min(c.days) / NULLIF(sum(c.unit_days), 0), 4)"})
	}
	k := ranking{
		table: "product_figures", where: []string{r.ofDays(), "x.turnover IS NOT NULL"}, by: "turnover", kind: "numeric", then: "product_id",
		descending: true, columns: []ReportColumn{
			{"shipped", "Shipped", "number", "x.shipped"}, {"average_on_hand", "Average on hand", "number", "x.average"},
			{"turnover", "Turnover", "number", "x.turnover"},
		},
	}
	if r.Compare {
		k.columns = append(k.columns, ReportColumn{"turnover_before", "Turnover in the period before", "number", "x.turnover_before"})
	}
	return k.ordered(r).plan(r)
}

func coverPlan(r *reportRequest) (reportPlan, error) {
	if r.GroupBy != byProduct {
		return figuresPlan(r, number("available", "Available"),
			ReportColumn{"daily_demand", "Shipped a day", "number", "round(sum(c.shipped)::numeric / min(c.days), 4)"},
			ReportColumn{"cover_days", "Days of cover", "number", "round(sum(c.available)::numeric * min(c.days) / NULLIF(sum(c.shipped), 0), 1)"})
	}
	return ranking{
		table: "product_figures", where: []string{r.ofDays(), "x.cover IS NOT NULL"}, by: "cover", kind: "numeric", then: "product_id",
		columns: []ReportColumn{
			{"available", "Available", "number", "x.available"},
			{"daily_demand", "Shipped a day", "number", "round(x.shipped::numeric / x.days, 4)"}, {"cover_days", "Days of cover", "number", "x.cover"},
		},
	}.ordered(r).plan(r)
}

func abcPlan(r *reportRequest) (reportPlan, error) {
	k := ranking{table: "product_ranks", by: "shipped", kind: "bigint", then: "product_id", descending: true, columns: []ReportColumn{
		{"abc_class", "ABC class", "text", "x.abc_class"}, {"shipped", "Shipped", "number", "x.shipped"},
		{"share", "Share in percent", "number", "x.share"}, {"cumulative", "Share with all before in percent", "number", "x.cumulative"},
	}}
	if r.Class != "" {
		k.where = append(k.where, "x.abc_class = "+r.bind(r.Class)+"::text")
	}
	return k.ordered(r).plan(r)
}

var ages = []struct{ key, title string }{
	{"aged_30", "Up to 30 days"}, {"aged_60", "31 to 60 days"}, {"aged_90", "61 to 90 days"}, {"aged_180", "91 to 180 days"},
	{"aged_365", "181 to 365 days"}, {"aged_more", "Over 365 days"},
}

func ageingPlan(r *reportRequest) (reportPlan, error) {
	if r.GroupBy != byProduct {
		columns := []ReportColumn{number("on_hand", "On hand")}
		for _, a := range ages {
			columns = append(columns, number(a.key, a.title))
		}
		return figuresPlan(r, columns...)
	}
	k := ranking{table: "product_positions", where: []string{"x.on_hand > 0"}, by: "aged_over_90", kind: "bigint", then: "product_id", descending: true,
		columns: []ReportColumn{{"on_hand", "On hand", "number", "x.on_hand"}}}
	for _, a := range ages {
		k.columns = append(k.columns, ReportColumn{a.key, a.title, "number", "x." + a.key})
	}
	k.columns = append(k.columns, ReportColumn{"last_in_on", "Last came in", "date", "x.last_in_on"})
	return k.ordered(r).plan(r)
}

func expiryPlan(r *reportRequest) (reportPlan, error) {
	if r.GroupBy != byProduct {
		return flowsPlan(r, "expired")
	}
	return ranking{
		table: "expiring_stock", where: []string{"x.expires_on <= " + r.bind(r.to.AddDate(0, 0, r.Days)) + "::date"},
		by: "expires_on", kind: "date", then: "lot_id", joins: " JOIN lots t ON t.id = x.lot_id" + joinPosition,
		columns: []ReportColumn{
			{"lot_id", "Lot id", "id", "x.lot_id"}, {"lot", "Lot", "text", "t.code"}, {"expires_on", "Expires on", "date", "x.expires_on"},
			{"days_left", "Days left", "number", "x.expires_on - s.through"}, {"on_hand", "On hand", "number", "x.on_hand"},
			{"unsold", "Likely unsold by then", "number", "x.unsold"},
		},
	}.ordered(r).plan(r)
}

func shrinkagePlan(r *reportRequest) (reportPlan, error) {
	if r.GroupBy != byProduct {
		return flowsPlan(r, "adjusted_down", "adjusted_up", "scrapped", "expired", "lost_on_road", "scrapped_on_road", "lost", "shipped", "lost_percent")
	}
	return ranking{
		table: "product_figures", by: "lost", kind: "bigint", then: "product_id", descending: true,
		where: []string{r.ofDays(), "(x.adjusted_up <> 0 OR x.adjusted_down <> 0 OR x.scrapped <> 0 OR x.lost_on_road <> 0 OR x.scrapped_on_road <> 0)"},
		columns: []ReportColumn{
			{"adjusted_down", "Corrected down", "number", "x.adjusted_down"}, {"adjusted_up", "Corrected up", "number", "x.adjusted_up"},
			{"scrapped", "Scrapped", "number", "x.scrapped"}, {"expired", "Of it expired", "number", "x.expired"},
			{"lost_on_road", "Lost on the way", "number", "x.lost_on_road"}, {"scrapped_on_road", "Damaged on the way", "number", "x.scrapped_on_road"},
			{"lost", "Lost in all", "number", "x.lost"}, {"shipped", "Shipped", "number", "x.shipped"},
			{"lost_percent", "Lost in percent of shipped", "number", "round(100.0 * x.lost / NULLIF(x.shipped, 0), 2)"},
		},
	}.ordered(r).plan(r)
}
