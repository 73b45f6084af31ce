package stack

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	adminUser     = "postgres"
	adminDatabase = "postgres"

	ownerRole    = "stockflow_owner"
	appRole      = "stockflow_app"
	temporalRole = "stockflow_temporal"

	appDatabase                = "stockflow"
	temporalDatabase           = "temporal"
	temporalVisibilityDatabase = "temporal_visibility"

	// completeMark is the comment on a Temporal database whose schema was
	// applied to the end. One without it is made anew, since the schema's
	// statements cannot be repeated halfway.
	completeMark = "schema complete"
)

func (s *Stack) databaseURL(role, password, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, password),
		Host:     address(s.pgPort),
		Path:     database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// createRolesAndDatabases brings the cluster to what the application and
// Temporal expect; most of it exists already from the second run on.
func (s *Stack) createRolesAndDatabases(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.databaseURL(adminUser, s.secrets.Admin, adminDatabase))
	if err != nil {
		return fmt.Errorf("connect as administrator: %w", err)
	}
	defer closeConn(conn)

	for role, password := range map[string]string{
		ownerRole: s.secrets.Owner, appRole: s.secrets.App, temporalRole: s.secrets.Temporal,
	} {
		if err := ensureRole(ctx, conn, role, password); err != nil {
			return err
		}
	}
	for _, name := range []string{temporalDatabase, temporalVisibilityDatabase} {
		complete, err := hasMark(ctx, conn, name)
		if err != nil {
			return err
		}
		if !complete {
			if err := exec1(ctx, conn, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name); err != nil {
				return err
			}
		}
		if err := ensureDatabase(ctx, conn, name, temporalRole); err != nil {
			return err
		}
	}
	if err := ensureDatabase(ctx, conn, appDatabase, ownerRole); err != nil {
		return err
	}
	return s.ownPublicSchema(ctx)
}

// ownPublicSchema gives the schema to the owner by name; a dump then restores
// the same rights elsewhere.
func (s *Stack) ownPublicSchema(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.databaseURL(adminUser, s.secrets.Admin, appDatabase))
	if err != nil {
		return fmt.Errorf("connect to %s: %w", appDatabase, err)
	}
	defer closeConn(conn)
	return exec1(ctx, conn, "ALTER SCHEMA public OWNER TO %s", ownerRole)
}

// markTemporalComplete notes that Temporal's schema is there in full.
func (s *Stack) markTemporalComplete(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.databaseURL(adminUser, s.secrets.Admin, adminDatabase))
	if err != nil {
		return fmt.Errorf("connect as administrator: %w", err)
	}
	defer closeConn(conn)
	for _, name := range []string{temporalDatabase, temporalVisibilityDatabase} {
		if err := exec1(ctx, conn, "COMMENT ON DATABASE %s IS '"+completeMark+"'", name); err != nil {
			return err
		}
	}
	return nil
}

func ensureRole(ctx context.Context, conn *pgx.Conn, role, password string) error {
	exists, err := rowExists(ctx, conn, "SELECT 1 FROM pg_roles WHERE rolname = $1", role)
	if err != nil {
		return err
	}
	if !exists {
		if err := exec1(ctx, conn, "CREATE ROLE %s", role); err != nil {
			return err
		}
	}
	// Utility statements take no parameters; the password is our own and
	// consists of letters and digits.
	return exec1(ctx, conn, "ALTER ROLE %s LOGIN PASSWORD '"+password+"'", role)
}

func ensureDatabase(ctx context.Context, conn *pgx.Conn, name, owner string) error {
	exists, err := rowExists(ctx, conn, "SELECT 1 FROM pg_database WHERE datname = $1", name)
	if err != nil || exists {
		return err
	}
	return exec1(ctx, conn, "CREATE DATABASE %s OWNER %s", name, owner)
}

func hasMark(ctx context.Context, conn *pgx.Conn, database string) (bool, error) {
	return rowExists(ctx, conn,
		"SELECT 1 FROM pg_database WHERE datname = $1 AND shobj_description(oid, 'pg_database') = $2",
		database, completeMark)
}

func rowExists(ctx context.Context, conn *pgx.Conn, query string, args ...any) (bool, error) {
	var one int
	err := conn.QueryRow(ctx, query, args...).Scan(&one)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look up %v: %w", args, err)
	}
	return true, nil
}

// exec1 runs one statement with identifiers put in, properly quoted.
func exec1(ctx context.Context, conn *pgx.Conn, statement string, identifiers ...string) error {
	quoted := make([]any, len(identifiers))
	for i, name := range identifiers {
		quoted[i] = pgx.Identifier{name}.Sanitize()
	}
	if _, err := conn.Exec(ctx, fmt.Sprintf(statement, quoted...)); err != nil {
		return fmt.Errorf("prepare %v: %w", identifiers, err)
	}
	return nil
}

func closeConn(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	// The server drops a connection that could not say goodbye.
	_ = conn.Close(ctx)
}
