package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"stockflow/internal/inventory"
)

func permissionsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "permissions",
		Short: "Print the table of what each role may do, as Markdown",
		Args:  cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Fprint(cmd.OutOrStdout(), inventory.PermissionsPage())
		},
	}
}
