package config_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"stockflow/internal/config"
)

func TestPublicURL(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://nowhere/stockflow")
	for _, c := range []struct{ set, listen, want string }{
		{"", "", "http://127.0.0.1:8080"},
		{"", "0.0.0.0:81", "http://0.0.0.0:81"},
		{"https://stock.example.com/", "0.0.0.0:81", "https://stock.example.com"},
		{"https://example.com/stock/", "", "https://example.com/stock"},
	} {
		t.Setenv("PUBLIC_URL", c.set)
		api, err := config.Load()
		require.NoError(t, err)
		worker, err := config.LoadWorkerProgram()
		require.NoError(t, err)
		require.Equal(t, api.Common, worker.Common)
		if c.listen != "" {
			api.ListenOn(c.listen)
		}
		require.Equal(t, c.want, api.PublicURL)
	}
	for _, set := range []string{"stock.example.com", "ftp://stock.example.com", "https://", "https://example.com/?a=b", "://"} {
		t.Setenv("PUBLIC_URL", set)
		_, err := config.Load()
		require.ErrorContains(t, err, "PUBLIC_URL", set)
		_, err = config.LoadWorkerProgram()
		require.ErrorContains(t, err, "PUBLIC_URL", set)
	}
}
