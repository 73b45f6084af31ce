package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"stockflow/internal/apiclient"
	"stockflow/internal/importer"
)

// pageSize is the longest page that the API gives.
const pageSize int32 = 200

// lastDocument is entered last: once it is there, the company is complete.
const lastDocument = "PO-1054"

const (
	productsFile = "products.csv"
	stockFile    = "opening-stock.csv"
)

// openingName begins the numbers of the opening stock's receipts.
const openingName = "DEMO"

// Options say where the demo goes.
type Options struct {
	URL string
	// Password is that of all users; empty: the one in CredentialsFile, or a
	// new one, which is kept there (empty: nowhere).
	Password, CredentialsFile string
	// EnsureAdmin makes a user an admin with this password, by the database:
	// the API can't make its first user.
	EnsureAdmin func(ctx context.Context, email, name, password string) error
	Out         io.Writer
}

// Load brings the company in, or finds it, and prints the logins.
func Load(ctx context.Context, o Options) error {
	password, err := loadPassword(o.Password, o.CredentialsFile)
	if err != nil {
		return err
	}
	admin, changed, err := signInAdmin(ctx, o, password)
	if err != nil {
		return err
	}
	c := &company{url: o.URL, password: password, out: o.Out}
	complete, err := c.look(ctx, admin)
	if err != nil {
		return err
	}
	if !complete || changed {
		fmt.Fprintln(o.Out, "loading the demo company")
		warehouses, err := ensureSites(ctx, admin)
		if err != nil {
			return err
		}
		if err := ensurePeople(ctx, admin, warehouses, password); err != nil {
			return err
		}
	}
	if err := keepPassword(password, o.CredentialsFile); err != nil {
		return err
	}
	if !complete {
		if err := c.enter(ctx, admin); err != nil {
			return err
		}
	}
	fmt.Fprintln(o.Out, "demo logins, password "+password)
	for _, p := range people {
		fmt.Fprintf(o.Out, "  %-8s %s\n", p.role, p.email)
	}
	return nil
}

// signInAdmin signs the admin in, after making it if need be.
func signInAdmin(ctx context.Context, o Options, password string) (s *apiclient.Session, changed bool, err error) {
	admin := people[0]
	s, err = apiclient.SignIn(ctx, o.URL, admin.email, password)
	var refusal *apiclient.Refusal
	if err == nil || !errors.As(err, &refusal) || refusal.Status != 401 {
		return s, false, err
	}
	if err := o.EnsureAdmin(ctx, admin.email, admin.name, password); err != nil {
		return nil, false, fmt.Errorf("make the demo's admin: %w", err)
	}
	s, err = apiclient.SignIn(ctx, o.URL, admin.email, password)
	return s, true, err
}

// look finds out whether the company is there, with a past or without, and
// since when.
func (c *company) look(ctx context.Context, s *apiclient.Session) (complete bool, err error) {
	last, err := find(ctx, s, apiclient.OperationKindReceipt, lastDocument)
	if err != nil || last != nil {
		return last != nil, err
	}
	c.founded = time.Now().UTC()
	// An interrupted run goes on with the dates that it began with.
	for _, begun := range []struct {
		reference string
		days      int
		hasPast   bool
	}{{openingOrder + sites[0].code, pastDays, true}, {openingName + "-" + sites[0].code + "-1", 0, false}} {
		opening, err := find(ctx, s, apiclient.OperationKindReceipt, begun.reference)
		if err != nil {
			return false, err
		}
		if opening == nil {
			continue
		}
		day, err := time.Parse(time.DateOnly, opening.DocumentDate)
		if err != nil {
			return false, fmt.Errorf("read the demo's founding day: %w", err)
		}
		c.founded, c.hasPast = day.AddDate(0, 0, begun.days), begun.hasPast
	}
	return false, nil
}

// find finds an operation by its reference; nil if there is none.
func find(ctx context.Context, s *apiclient.Session, kind apiclient.OperationKind, reference string) (*apiclient.OperationSummary, error) {
	limit := pageSize
	page, err := apiclient.Answer[apiclient.OperationPage](s.ListOperationsWithResponse(ctx,
		&apiclient.ListOperationsParams{Kind: &kind, Search: &reference, Limit: &limit}))
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", reference, err)
	}
	for _, o := range page.Items {
		if o.Reference != nil && *o.Reference == reference {
			return &o, nil
		}
	}
	return nil, nil
}

// company is the demo on its way in.
type company struct {
	url, password string
	out           io.Writer
	// founded is the day on which the files' dates are counted.
	founded time.Time
	// hasPast: products and opening stock are there; see WritePast.
	hasPast bool
}

func (c *company) enter(ctx context.Context, admin *apiclient.Session) error {
	manager, err := apiclient.SignIn(ctx, c.url, people[1].email, c.password)
	if err != nil {
		return err
	}
	staff, err := apiclient.SignIn(ctx, c.url, people[2].email, c.password)
	if err != nil {
		return err
	}
	if !c.hasPast {
		if err := c.begin(ctx, admin); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		file string
		user *apiclient.Session
		read func(io.Reader) (*importer.File, error)
	}{
		{"receipts.csv", staff, importer.ReadReceipts},
		{"shipments.csv", staff, importer.ReadShipments},
		{"transfers.csv", manager, importer.ReadTransfers},
	} {
		if err := c.documents(ctx, part.file, part.user, part.read); err != nil {
			return err
		}
	}
	if err := advance(ctx, staff, manager); err != nil {
		return err
	}
	if err := c.documents(ctx, "expected.csv", manager, importer.ReadReceipts); err != nil {
		return err
	}
	return evaluate(ctx, admin, c.out)
}

// begin enters the products and what lies where, for a company without a past.
func (c *company) begin(ctx context.Context, admin *apiclient.Session) error {
	products, err := open(productsFile, c.founded)
	if err != nil {
		return err
	}
	report, err := (&importer.Run{Session: admin}).Products(ctx, productsFile, products)
	if err := settled(productsFile, report, err); err != nil {
		return err
	}
	return c.documents(ctx, stockFile, admin, func(r io.Reader) (*importer.File, error) {
		return importer.ReadOpeningStock(r, openingName, c.founded.Format(time.DateOnly))
	})
}

func (c *company) documents(ctx context.Context, name string, user *apiclient.Session, read func(io.Reader) (*importer.File, error)) error {
	file, err := open(name, c.founded)
	if err != nil {
		return err
	}
	documents, err := read(file)
	if err != nil {
		return err
	}
	// One at a time: the last document is the sign that all are there.
	report, err := (&importer.Run{Session: user, Parallel: 1}).Documents(ctx, documents)
	return settled(name, report, err)
}

// settled fails unless everything of a file was entered.
func settled(name string, report *importer.Report, err error) error {
	if err != nil {
		return fmt.Errorf("enter %s: %w", name, err)
	}
	if len(report.Problems) > 0 {
		return fmt.Errorf("enter %s: %s", name, report.Problems[0])
	}
	return nil
}
