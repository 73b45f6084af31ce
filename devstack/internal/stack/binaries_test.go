package stack

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMajorVersion(t *testing.T) {
	for _, c := range []struct {
		output string
		want   int
		ok     bool
	}{
		{"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", 15, true},
		{"postgres (PostgreSQL) 17.2\n", 17, true},
		{"postgres (PostgreSQL) 18beta1\n", 18, true},
		{"redis-server 7.0\n", 0, false},
		{"", 0, false},
	} {
		got, err := majorVersion(c.output)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("majorVersion(%q) = %d, %v; want %d, ok %v", c.output, got, err, c.want, c.ok)
		}
	}
}

func TestVersionIn(t *testing.T) {
	for path, want := range map[string]int{
		"/usr/lib/postgresql/15/bin":            15,
		"/opt/homebrew/opt/postgresql@17/bin":   17,
		"/usr/lib/postgresql/current/bin":       0,
		"/Applications/x/Contents/Versions/9/b": 9,
	} {
		if got := versionIn(path); got != want {
			t.Errorf("versionIn(%q) = %d, want %d", path, got, want)
		}
	}
}

func TestFindPostgresSkipsIncompleteAndOldServers(t *testing.T) {
	incomplete, old, good := t.TempDir(), t.TempDir(), t.TempDir()
	script(t, incomplete, "postgres", "echo 'postgres (PostgreSQL) 16.1'")
	for _, name := range []string{"postgres", "initdb"} {
		script(t, old, name, "echo 'postgres (PostgreSQL) 13.4'")
		script(t, good, name, "echo 'postgres (PostgreSQL) 16.1'")
	}
	dir, major, err := findPostgres(context.Background(), []string{incomplete, old, good})
	if err != nil || dir != good || major != 16 {
		t.Errorf("got %q, %d, %v; want %q, 16", dir, major, err, good)
	}
	if _, _, err = findPostgres(context.Background(), []string{old}); err == nil || !strings.Contains(err.Error(), "has 13") {
		t.Errorf("got %v, want an error that names the old version", err)
	}
}

func TestMissingErrorNamesEverythingAndTheRemedy(t *testing.T) {
	var err error = &MissingError{Missing: []string{"PostgreSQL 15 or later", "redis-server"}}
	var missing *MissingError
	if !errors.As(err, &missing) {
		t.Fatal("not recognisable")
	}
	for _, want := range []string{"PostgreSQL 15", "redis-server", "apt-get install"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not mention %q", err, want)
		}
	}
}

func script(t *testing.T, dir, name, body string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}
