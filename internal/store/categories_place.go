package store

import (
	"context"
	"fmt"
	"strings"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

// cleanPath brings a path as somebody typed it into the form in which it is
// stored: "food>tea" is "food > tea".
func cleanPath(path string) []string {
	var names []string
	for name := range strings.SplitSeq(path, ">") {
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// categoryByID checks a category that a product is put into.
func categoryByID(ctx context.Context, q *dbsqlc.Queries, id int64) (*int64, error) {
	row, err := q.CategoryByID(ctx, id)
	if isNoRow(err) {
		return nil, inventory.Refusef(inventory.CodeNotFound, "there is no such category").At("category_id")
	}
	if err != nil {
		return nil, fmt.Errorf("read a category: %w", err)
	}
	return usable(row, "category_id")
}

func usable(row dbsqlc.Category, field string) (*int64, error) {
	if row.Status != "active" {
		return nil, inventory.Refusef(inventory.CodeRetired, "category %s is retired", row.Path).At("%s", field)
	}
	return &row.ID, nil
}

// categoryAt finds the category of a path, however its letters are written,
// and makes what is missing of it. The entries are for the audit, which comes
// last. No path is no category.
func categoryAt(ctx context.Context, q *dbsqlc.Queries, by Actor, path string) (id *int64, made []AuditEntry, err error) {
	names := cleanPath(path)
	if len(names) == 0 {
		return nil, nil, nil
	}
	if row, err := q.CategoryByPath(ctx, strings.Join(names, categorySeparator)); err == nil {
		id, err := usable(row, "category")
		return id, nil, err
	} else if !isNoRow(err) {
		return nil, nil, fmt.Errorf("find a category: %w", err)
	}
	if len(names) > categoryLevels {
		return nil, nil, inventory.Refusef(inventory.CodeInvalid, "categories have at most %d levels", categoryLevels).At("category")
	}
	if err := q.LockCategories(ctx); err != nil {
		return nil, nil, fmt.Errorf("lock the categories: %w", err)
	}
	var parent Category
	for _, name := range names {
		row, err := q.CategoryByPath(ctx, parent.below(name))
		switch {
		case err == nil:
			if _, err := usable(row, "category"); err != nil {
				return nil, nil, err
			}
			parent = categoryOf(row)
		case isNoRow(err):
			c, entry, err := addCategory(ctx, q, by, parent, name)
			if err != nil {
				return nil, nil, err
			}
			parent, made = c, append(made, entry)
		default:
			return nil, nil, fmt.Errorf("find a category: %w", err)
		}
	}
	return &parent.ID, made, nil
}
