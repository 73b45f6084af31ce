package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"stockflow/internal/apiclient"
)

// login is how a command finds the server and signs in to it.
type login struct {
	url, email, password string
}

func (l *login) flags(cmd *cobra.Command) {
	flagURL(cmd, &l.url)
	cmd.Flags().StringVar(&l.email, "email", os.Getenv("STOCKFLOW_EMAIL"), "`user` to sign in as (environment: STOCKFLOW_EMAIL)")
	cmd.Flags().StringVar(&l.password, "password", "", "the user's `password`; better in the environment (STOCKFLOW_PASSWORD), or asked for")
}

func (l *login) signIn(ctx context.Context) (*apiclient.Session, error) {
	if err := needURL(l.url); err != nil {
		return nil, err
	}
	if l.email == "" {
		return nil, errors.New("say who signs in: --email or STOCKFLOW_EMAIL")
	}
	password, err := l.secret()
	if err != nil {
		return nil, err
	}
	return apiclient.SignIn(ctx, l.url, l.email, password)
}

func (l *login) secret() (string, error) {
	if l.password != "" {
		return l.password, nil
	}
	if password := os.Getenv("STOCKFLOW_PASSWORD"); password != "" {
		return password, nil
	}
	password, err := prompt("Password of " + l.email)
	if err == nil && password == "" {
		err = errors.New("there is no password: --password or STOCKFLOW_PASSWORD")
	}
	return password, err
}

// prompt asks for a secret on the terminal; without one it is empty.
func prompt(question string) (string, error) {
	stdin := int(os.Stdin.Fd())
	if !term.IsTerminal(stdin) {
		return "", nil
	}
	fmt.Fprint(os.Stderr, question+": ")
	secret, err := term.ReadPassword(stdin)
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(secret), nil
}
