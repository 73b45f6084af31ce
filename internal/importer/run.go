package importer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"stockflow/internal/apiclient"
	"stockflow/internal/inventory"
)

// Run enters files as the user of a session.
type Run struct {
	Session *apiclient.Session
	// Parallel is how many documents are entered at a time; 0: 32.
	Parallel int
	// Progress, if any, is told how many documents or products there are, and
	// of each that is done.
	Progress interface {
		Reset()
		ChangeMax(total int)
		Add(n int) error
	}
}

// defaultParallel is high because commands that arrive together share a
// transaction: the Northwind history takes 10 s with 32 callers, and 50 with 8.
const defaultParallel = 32

func (r *Run) parallel() int {
	if r.Parallel > 0 {
		return r.Parallel
	}
	return defaultParallel
}

func (r *Run) expect(n int) {
	if r.Progress != nil {
		r.Progress.Reset()
		r.Progress.ChangeMax(n)
	}
}

func (r *Run) done(n int) {
	if r.Progress != nil {
		// A terminal that is gone doesn't stop an import.
		_ = r.Progress.Add(n)
	}
}

// entry collects what becomes of the documents of a file.
type entry struct {
	*Run
	mu     sync.Mutex
	report Report
	places map[string]apiclient.Warehouse
}

// Documents enters the documents of a file. The report has all that was wrong
// with them; an error says that the import could not go on, and is given
// together with the report of what had been done until then.
func (r *Run) Documents(ctx context.Context, f *File) (*Report, error) {
	e := &entry{Run: r, report: f.report, places: map[string]apiclient.Warehouse{}}
	r.expect(len(f.Documents))
	jobs, err := e.prepare(ctx, f)
	if err == nil {
		err = execute(ctx, jobs, r.parallel(), e.enter)
	}
	e.report.sort()
	return &e.report, err
}

// prepare checks the documents against what the server knows and leaves those
// out that name what it doesn't.
func (e *entry) prepare(ctx context.Context, f *File) ([]*job, error) {
	if len(f.Documents) == 0 {
		return nil, nil
	}
	d, err := loadDirectory(ctx, e.Session)
	if err != nil {
		return nil, err
	}
	c := &checker{directory: d, expiries: map[[2]string]string{}}
	unready := map[*Document]bool{}
	for _, document := range f.Documents {
		known := len(c.problems)
		if err := c.check(ctx, document); err != nil {
			return nil, err
		}
		e.locate(d, &document.Warehouse)
		e.locate(d, &document.Destination)
		unready[document] = len(c.problems) > known
	}
	e.report.Problems = append(e.report.Problems, c.problems...)
	if err := e.checkEarlierUsers(ctx, f.Documents); err != nil {
		return nil, err
	}
	jobs := plan(inOrder(f.Documents))
	for _, j := range jobs {
		j.unready = unready[j.document]
	}
	return jobs, nil
}

// locate finds a warehouse and brings its code into the form in which keys have it.
func (e *entry) locate(d *directory, code *string) {
	if w, ok := d.warehouse(*code); ok {
		*code = w.Code
		e.places[w.Code] = w
	}
}

// inOrder puts documents that compete for stock into the order of their dates,
// and of the file; those without a date are of today.
func inOrder(documents []*Document) []*Document {
	if documents[0].Kind == inventory.Receipt {
		return documents
	}
	return slices.SortedStableFunc(slices.Values(documents), func(a, b *Document) int {
		return cmp.Or(falseFirst(a.Date == "", b.Date == ""), cmp.Compare(a.Date, b.Date))
	})
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// ErrOtherUser is a file that another user has imported: its repetition is
// recognised by the user's own keys only.
var ErrOtherUser = errors.New("this file was imported by somebody else")

// sampled is how many documents of a file are looked up before an import.
const sampled = 10

// checkEarlierUsers looks some documents up, the first one among them. If
// another user has entered one, entering the file again would double it.
func (e *entry) checkEarlierUsers(ctx context.Context, documents []*Document) error {
	step := max(1, len(documents)/sampled)
	limit := pageSize
	for i := 0; i < len(documents); i += step {
		d := documents[i]
		w, ok := e.places[d.Warehouse]
		if !ok {
			continue
		}
		kind := apiclient.OperationKind(d.Kind)
		page, err := apiclient.Answer[apiclient.OperationPage](e.Session.ListOperationsWithResponse(ctx, &apiclient.ListOperationsParams{
			Kind: &kind, WarehouseID: &w.ID, Search: &d.Number, Limit: &limit,
		}))
		if err != nil {
			return fmt.Errorf("look for document %s: %w", d.Number, err)
		}
		for _, o := range page.Items {
			if text(o.Reference) == d.Number && text(o.Partner) == d.Partner && o.Warehouse.ID == w.ID &&
				o.CreatedBy.ID != e.Session.User().ID && !withdrawn(o.Status) {
				return fmt.Errorf("%w: %s entered %s %s; repeat or go on with the import as that user", ErrOtherUser, o.CreatedBy.Name, d.Kind, d.Number)
			}
		}
	}
	return nil
}

// withdrawn tells whether an operation ended without an effect.
func withdrawn(s apiclient.OperationStatus) bool {
	switch s {
	case apiclient.OperationStatusCancelled, apiclient.OperationStatusUndone, apiclient.OperationStatusRefused:
		return true
	}
	return false
}

// enter brings one document in. What the server refuses becomes problems.
func (e *entry) enter(ctx context.Context, j *job) error {
	d := j.document
	for _, before := range j.waits {
		if d.After == before.document && before.refused && !j.unready {
			e.problem(Problem{Line: d.Row, Document: d.Number, Reason: fmt.Sprintf("document %s, which comes before it, was refused", d.After.Number)})
			j.unready = true
		}
	}
	if j.unready {
		j.refused = true
		e.done(1)
		return nil
	}
	result, err := (&posting{entry: e, document: d, job: j, warehouse: e.places[d.Warehouse].ID, destination: e.places[d.Destination].ID}).run(ctx)
	var refusal *apiclient.Refusal
	switch {
	case errors.As(err, &refusal) && !refusal.Failed() && refusal.Status != 401 && refusal.Status != 429:
		j.refused = true
		e.refused(d, refusal)
	case err != nil:
		return fmt.Errorf("%s %s: %w", d.Kind, d.Number, err)
	}
	e.count(result, j.refused)
	e.done(1)
	return nil
}

func (e *entry) count(result result, refused bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case refused:
	case result.repeated:
		e.report.Repeated++
	default:
		e.report.Entered++
	}
	if result.waiting && !refused {
		e.report.Waiting++
	}
}

func (e *entry) problem(p Problem) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.report.Problems = append(e.report.Problems, p)
}

// refused turns a refusal into problems at the rows that it is about.
func (e *entry) refused(d *Document, r *apiclient.Refusal) {
	if r.Shortages != nil && len(*r.Shortages) > 0 {
		for _, s := range *r.Shortages {
			e.problem(shortage(d, s))
		}
		return
	}
	p := Problem{Line: d.Row, Document: d.Number, Reason: r.Error()}
	switch inventory.Code(r.Code) {
	case inventory.CodeKeyReused:
		p.Reason = "this document was entered before, with other content"
	case inventory.CodeKeyExpired:
		p.Reason = "this document was entered long ago; its answer is no longer kept"
	}
	var i int
	var field string
	if r.Field != nil {
		if n, err := fmt.Sscanf(*r.Field, "lines[%d].%s", &i, &field); err == nil && n == 2 && i >= 0 && i < len(d.Lines) {
			p.Line, p.Column = d.Lines[i].Row, columnOf(field)
			p.Reason = fmt.Sprintf("%s (%s)", r.Detail, r.Code)
		}
	}
	e.problem(p)
}

// columnOf is the column from which a field of a request comes.
func columnOf(field string) string {
	switch field {
	case "product_id":
		return "sku"
	case "lot_code", "lot_id":
		return "lot"
	case "location_id":
		return "location"
	}
	return field
}

func shortage(d *Document, s apiclient.Shortage) Problem {
	p := Problem{Line: d.Row, Column: "quantity", Document: d.Number}
	sku := ""
	if i := int(s.LineNo) - 1; i >= 0 && i < len(d.Lines) {
		p.Line, sku = d.Lines[i].Row, d.Lines[i].SKU
	}
	p.Reason = fmt.Sprintf("%d of %s are wanted, %d are available", s.Requested, sku, s.Available)
	return p
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
