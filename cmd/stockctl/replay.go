package main

import (
	"crypto/rand"
	"fmt"

	"github.com/spf13/cobra"

	"stockflow/internal/apiclient"
	"stockflow/internal/importer"
	"stockflow/internal/northwind"
)

// replayUser enters the history where nobody else was named.
const replayUser = "replay@stockflow.invalid"

func replayCommand() *cobra.Command {
	var l login
	var dir string
	var parallel int
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Replay the history of a food trader and check its figures",
		Long: "Brings the Northwind files of a folder (products.csv, orders.csv, order_lines.csv) into the formats\n" +
			"of an import, enters them, and holds the stock against what the files say. Exit code 1 if anything\n" +
			"differs. Without --email an admin of its own is made in the database (environment: DATABASE_URL).",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			history, err := northwind.Load(dir)
			if err != nil {
				return err
			}
			session, err := replaySession(cmd, &l)
			if err != nil {
				return err
			}
			bar := progress(cmd.ErrOrStderr(), "replaying")
			run := &importer.Run{Session: session, Parallel: parallel, Progress: bar}
			err = history.Replay(cmd.Context(), run, cmd.OutOrStdout())
			_ = bar.Finish()
			if err != nil {
				return err
			}
			differences, err := history.Check(cmd.Context(), session, cmd.OutOrStdout())
			if err != nil {
				return err
			}
			if differences > 0 {
				fmt.Fprintf(cmd.OutOrStdout(), "%d figures differ\n", differences)
				return errFindings
			}
			return nil
		},
	}
	l.flags(cmd)
	cmd.Flags().StringVar(&dir, "dir", "", "`folder` of the history")
	cmd.Flags().IntVar(&parallel, "parallel", 0, "how many documents are entered at a time (default 32)")
	if err := cmd.MarkFlagRequired("dir"); err != nil {
		panic(err) // The flag was added above.
	}
	return cmd
}

func replaySession(cmd *cobra.Command, l *login) (*apiclient.Session, error) {
	if l.email == "" {
		if err := needURL(l.url); err != nil {
			return nil, err
		}
		l.email, l.password = replayUser, rand.Text()
		if err := ensureAdminByEnvironment(cmd.Context(), l.email, "Replay", l.password); err != nil {
			return nil, err
		}
	}
	return l.signIn(cmd.Context())
}
