package sealed_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/sealed"
)

func TestOnlyTheKeyAndThePurposeOpen(t *testing.T) {
	box, err := sealed.New(sealed.Random())
	require.NoError(t, err)
	text, err := box.Seal("slack://token", "channel")
	require.NoError(t, err)
	again, err := box.Seal("slack://token", "channel")
	require.NoError(t, err)
	assert.NotContains(t, string(text), "token")
	assert.NotEqual(t, text, again, "the same secret twice doesn't show")
	open, err := box.Open(text, "channel")
	require.NoError(t, err)
	assert.Equal(t, "slack://token", open)

	other, err := sealed.New(sealed.Random())
	require.NoError(t, err)
	changed := append([]byte(nil), text...)
	changed[len(changed)-1] ^= 1
	for name, try := range map[string]func() (string, error){
		"another purpose": func() (string, error) { return box.Open(text, "push") },
		"another key":     func() (string, error) { return other.Open(text, "channel") },
		"changed":         func() (string, error) { return box.Open(changed, "channel") },
		"cut":             func() (string, error) { return box.Open(text[:8], "channel") },
		"nothing":         func() (string, error) { return box.Open(nil, "channel") },
		"no key":          func() (string, error) { return sealed.Box{}.Open(text, "channel") },
	} {
		_, err := try()
		assert.Error(t, err, name)
	}
	_, err = sealed.Box{}.Seal("x", "y")
	require.ErrorIs(t, err, sealed.ErrNoKey)
	for _, key := range []string{"short", "c2hvcnQ=", sealed.Random() + "AA"} {
		_, err := sealed.New(key)
		require.Error(t, err, key)
	}
}
