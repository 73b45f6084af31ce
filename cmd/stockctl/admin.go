package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"stockflow/internal/auth"
	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// shortestPassword is what the API asks of passwords, too.
const shortestPassword = 10

// systemUser is the user in whose name the command line changes people.
const systemUser = 1

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
			password, madeUp, err := adminPassword()
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
func adminPassword() (password string, madeUp bool, err error) {
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
	if utf8.RuneCountInString(password) < shortestPassword {
		return "", false, fmt.Errorf("a password has at least %d characters", shortestPassword)
	}
	return password, false, nil
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
	existing, err := findUser(ctx, s, email)
	if err != nil {
		return err
	}
	by := store.Actor{UserID: systemUser}
	if existing == nil {
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

// findUser finds a user by email address, whether active or not; nil if there
// is none.
func findUser(ctx context.Context, s *store.Store, email string) (*store.User, error) {
	page := store.Page{Limit: 200}
	for {
		users, next, err := s.ListUsers(ctx, page)
		if err != nil {
			return nil, err
		}
		for _, u := range users {
			if strings.EqualFold(u.Email, email) {
				return &u, nil
			}
		}
		if next == "" {
			return nil, nil
		}
		page.Cursor = next
	}
}
