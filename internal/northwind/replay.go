package northwind

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"stockflow/internal/apiclient"
	"stockflow/internal/importer"
)

// warehouseCode names the trader's only warehouse.
const warehouseCode = "NORTHWIND"

// ErrRefused is a history of which not everything could be entered.
var ErrRefused = errors.New("a part of the history was refused")

// Replay enters the history through the API and says on out how it went.
func (h *History) Replay(ctx context.Context, run *importer.Run, out io.Writer) error {
	if err := ensureWarehouse(ctx, run.Session); err != nil {
		return err
	}
	products := func(file io.Reader) (*importer.Report, error) { return run.Products(ctx, "northwind.csv", file) }
	for _, part := range []struct {
		title string
		write func() (*bytes.Buffer, error)
		enter func(io.Reader) (*importer.Report, error)
	}{
		{"products", h.productsFile, products},
		{"receipts", h.receiptsFile, documentsOf(ctx, run, importer.ReadReceipts)},
		{"shipments", h.shipmentsFile, documentsOf(ctx, run, importer.ReadShipments)},
		{"retirements", h.retirementsFile, products},
	} {
		file, err := part.write()
		if err != nil {
			return err
		}
		began := time.Now()
		report, err := part.enter(file)
		if err != nil {
			return fmt.Errorf("enter the %s: %w", part.title, err)
		}
		fmt.Fprintf(out, "%s (%s): ", part.title, time.Since(began).Round(100*time.Millisecond))
		if err := report.WriteText(out, 0); err != nil {
			return err
		}
		if len(report.Problems) > 0 {
			return ErrRefused
		}
	}
	return nil
}

func documentsOf(ctx context.Context, run *importer.Run, read func(io.Reader) (*importer.File, error)) func(io.Reader) (*importer.Report, error) {
	return func(r io.Reader) (*importer.Report, error) {
		file, err := read(r)
		if err != nil {
			return nil, err
		}
		return run.Documents(ctx, file)
	}
}

func ensureWarehouse(ctx context.Context, s *apiclient.Session) error {
	zone := "America/Los_Angeles"
	_, err := apiclient.Answer[apiclient.Warehouse](s.CreateWarehouseWithResponse(ctx,
		apiclient.NewWarehouse{Code: warehouseCode, Name: "Northwind Traders", TimeZone: &zone}))
	var refusal *apiclient.Refusal
	if errors.As(err, &refusal) && refusal.Status == 409 {
		return nil // It stands from an earlier replay.
	}
	if err != nil {
		return fmt.Errorf("add the warehouse: %w", err)
	}
	return nil
}
