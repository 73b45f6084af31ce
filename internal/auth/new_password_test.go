package auth_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/auth"
	"stockflow/internal/inventory"
)

func TestNewPasswords(t *testing.T) {
	own := []string{"Kim Larsen", "kim.larsen@example.com"}
	for password, want := range map[string]inventory.Code{
		"":                          inventory.CodeInvalid,
		"elevenchars":               inventory.CodeInvalid,
		"twelve chars":              "",
		strings.Repeat("ab c", 32):  auth.CodeWeakPassword,
		strings.Repeat("xy z!", 25): "",
		strings.Repeat("xy z!", 26): inventory.CodeInvalid,
		"ящик на полке 7":           "",
		"🦊🦊🦊🦊🦊🦊🐻🐻🐻🐻🐻🐻": "",
		"🦊🐻🦊🐻🦊🐻🦊🐻🦊🐻🦊🐻": auth.CodeWeakPassword,
		"qwertyuiopasdf":               auth.CodeWeakPassword,
		"QwertyUiopAsdf":               auth.CodeWeakPassword,
		"Password-1234":                auth.CodeWeakPassword,
		"correct horse battery staple": auth.CodeWeakPassword,
		"aaaaaaaaaaaaaaaa":             auth.CodeWeakPassword,
		"123412341234":                 auth.CodeWeakPassword,
		"1234567890123":                auth.CodeWeakPassword,
		"abcdefghijklmn":               auth.CodeWeakPassword,
		"zyxwvutsrqponm":               auth.CodeWeakPassword,
		"kimlarsen2026":                auth.CodeWeakPassword,
		"Kim.Larsen.99":                auth.CodeWeakPassword,
		"kim.larsen@example.com":       auth.CodeWeakPassword,
		"stockflow2026":                auth.CodeWeakPassword,
		"StockflowStockflow":           auth.CodeWeakPassword,
		"kim larsen's forklift":        "",
		"alllowercaseletters":          "",
	} {
		err := auth.CheckNewPassword(password, own...)
		var refusal *inventory.Error
		if want == "" {
			require.NoError(t, err, password)
			continue
		}
		require.True(t, errors.As(err, &refusal), "%q: %v", password, err)
		require.Equal(t, want, refusal.Code, password)
	}
	require.NoError(t, auth.CheckNewPassword("a name of nothing", ""))
}
