package plans

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

const (
	// largeTable is from how many rows a table counts as large: a hundred
	// thousand, at the full size.
	largeTable = 100_000 * scale
	// mostRows is how many rows of a large table a query may look at, whether it
	// keeps them or not.
	mostRows = 5000
)

// node is a node of a plan that was run; see the PostgreSQL manual, EXPLAIN.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Index    string  `json:"Index Name"`
	Rows     float64 `json:"Actual Rows"`
	Loops    float64 `json:"Actual Loops"`
	Filtered float64 `json:"Rows Removed by Filter"`
	Recheck  float64 `json:"Rows Removed by Index Recheck"`
	Plans    []node  `json:"Plans"`
}

// walk visits a node and all below it.
func (n node) walk(visit func(node)) {
	visit(n)
	for _, below := range n.Plans {
		below.walk(visit)
	}
}

var month = regexp.MustCompile(`_\d{4}_\d{2}$|_default$`)

// explain runs a query again, and gives its plan. What writes is only planned:
// the same row can't be written twice.
func (c *company) explain(t *testing.T, q query) node {
	t.Helper()
	tx, err := c.pool.Begin(t.Context())
	require.NoError(t, err)
	defer tx.Rollback(context.WithoutCancel(t.Context()))
	args := append([]any{pgx.QueryExecModeDescribeExec}, arguments(q.args)...)
	var text []byte
	how := "EXPLAIN (ANALYZE, FORMAT JSON) "
	if v := verb(q.sql); v != "select" && v != "with" {
		how = "EXPLAIN (FORMAT JSON) "
	}
	err = tx.QueryRow(t.Context(), how+q.sql, args...).Scan(&text)
	require.NoError(t, err, q.sql)
	var plans []struct{ Plan node }
	require.NoError(t, json.Unmarshal(text, &plans))
	return plans[0].Plan
}

// arguments are those of a statement without the options that came with them.
func arguments(args []any) []any {
	for len(args) > 0 {
		switch args[0].(type) {
		case pgx.QueryExecMode, pgx.QueryResultFormats, pgx.QueryResultFormatsByOID:
			args = args[1:]
		default:
			return args
		}
	}
	return args
}

// verb is the word that a statement begins with, or empty if it has no plan.
func verb(sql string) string {
	for line := range strings.SplitSeq(sql, "\n") {
		line = strings.ToLower(strings.TrimSpace(line))
		if line == "" || strings.HasPrefix(line, "--") {
			continue
		}
		for _, verb := range []string{"select", "with", "insert", "update", "delete"} {
			if strings.HasPrefix(line, verb) {
				return verb
			}
		}
		return ""
	}
	return ""
}

// large are the large tables, each partitioned one under its parent's name.
func (c *company) large(t *testing.T) map[string]bool {
	t.Helper()
	rows, err := c.pool.Query(t.Context(), "SELECT relname::text, greatest(reltuples, 0)::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
	require.NoError(t, err)
	defer rows.Close()
	sizes := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		require.NoError(t, rows.Scan(&name, &n))
		sizes[month.ReplaceAllString(name, "")] += n
	}
	require.NoError(t, rows.Err())
	large := map[string]bool{}
	for name, n := range sizes {
		if float64(n) >= largeTable {
			large[name] = true
		}
	}
	return large
}

// complaints are what is wrong with a plan.
func complaints(plan node, large map[string]bool) (found []string) {
	touched := map[string]float64{}
	plan.walk(func(n node) {
		table := month.ReplaceAllString(n.Relation, "")
		if !large[table] {
			return
		}
		// Months to come are empty: reading one whole reads nothing.
		if n.Type == "Seq Scan" && (n.Loops == 0 || n.Rows+n.Filtered > 0) {
			found = append(found, "reads the whole table "+n.Relation)
		}
		touched[table] += (n.Rows + n.Filtered + n.Recheck) * max(n.Loops, 1)
	})
	for table, n := range touched {
		if n > mostRows {
			found = append(found, fmt.Sprintf("looks at %.0f rows of %s", n, table))
		}
	}
	return found
}
