package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"stockflow/internal/inventory"
	"stockflow/internal/store/dbsqlc"
)

const (
	// categorySeparator stands between the names of a path.
	categorySeparator = " > "
	// categoryLevels is how deep the tree may be: deeper ones are no help to
	// those who look for something, and their paths can't be read on a phone.
	categoryLevels = 5
)

// Category is a kind of products, in a tree.
type Category struct {
	ID       int64  `json:"id"`
	ParentID *int64 `json:"parent_id,omitempty"`
	Name     string `json:"name"`
	// Path has the names from the top: Food > Tea.
	Path   string `json:"path"`
	Status string `json:"status"`
}

func categoryOf(r dbsqlc.Category) Category {
	return Category{ID: r.ID, ParentID: r.ParentID, Name: r.Name, Path: r.Path, Status: r.Status}
}

// ListCategories lists categories by path: with a search, those with it in
// theirs.
func (s *Store) ListCategories(ctx context.Context, search, status string, page Page) ([]Category, string, error) {
	key, err := page.key("")
	if err != nil {
		return nil, "", err
	}
	rows, err := s.q.ListCategories(ctx, dbsqlc.ListCategoriesParams{
		Status: status, Part: likePart(search), AfterPath: key[0], MaxRows: page.rows(),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list categories: %w", err)
	}
	items := make([]Category, len(rows))
	for i, r := range rows {
		items[i] = categoryOf(r.Category)
	}
	if len(rows) <= page.Limit {
		return items, "", nil
	}
	// PostgreSQL's idea of small letters is what the list is ordered by.
	return items[:page.Limit], cursorOf(rows[page.Limit-1].SortKey), nil
}

// Category reads a category.
func (s *Store) Category(ctx context.Context, id int64) (Category, error) {
	row, err := s.q.CategoryByID(ctx, id)
	if err != nil {
		return Category{}, notFound(err, "category")
	}
	return categoryOf(row), nil
}

// CreateCategory adds a category below another, or at the top (0).
func (s *Store) CreateCategory(ctx context.Context, by Actor, name string, parentID int64) (Category, error) {
	var c Category
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if err := q.LockCategories(ctx); err != nil {
			return fmt.Errorf("lock the categories: %w", err)
		}
		parent, err := parentCategory(ctx, q, parentID)
		if err != nil {
			return err
		}
		var entry AuditEntry
		if c, entry, err = addCategory(ctx, q, by, parent, name); err != nil {
			return err
		}
		return appendAudit(ctx, q, auditTime(), []AuditEntry{entry})
	})
	return c, err
}

// parentCategory reads what a category is put below; the zero value is the top.
func parentCategory(ctx context.Context, q *dbsqlc.Queries, id int64) (Category, error) {
	if id == 0 {
		return Category{}, nil
	}
	row, err := q.CategoryByID(ctx, id)
	if isNoRow(err) {
		return Category{}, inventory.Refusef(inventory.CodeNotFound, "there is no such category").At("parent_id")
	}
	if err != nil {
		return Category{}, fmt.Errorf("read a category: %w", err)
	}
	if row.Status != "active" {
		return Category{}, inventory.Refusef(inventory.CodeRetired, "category %s is retired", row.Path).At("parent_id")
	}
	return categoryOf(row), nil
}

// below is the path of a category with a name below another.
func (c Category) below(name string) string {
	if c.ID == 0 {
		return name
	}
	return c.Path + categorySeparator + name
}

func levels(path string) int { return strings.Count(path, categorySeparator) + 1 }

func checkDepth(path string, more int) error {
	if levels(path)+more > categoryLevels {
		return inventory.Refusef(inventory.CodeInvalid, "categories have at most %d levels", categoryLevels).At("parent_id")
	}
	return nil
}

// addCategory adds a category, and says what the audit has to know of it.
func addCategory(ctx context.Context, q *dbsqlc.Queries, by Actor, parent Category, name string) (Category, AuditEntry, error) {
	path := parent.below(name)
	if err := checkDepth(path, 0); err != nil {
		return Category{}, AuditEntry{}, err
	}
	arg := dbsqlc.InsertCategoryParams{Name: name, Path: path}
	if parent.ID != 0 {
		arg.ParentID = &parent.ID
	}
	row, err := q.InsertCategory(ctx, arg)
	if err != nil {
		return Category{}, AuditEntry{}, fmt.Errorf("add a category: %w", taken(err))
	}
	c := categoryOf(row)
	return c, AuditEntry{
		Actor: by, Stream: CatalogueStream, Action: "create_category", SubjectKind: "category", SubjectID: strconv.FormatInt(c.ID, 10), After: c,
	}, nil
}

// CategoryChange is what changes of a category; nil leaves as it is.
type CategoryChange struct {
	Name, Status *string
	// ParentID moves the category below another, or to the top (0).
	ParentID *int64
}

// UpdateCategory renames, moves, retires or takes back a category. What is
// below it goes with it.
func (s *Store) UpdateCategory(ctx context.Context, by Actor, id int64, change CategoryChange) (Category, error) {
	var c Category
	err := s.inTx(ctx, func(ctx context.Context, q *dbsqlc.Queries) error {
		if err := q.LockCategories(ctx); err != nil {
			return fmt.Errorf("lock the categories: %w", err)
		}
		row, err := q.CategoryByID(ctx, id)
		if err != nil {
			return notFound(err, "category")
		}
		before := categoryOf(row)
		if err := moveCategory(ctx, q, before, &row, change); err != nil {
			return err
		}
		set(&row.Status, change.Status)
		row, err = q.UpdateCategory(ctx, dbsqlc.UpdateCategoryParams{ID: id, ParentID: row.ParentID, Name: row.Name, Status: row.Status})
		if err != nil {
			return fmt.Errorf("change a category: %w", taken(err))
		}
		c = categoryOf(row)
		return catalogueAudit(ctx, q, by, CatalogueStream, "update_category", "category", id, before, c)
	})
	return c, err
}

// moveCategory gives a category another name or place, and everything below it
// the path that follows from that.
func moveCategory(ctx context.Context, q *dbsqlc.Queries, before Category, row *dbsqlc.Category, change CategoryChange) error {
	set(&row.Name, change.Name)
	if change.ParentID != nil {
		row.ParentID = nil
		if *change.ParentID != 0 {
			row.ParentID = change.ParentID
		}
	}
	var parent Category
	if row.ParentID != nil {
		above, err := q.CategoryByID(ctx, *row.ParentID)
		if isNoRow(err) {
			return inventory.Refusef(inventory.CodeNotFound, "there is no such category").At("parent_id")
		}
		if err != nil {
			return fmt.Errorf("read a category: %w", err)
		}
		parent = categoryOf(above)
	}
	path := parent.below(row.Name)
	if path == before.Path {
		return nil
	}
	tree, err := q.CategorySubtree(ctx, before.ID)
	if err != nil {
		return fmt.Errorf("read what is below a category: %w", err)
	}
	ids, depth := make([]int64, len(tree)), 0
	for i, t := range tree {
		ids[i], depth = t.ID, max(depth, int(t.Depth))
		if t.ID == parent.ID {
			return inventory.Refusef(inventory.CodeInvalid, "a category can't be moved below itself").At("parent_id")
		}
	}
	if err := checkDepth(path, depth); err != nil {
		return err
	}
	if err := q.MoveCategoryPaths(ctx, dbsqlc.MoveCategoryPathsParams{Path: path, Former: before.Path, Ids: ids}); err != nil {
		return fmt.Errorf("move categories: %w", taken(err))
	}
	return nil
}

// subtree is a category and all below it.
func subtree(ctx context.Context, q *dbsqlc.Queries, id int64) ([]int64, error) {
	tree, err := q.CategorySubtree(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read what is below a category: %w", err)
	}
	ids := make([]int64, len(tree))
	for i, t := range tree {
		ids[i] = t.ID
	}
	return ids, nil
}
