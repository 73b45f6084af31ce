package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "stockctl",
		Short:         "Look after a Stockflow installation",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		migrateCommand(), createAdminCommand(), verifyCommand(), waitCommand(), importCommand(), demoCommand(), generateCommand(),
		replayCommand(), permissionsCommand(), auditCommand(),
	)
	return root
}

// environment reads a variable that a command can't do without.
func environment(name, purpose string) (string, error) {
	value := os.Getenv(name)
	if value == "" {
		return "", fmt.Errorf("set %s to the %s", name, purpose)
	}
	return value, nil
}

// flagURL adds the flag that says where the server is.
func flagURL(cmd *cobra.Command, url *string) {
	cmd.Flags().StringVar(url, "url", os.Getenv("STOCKFLOW_URL"), "`address` of Stockflow, as in http://127.0.0.1:8080 (environment: STOCKFLOW_URL)")
}

func needURL(url string) error {
	if url == "" {
		return fmt.Errorf("say where Stockflow is: --url or STOCKFLOW_URL")
	}
	return nil
}
