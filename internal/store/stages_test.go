package store_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/fixture"
	"stockflow/internal/inventory"
)

// The stages in code are those that the database allows: lists by stage would
// miss others.
func TestStagesAreThoseOfTheDatabase(t *testing.T) {
	c := fixture.New(t)
	for _, kind := range []inventory.Kind{inventory.Receipt, inventory.Shipment, inventory.Transfer} {
		require.NotEmpty(t, inventory.Stages(kind, ""), kind)
	}
	kinds := c.Text(t, "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'operations_kind_check'")
	require.Equal(t, len(quoted.FindAllString(kinds, -1)), len(kindsIn(inventory.Stages("", ""))), "a kind without stages, in %s", kinds)
	check := c.Text(t, "SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint WHERE conrelid = 'operations'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%CASE kind%'")
	allowed := map[string]bool{}
	for _, s := range quoted.FindAllString(check, -1) {
		allowed[s[1:len(s)-1]] = true
	}
	for _, s := range inventory.Stages("", "") {
		assert.True(t, allowed[string(s.Status)], "the database doesn't know the status %s of a %s", s.Status, s.Kind)
	}
	for status := range allowed {
		isKind := slices.Contains(kindsIn(inventory.Stages("", "")), inventory.Kind(status))
		assert.True(t, isKind || len(inventory.Stages("", inventory.Status(status))) > 0, "no kind has the status %s", status)
	}
}

var quoted = regexp.MustCompile(`'[a-z_]+'`)

func kindsIn(stages []inventory.Stage) (kinds []inventory.Kind) {
	for _, s := range stages {
		if !slices.Contains(kinds, s.Kind) {
			kinds = append(kinds, s.Kind)
		}
	}
	return kinds
}
