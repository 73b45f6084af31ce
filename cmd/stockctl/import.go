package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"stockflow/internal/importer"
)

// importOptions are what the imports have in common.
type importOptions struct {
	login
	report string
}

// enterFunc enters a file; name is what it is called, empty for the standard input.
type enterFunc func(ctx context.Context, run *importer.Run, name string, file io.Reader) (*importer.Report, error)

func importCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "Enter a company's history from CSV files",
		Long: "Enters files through the API, as a user. docs/import-formats.md describes them. A file may be\n" +
			"imported again, or after an interruption: nothing is entered twice. Bad rows are reported all\n" +
			"together at the end; a document with a bad row is left out whole, the others are entered, and\n" +
			"the exit code is 1.",
	}
	cmd.AddCommand(
		importKind("products", "Add products, or bring them up to the file", func(ctx context.Context, run *importer.Run, name string, file io.Reader) (*importer.Report, error) {
			return run.Products(ctx, name, file)
		}),
		importOpeningStock(),
		importDocuments("receipts", "Enter receipts, and what arrived of them", importer.ReadReceipts),
		importDocuments("shipments", "Enter shipments, and dispatch those that have left", importer.ReadShipments),
		importDocuments("transfers", "Enter transfers, as far as they have come", importer.ReadTransfers),
	)
	return cmd
}

func importDocuments(kind, summary string, read func(io.Reader) (*importer.File, error)) *cobra.Command {
	var parallel int
	cmd := importKind(kind, summary, func(ctx context.Context, run *importer.Run, _ string, r io.Reader) (*importer.Report, error) {
		file, err := read(r)
		if err != nil {
			return nil, err
		}
		run.Parallel = parallel
		return run.Documents(ctx, file)
	})
	cmd.Flags().IntVar(&parallel, "parallel", 0, "how many documents are entered at a time (default 32)")
	return cmd
}

func importOpeningStock() *cobra.Command {
	var name, date string
	cmd := importDocuments("opening-stock", "Enter the stock that is there at the beginning",
		func(r io.Reader) (*importer.File, error) { return importer.ReadOpeningStock(r, name, date) })
	cmd.Flags().StringVar(&name, "name", "OPENING", "`name` of the receipts; a second file for the same warehouse takes another one")
	cmd.Flags().StringVar(&date, "date", "", "`date` of the receipts, as YYYY-MM-DD (default: the day on which they are entered)")
	return cmd
}

func importKind(kind, summary string, enter enterFunc) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   kind + " FILE",
		Short: summary,
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd, args[0], enter)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.report, "report", "", "write the bad rows to this `file` as well, as CSV")
	return cmd
}

func (o *importOptions) run(cmd *cobra.Command, path string, enter enterFunc) error {
	file, name, err := openInput(cmd, path)
	if err != nil {
		return err
	}
	defer file.Close()
	session, err := o.signIn(cmd.Context())
	if err != nil {
		return err
	}
	bar := progress(cmd.ErrOrStderr(), "importing")
	report, err := enter(cmd.Context(), &importer.Run{Session: session, Progress: bar}, name, file)
	_ = bar.Finish()
	if report == nil {
		return err
	}
	if printErr := o.print(cmd, report); err == nil {
		return printErr
	}
	// What had been done until then was worth knowing, but this is why it ended.
	return err
}

// openInput opens a file, or the standard input, which has no name.
func openInput(cmd *cobra.Command, path string) (file io.ReadCloser, name string, err error) {
	if path == "-" {
		return io.NopCloser(cmd.InOrStdin()), "", nil
	}
	if file, err = os.Open(path); err != nil {
		return nil, "", fmt.Errorf("open the file to import: %w", err)
	}
	return file, filepath.Base(path), nil
}

// shownProblems is how many bad rows are printed where all go to a file.
const shownProblems = 20

func (o *importOptions) print(cmd *cobra.Command, report *importer.Report) error {
	shown := 0
	if o.report != "" {
		shown = shownProblems
		if err := writeReport(o.report, report); err != nil {
			return err
		}
	}
	if err := report.WriteText(cmd.OutOrStdout(), shown); err != nil {
		return err
	}
	if len(report.Problems) > 0 {
		return errFindings
	}
	return nil
}

func writeReport(path string, report *importer.Report) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return errors.Join(report.WriteCSV(file), file.Close())
}

// progress is a bar on a terminal, and nothing elsewhere.
func progress(w io.Writer, title string) *progressbar.ProgressBar {
	file, ok := w.(*os.File)
	return progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(title),
		progressbar.OptionSetVisibility(ok && term.IsTerminal(int(file.Fd()))),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("documents"),
		progressbar.OptionClearOnFinish(),
	)
}
