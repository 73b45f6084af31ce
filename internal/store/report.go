package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// ReportQuery asks for a report. What is empty takes the report's default.
type ReportQuery struct {
	Report                 string
	WarehouseID, ProductID int64
	// CategoryID stands for the category and those below it.
	CategoryID int64
	// Days is the period whose figures are kept ready: 30, 90 or 365.
	Days int
	// Movers are fast, slow or dead.
	Movers string
	// Class is A, B or C.
	Class string
	// From, To and On are dates.
	From, To, On string
	GroupBy      string
	// Order is asc or desc.
	Order string
	// Compare adds the period before.
	Compare bool
}

// ReportColumn is a column of a report.
type ReportColumn struct {
	// Key is the column's name in the rows, Title what people read.
	Key   string `json:"key"`
	Title string `json:"title"`
	// Kind is id, text, number or date.
	Kind string `json:"kind"`
	sql  string
}

// ReportRow is a row of a report, by the keys of its columns.
type ReportRow map[string]any

// ReportPage is a part of a report.
type ReportPage struct {
	Report  string `json:"report"`
	Title   string `json:"title"`
	GroupBy string `json:"group_by"`
	// From and To are the period, by the days of each warehouse; empty: no
	// figures have been made yet.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// AsOf is until when all that was posted is counted; nil: nothing is yet.
	AsOf *time.Time `json:"as_of,omitempty"`
	// Source is the database that was read: primary or replica.
	Source     string         `json:"source"`
	Columns    []ReportColumn `json:"columns"`
	Items      []ReportRow    `json:"items"`
	NextCursor string         `json:"next_cursor,omitempty"`
}

// Cells are the values of a row in the order of the columns.
func (p ReportPage) Cells(row ReportRow) []any {
	cells := make([]any, len(p.Columns))
	for i, c := range p.Columns {
		cells[i] = row[c.Key]
	}
	return cells
}

// reportRequest is a query that was checked, with what its statement needs.
type reportRequest struct {
	ReportQuery
	sites []int64
	// categories are those of the query's category; empty: all.
	categories []int64
	// from and to are zero for figures that are kept ready.
	from, to time.Time
	page     Page
	args     []any
}

// bind passes a value to the statement.
func (r *reportRequest) bind(v any) string {
	r.args = append(r.args, v)
	return fmt.Sprintf("$%d", len(r.args))
}

// reportPlan is the statement of a report: it gives the columns and, after
// them, the row's key as text.
type reportPlan struct {
	columns []ReportColumn
	sql     string
	// keys is how many columns the key has; 0: the report is one page.
	keys int
}

// Report reads a page of a report.
func (s *Store) Report(ctx context.Context, scope Scope, q ReportQuery, page Page) (ReportPage, error) {
	var answer ReportPage
	err := s.reportPages(ctx, scope, q, page, false, func(p ReportPage) error {
		answer = p
		return nil
	})
	return answer, err
}

// WholeReport reads a report page after page, all of one snapshot. What give
// fails with ends it.
func (s *Store) WholeReport(ctx context.Context, scope Scope, q ReportQuery, pageSize int, give func(ReportPage) error) error {
	return s.reportPages(ctx, scope, q, Page{Limit: pageSize}, true, give)
}

// errGiven marks failures after a part of a report was given away: another
// database can't go on with it.
var errGiven = errors.New("the report broke off")

func (s *Store) reportPages(ctx context.Context, scope Scope, q ReportQuery, page Page, all bool, give func(ReportPage) error) error {
	def, err := checkReport(&q)
	if err != nil {
		return err
	}
	r := &reportRequest{ReportQuery: q, page: page}
	if r.from, r.to, err = def.period(q, time.Now()); err != nil {
		return err
	}
	if r.sites, err = s.sites(ctx, scope.narrowed(q.WarehouseID)); err != nil {
		return err
	}
	return s.reading(ctx, func(ctx context.Context, tx pgx.Tx, source string) error {
		if q.CategoryID != 0 {
			if r.categories, err = subtree(ctx, dbsqlc.New(tx), q.CategoryID); err != nil {
				return err
			}
			if len(r.categories) == 0 {
				return inventory.Refusef(inventory.CodeNotFound, "there is no such category").At("category_id")
			}
		}
		for given := false; ; given = true {
			p, err := readReport(ctx, tx, def, r)
			if err == nil {
				p.Source = source
				if err = give(p); err == nil && (!all || p.NextCursor == "") {
					return nil
				}
			}
			if err != nil {
				if given {
					err = errors.Join(errGiven, err)
				}
				return err
			}
			r.page.Cursor = p.NextCursor
		}
	})
}

// readReport reads one page.
func readReport(ctx context.Context, tx pgx.Tx, def reportDefinition, r *reportRequest) (ReportPage, error) {
	r.args = nil
	plan, err := def.plan(r)
	if err != nil {
		return ReportPage{}, err
	}
	p := ReportPage{
		Report: r.Report, Title: def.Title, GroupBy: r.GroupBy, Columns: plan.columns, Items: []ReportRow{},
	}
	var figures *time.Time
	if err := tx.QueryRow(ctx, "SELECT complete_at, figures_at FROM rollup_state").Scan(&p.AsOf, &figures); err != nil {
		return p, fmt.Errorf("read how far the roll-ups are: %w", err)
	}
	p.From, p.To = r.period(figures)
	// The statement is planned for its values each time: whether a category is
	// rare makes all the difference.
	rows, err := tx.Query(ctx, plan.sql, append([]any{pgx.QueryExecModeDescribeExec}, r.args...)...)
	if err != nil {
		return p, fmt.Errorf("read the report %s: %w", r.Report, err)
	}
	defer rows.Close()
	var last []string
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return p, fmt.Errorf("read the report %s: %w", r.Report, err)
		}
		if plan.keys > 0 && len(p.Items) == r.page.Limit {
			p.NextCursor = cursorOf(last...)
			break
		}
		row := make(ReportRow, len(plan.columns))
		for i, c := range plan.columns {
			row[c.Key] = cellOf(values[i])
		}
		p.Items = append(p.Items, row)
		last = keyTexts(values[len(plan.columns):])
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return p, fmt.Errorf("read the report %s: %w", r.Report, err)
	}
	return p, nil
}

func keyTexts(values []any) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i], _ = v.(string)
	}
	return texts
}

// cellOf makes a value of the database one of a report: a text, a whole or a
// floating-point number, or nil.
func cellOf(v any) any {
	switch x := v.(type) {
	case time.Time:
		return x.Format(time.DateOnly)
	case pgtype.Numeric:
		f, err := x.Float64Value()
		if err != nil || !f.Valid {
			return nil
		}
		return f.Float64
	case int16:
		return int64(x)
	case int32:
		return int64(x)
	}
	return v
}

// selection is the list of columns and of the key's texts.
func selection(columns []ReportColumn, keys ...string) string {
	parts := make([]string, 0, len(columns)+len(keys))
	for _, c := range columns {
		parts = append(parts, c.sql)
	}
	for _, k := range keys {
		parts = append(parts, "("+k+")::text")
	}
	return strings.Join(parts, ", ")
}
