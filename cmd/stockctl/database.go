package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"stockflow/internal/migration"
	"stockflow/internal/store"
)

func migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database to this program's version",
		Long: "Applies the migrations that the database lacks, as the owner of the schema (environment:\n" +
			"DATABASE_OWNER_URL). Several may run at once: they wait for one another.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, err := environment("DATABASE_OWNER_URL", "address of the database, as the schema's owner")
			if err != nil {
				return err
			}
			applied, err := migration.Up(cmd.Context(), url)
			if err != nil {
				return err
			}
			for _, name := range applied {
				fmt.Fprintln(cmd.OutOrStdout(), "applied", name)
			}
			if len(applied) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "the database is up to date")
			}
			return nil
		},
	}
}

func verifyCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the invariants of the books on a live database",
		Long: "Checks the invariants I1 to I5 on one snapshot of the database (environment: DATABASE_URL) and\n" +
			"prints the rows that break them. Exit code 1 if there are any.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, err := environment("DATABASE_URL", "address of the database")
			if err != nil {
				return err
			}
			s, err := store.Open(cmd.Context(), url)
			if err != nil {
				return err
			}
			defer s.Close()
			found, err := s.Verify(cmd.Context())
			if err != nil {
				return err
			}
			if err := printViolations(cmd, found, asJSON); err != nil {
				return err
			}
			if len(found) > 0 {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func printViolations(cmd *cobra.Command, found []store.Violation, asJSON bool) error {
	out := cmd.OutOrStdout()
	if asJSON {
		encoder := json.NewEncoder(out)
		for _, v := range found {
			if err := encoder.Encode(map[string]any{"invariant": v.Invariant, "rule": v.Rule, "row": json.RawMessage(v.Row)}); err != nil {
				return fmt.Errorf("print a violation: %w", err)
			}
		}
		return nil
	}
	if len(found) == 0 {
		fmt.Fprintln(out, "I1 to I5 hold")
		return nil
	}
	rule := ""
	for _, v := range found {
		if v.Rule != rule {
			rule = v.Rule
			fmt.Fprintf(out, "%s is broken: %s\n", v.Invariant, rule)
		}
		fmt.Fprintf(out, "  %s\n", v.Row)
	}
	fmt.Fprintf(out, "%d rows break the invariants\n", len(found))
	return nil
}
