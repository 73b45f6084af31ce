package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"stockflow/internal/inventory"
)

// Page asks for a part of a list: what follows the cursor, or the beginning.
type Page struct {
	Cursor string
	Limit  int
}

// Scope is what a reader may see.
type Scope struct {
	// Everywhere lifts the limit to some warehouses.
	Everywhere bool
	Warehouses []int64
}

// Sees tells whether a warehouse is within the scope.
func (s Scope) Sees(warehouseID int64) bool {
	return s.Everywhere || slices.Contains(s.Warehouses, warehouseID)
}

// narrowed is the scope of one warehouse, if one is named; 0 is none. Whether
// the reader may see it was asked before.
func (s Scope) narrowed(warehouseID int64) Scope {
	if warehouseID == 0 {
		return s
	}
	return Scope{Warehouses: []int64{warehouseID}}
}

// SeesEither tells whether an operation is within the scope by one of its
// warehouses; 0 is no warehouse.
func (s Scope) SeesEither(warehouseID, destinationID int64) bool {
	return s.Sees(warehouseID) || (destinationID != 0 && s.Sees(destinationID))
}

// rows is how many rows a page reads: one more than it gives, to know whether
// another page follows.
func (p Page) rows() int32 { return int32(p.Limit) + 1 } //nolint:gosec // the API bounds it

// cut shortens what was read to the page, and gives the cursor of the next.
func cut[T any](items []T, p Page, key func(T) []string) (page []T, next string) {
	if len(items) <= p.Limit {
		if items == nil {
			items = []T{}
		}
		return items, ""
	}
	items = items[:p.Limit]
	return items, cursorOf(key(items[len(items)-1])...)
}

// cursorOf hides the parts of a key from callers, who must not build on them.
func cursorOf(parts ...string) string {
	b, err := json.Marshal(parts)
	if err != nil {
		panic(err) // strings always marshal
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// key reads a cursor of n parts; an empty one gives the defaults.
func (p Page) key(defaults ...string) ([]string, error) {
	if p.Cursor == "" {
		return defaults, nil
	}
	var parts []string
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		err = json.Unmarshal(b, &parts)
	}
	if err != nil || len(parts) != len(defaults) || slices.ContainsFunc(parts, func(s string) bool { return strings.ContainsRune(s, 0) }) {
		return nil, badCursor()
	}
	return parts, nil
}

// id reads the cursor of a list in the order of its ids.
func (p Page) id(first string) (int64, error) {
	key, err := p.key(first)
	if err != nil {
		return 0, err
	}
	return keyID(key[0])
}

// The id before the first, and one behind the last.
const (
	firstID = "0"
	lastID  = "9223372036854775807"
)

func badCursor() error {
	return inventory.Refusef(inventory.CodeInvalid, "this cursor was not given by a page of this list").At("cursor")
}

func keyID(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, badCursor()
	}
	return n, nil
}

func keyTime(s string) (pgtype.Timestamptz, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return pgtype.Timestamptz{}, badCursor()
	}
	return pgtype.Timestamptz{Time: t, Valid: true}, nil
}

// The ends of time and of the ids, where a list begins.
const (
	firstTime = "0001-01-01T00:00:00Z"
	lastTime  = "9999-12-31T00:00:00Z"
	firstUUID = "00000000-0000-0000-0000-000000000000"
	lastUUID  = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

func keyText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func isUUID(s string) bool {
	var u pgtype.UUID
	return u.Scan(s) == nil
}

// likePrefix and likePart are patterns that match text as it was typed.
func likePrefix(s string) string { return likeEscape.Replace(s) + "%" }

func likePart(s string) string { return "%" + likeEscape.Replace(s) + "%" }

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// sites are the warehouses of a scope by their ids.
func (s *Store) sites(ctx context.Context, scope Scope) ([]int64, error) {
	if !scope.Everywhere {
		return scope.Warehouses, nil
	}
	ids, err := s.q.AllWarehouseIDs(ctx)
	if err != nil {
		return nil, fmt.Errorf("read warehouse ids: %w", err)
	}
	return ids, nil
}

func timePtr(t pgtype.Timestamptz) *time.Time {
	if !t.Valid {
		return nil
	}
	return &t.Time
}
