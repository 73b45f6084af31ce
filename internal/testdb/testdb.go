// Package testdb gives each test a migrated PostgreSQL database of its own.
package testdb

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"stockflow/internal/migration"
)

// DB is a database that exists as long as its test.
type DB struct {
	// AppURL connects as the application's role, OwnerURL as the schema's owner,
	// AdminURL as a superuser.
	AppURL, OwnerURL, AdminURL string
}

var template struct {
	sync.Once
	name string
	err  error
}

// New makes a migrated database and drops it when the test has ended. It needs
// the PostgreSQL of a devstack and fails without one.
func New(t testing.TB) DB {
	t.Helper()
	admin := os.Getenv("DEVSTACK_PG_ADMIN_URL")
	require.NotEmpty(t, admin, "this test needs real services: run it as bin/devstack -- go test ./...")
	template.Do(func() { template.name, template.err = makeTemplate(admin) })
	require.NoError(t, template.err)

	name := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	require.NoError(t, exec(admin, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s OWNER stockflow_owner", name, template.name)))
	t.Cleanup(func() {
		if err := exec(admin, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return urls(admin, name)
}

// makeTemplate migrates the database that this process's tests are copied from.
func makeTemplate(admin string) (string, error) {
	name := "template_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := exec(admin, fmt.Sprintf("CREATE DATABASE %s OWNER stockflow_owner", name)); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := migration.Up(ctx, urls(admin, name).OwnerURL); err != nil {
		return "", err
	}
	return name, nil
}

func exec(databaseURL, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return fmt.Errorf("connect as administrator: %w", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // the statement's error counts
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

// urls derives the addresses of a database from the environment's own, so that
// passwords and parameters stay as they are.
func urls(admin, name string) DB {
	of := func(base string) string {
		u, err := url.Parse(base)
		if err != nil {
			return base
		}
		u.Path = "/" + name
		return u.String()
	}
	return DB{AppURL: of(os.Getenv("DATABASE_URL")), OwnerURL: of(os.Getenv("DATABASE_OWNER_URL")), AdminURL: of(admin)}
}
