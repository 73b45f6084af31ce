package store

import (
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"stockflow/internal/inventory"
)

// errRestart asks for the transaction to be run again: what it loaded has been
// overtaken.
var errRestart = errors.New("overtaken by a concurrent transaction")

// lostRace tells whether a transaction failed only because of another one:
// serialization failure, deadlock, or both inserting the same thing first.
func lostRace(err error) bool {
	if errors.Is(err, errRestart) {
		return true
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	switch pg.Code {
	case "40001", "40P01":
		return true
	case "23505":
		switch pg.ConstraintName {
		case "idempotency_keys_pkey", "operations_pkey", "operation_steps_command_id_key", "alerts_cause_key":
			return true
		}
	}
	return false
}

// postedBefore tells whether a step is refused because its command has posted
// one before. While the command's answer is kept, that is given instead.
func postedBefore(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == "operation_steps_command_id_key"
}

// isDataError tells whether the database refused what was written, rather than
// being unable to answer: the classes of SQLSTATE that blame the statement.
func isDataError(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || len(pg.Code) < 2 {
		return false
	}
	switch pg.Code[:2] {
	case "21", "22", "23", "2F", "42", "44", "P0":
		return true
	}
	return pg.Code == "54000" || pg.Code == "XX000"
}

// notFound turns the absence of a row into the domain's own word for it, and
// leaves every other error as it is.
func notFound(err error, what string) error {
	if isNoRow(err) {
		return inventory.Refusef(inventory.CodeNotFound, "there is no such %s", what)
	}
	return err
}

func isNoRow(err error) bool { return errors.Is(err, pgx.ErrNoRows) }

func isViolation(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}
