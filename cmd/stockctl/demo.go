package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"stockflow/internal/demo"
)

func demoCommand() *cobra.Command {
	var o demo.Options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Load a small demo company, once, and print its logins",
		Long: "Loads users, warehouses, products, stock and documents in every stage through the API. The first\n" +
			"admin is made in the database (environment: DATABASE_URL). A later run finds what is there and only\n" +
			"prints the logins. The password is that of STOCKFLOW_DEMO_PASSWORD, or is made up and kept.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needURL(o.URL); err != nil {
				return err
			}
			if err := waitReady(cmd.Context(), o.URL, time.Minute); err != nil {
				return err
			}
			o.Password, o.Out = os.Getenv("STOCKFLOW_DEMO_PASSWORD"), cmd.OutOrStdout()
			o.EnsureAdmin = ensureAdminByEnvironment
			return demo.Load(cmd.Context(), o)
		},
	}
	flagURL(cmd, &o.URL)
	cmd.PersistentFlags().StringVar(&o.CredentialsFile, "credentials-file", credentialsFile(),
		"`file` that keeps the password for later runs (default: demo.json in the folder STOCKFLOW_STATE_DIR)")
	cmd.AddCommand(demoPastCommand(&o.CredentialsFile))
	return cmd
}

func demoPastCommand(credentials *string) *cobra.Command {
	return &cobra.Command{
		Use:   "past",
		Short: "Give an empty database the demo company's last half year, before anything else runs",
		Long: "Writes the demo company's warehouses, people, products and half a year of receipts, shipments and\n" +
			"transfers, as the owner of the schema (environment: DATABASE_OWNER_URL), so that reports have something\n" +
			"to show. Run it after migrate and before the API and the worker; demo then enters what happens today. A\n" +
			"database that holds anything is left alone.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, err := environment("DATABASE_OWNER_URL", "address of the database, as the schema's owner")
			if err != nil {
				return err
			}
			begin := time.Now()
			written, err := demo.WritePast(cmd.Context(), demo.PastOptions{
				OwnerURL: url, Password: os.Getenv("STOCKFLOW_DEMO_PASSWORD"), CredentialsFile: *credentials,
			})
			if err != nil {
				return err
			}
			if written {
				fmt.Fprintf(cmd.OutOrStdout(), "wrote half a year of the demo company's past in %s\n", time.Since(begin).Round(100*time.Millisecond))
			}
			return nil
		},
	}
}

func credentialsFile() string {
	if dir := os.Getenv("STOCKFLOW_STATE_DIR"); dir != "" {
		return filepath.Join(dir, "demo.json")
	}
	return ""
}

// ensureAdminByEnvironment makes an admin in the database of the environment.
func ensureAdminByEnvironment(ctx context.Context, email, name, password string) error {
	for _, variable := range []string{"DATABASE_URL", "DATABASE_OWNER_URL"} {
		if url := os.Getenv(variable); url != "" {
			return ensureAdmin(ctx, url, email, name, password, true)
		}
	}
	return errors.New("set DATABASE_URL: the first admin is made in the database")
}
