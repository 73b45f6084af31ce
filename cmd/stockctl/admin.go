package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"stockflow/internal/auth"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// errUserExists is an email address that somebody has already.
var errUserExists = errors.New("there is a user with this email address")

func createAdminCommand() *cobra.Command {
	var email, name string
	var reset bool
	cmd := &cobra.Command{
		Use:   "create-admin",
		Short: "Make an admin, as the first user who can sign in",
		Long: "Makes an admin in the database (environment: DATABASE_URL). The password comes from\n" +
			"STOCKFLOW_ADMIN_PASSWORD or is asked for on the terminal; without either it is made up and\n" +
			"printed, once.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, err := environment("DATABASE_URL", "address of the database")
			if err != nil {
				return err
			}
			password, madeUp, err := adminPassword(name, email)
			if err != nil {
				return err
			}
			if err := ensureAdmin(cmd.Context(), url, email, name, password, reset); err != nil {
				if errors.Is(err, errUserExists) {
					return fmt.Errorf("%w; --reset makes this user an active admin with a new password", err)
				}
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s is an admin\n", email)
			if madeUp {
				fmt.Fprintf(cmd.OutOrStdout(), "password: %s\n", password)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&email, "email", "", "the admin's email `address`")
	cmd.Flags().StringVar(&name, "name", "", "the admin's `name`")
	cmd.Flags().BoolVar(&reset, "reset", false, "if the user exists: make it an active admin with a new password")
	for _, flag := range []string{"email", "name"} {
		if err := cmd.MarkFlagRequired(flag); err != nil {
			panic(err) // The flag was added above.
		}
	}
	return cmd
}

// adminPassword comes from the environment or a prompt, or is made up.
func adminPassword(name, email string) (password string, madeUp bool, err error) {
	password = os.Getenv("STOCKFLOW_ADMIN_PASSWORD")
	if password == "" {
		password, err = prompt("Password of the new admin (empty: make one up)")
		if err != nil {
			return "", false, err
		}
	}
	if password == "" {
		return rand.Text(), true, nil
	}
	return password, false, auth.CheckNewPassword(password, name, email)
}

// ensureAdmin makes an admin; with reset, a user of this email address becomes
// one and gets the password.
func ensureAdmin(ctx context.Context, databaseURL, email, name, password string, reset bool) error {
	s, err := store.Open(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer s.Close()
	hash, err := auth.HashPassword(password)
	if err != nil {
		return err
	}
	existing, err := s.UserByAddress(ctx, email)
	var refusal *inventory.Error
	missing := errors.As(err, &refusal) && refusal.Code == inventory.CodeNotFound
	if err != nil && !missing {
		return err
	}
	by := store.Actor{UserID: store.SystemUser}
	if missing {
		_, err = s.CreateUser(ctx, by, store.NewUser{Email: email, Name: name, Role: inventory.Admin, PasswordHash: hash})
		return err
	}
	if !reset {
		return errUserExists
	}
	role, active := inventory.Admin, true
	_, err = s.UpdateUser(ctx, by, existing.ID, store.UserChange{Name: &name, PasswordHash: &hash, Role: &role, Active: &active})
	return err
}
