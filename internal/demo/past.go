package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stockflow/internal/auth"
	"stockflow/internal/generate"
	"stockflow/internal/importer"
)

const (
	// pastDays is for how long the company has been in business.
	pastDays = 182
	// openingOrder begins the references of the first receipts of that time.
	openingOrder = "OPENING-"
)

var suppliers = map[string]string{
	"Hot drinks": "Kagoshima Tea Growers", "Chilled": "Andersen Mejeri A/S", "Confectionery": "Chokoladehuset", "Pantry": "Molino “La Rinascente”",
	"Drinks": "Quinta do Vale", "Supplies": "Odense Papir", "Gifts": "Gaveæsken",
}

var customers = map[string][]string{
	"CPH": {"Restaurant Høst", "Café Norden", "Kantine 9", "Hotel Skagen", "Østerbro Deli", "Brød & Co."},
	"LIS": {"Pastelaria Alegria", "Hotel Miradouro", "Mercearia São Bento", "Cantina do Cais"},
	"DEN": {"Larimer Coffee Bar", "Summit Diner", "Mile High Hostel", "Front Range Grocers"},
}

// PastOptions say where the past goes.
type PastOptions struct {
	// OwnerURL is the database's, as the schema's owner.
	OwnerURL string
	// Password and CredentialsFile are those of Options.
	Password, CredentialsFile string
}

// WritePast gives an empty database the company with half a year behind it,
// which ends with the opening stock, and tells whether it did: a database that
// holds anything is left alone. It takes indexes and triggers off meanwhile, so
// nothing else may use the database.
func WritePast(ctx context.Context, o PastOptions) (bool, error) {
	password, err := loadPassword(o.Password, o.CredentialsFile)
	if err != nil {
		return false, err
	}
	today := time.Now().UTC()
	known, err := pastUntil(today)
	if err != nil {
		return false, err
	}
	hash, err := auth.HashPassword(password)
	if err != nil {
		return false, fmt.Errorf("hash the demo's password: %w", err)
	}
	err = generate.Load(ctx, o.OwnerURL, generate.Options{Known: known, Seed: 1, PasswordHash: hash, Today: today})
	if errors.Is(err, generate.ErrNotEmpty) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("write the demo's past: %w", err)
	}
	return true, keepPassword(password, o.CredentialsFile)
}

func pastUntil(today time.Time) (*generate.Known, error) {
	file, err := open(productsFile, today)
	if err != nil {
		return nil, err
	}
	products, err := importer.ReadProducts(file)
	if err != nil {
		return nil, fmt.Errorf("read the demo's products: %w", err)
	}
	stock, err := open(stockFile, today)
	if err != nil {
		return nil, err
	}
	opening, err := importer.ReadOpeningStock(stock, openingName, today.Format(time.DateOnly))
	if err != nil {
		return nil, fmt.Errorf("read the demo's stock: %w", err)
	}
	known := &generate.Known{
		Aisles: aisles, Products: products.Products, Stock: opening.Documents, Days: pastDays, Suppliers: suppliers, Customers: customers,
		Opening: openingOrder,
	}
	places := map[string]int{}
	for i, w := range sites {
		places[w.code] = i
		known.Warehouses = append(known.Warehouses, generate.Warehouse{
			Code: w.code, Name: w.name, Address: w.address, TimeZone: w.zone, OverReceiptTolerancePercent: tolerancePercent, CountTolerancePercent: new(int64(tolerancePercent)),
			AdjustmentStaffQuantity: adjustedByStaff, AdjustmentApprovalQuantity: adjustedWithApproval, TransferApprovalQuantity: w.approvalQuantity,
		})
	}
	for _, p := range people {
		member := generate.Person{Role: string(p.role), Email: p.email, Name: p.name}
		for _, code := range p.sites {
			member.Warehouses = append(member.Warehouses, places[code])
		}
		known.People = append(known.People, member)
	}
	return known, nil
}
