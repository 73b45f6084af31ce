package stack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// oldestPostgres is the first major version with the public schema closed to
// ordinary roles, which the application's migrations count on.
const oldestPostgres = 15

// binaries are the programs that the stack starts.
type binaries struct {
	postgres, initdb, redis string
	postgresMajor           int
}

// MissingError lists the programs that could not be found.
type MissingError struct{ Missing []string }

// Error says what is missing and how to get it.
func (e *MissingError) Error() string {
	return "cannot start without " + strings.Join(e.Missing, " and ") +
		"; `make deps` installs them, or: sudo apt-get install postgresql redis-server" +
		" (on macOS: brew install postgresql@17 redis)"
}

// findBinaries looks everywhere before it complains, so that one message names
// all that is missing.
func findBinaries(ctx context.Context) (binaries, error) {
	var b binaries
	var missing []string
	dir, major, err := findPostgres(ctx, postgresDirs(ctx))
	if err != nil {
		missing = append(missing, err.Error())
	} else {
		b.postgres, b.initdb = filepath.Join(dir, "postgres"), filepath.Join(dir, "initdb")
		b.postgresMajor = major
	}
	for _, name := range []string{"redis-server", "valkey-server"} {
		if b.redis = lookUp(name, "/opt/homebrew/bin", "/usr/local/bin"); b.redis != "" {
			break
		}
	}
	if b.redis == "" {
		missing = append(missing, "redis-server")
	}
	if len(missing) > 0 {
		return b, &MissingError{Missing: missing}
	}
	return b, nil
}

func lookUp(name string, dirs ...string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, dir := range dirs {
		if path := filepath.Join(dir, name); isExecutable(path) {
			return path
		}
	}
	return ""
}

// postgresDirs lists the folders that may hold PostgreSQL's programs: what the
// caller put in PATH first, then pg_config's answer, then where distributions
// keep them, newest version first.
func postgresDirs(ctx context.Context) []string {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		// Distributions link single programs into PATH; initdb lies beside
		// the real file.
		if target, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(target))
		}
	}
	var found []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		// The only error is a malformed pattern.
		matches, _ := filepath.Glob(pattern)
		found = append(found, matches...)
	}
	sort.SliceStable(found, func(i, j int) bool { return versionIn(found[i]) > versionIn(found[j]) })
	dirs = append(dirs, found...)
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	return dirs
}

var digits = regexp.MustCompile(`\d+`)

// versionIn reads the major version out of a path, zero if there is none.
func versionIn(path string) int {
	all := digits.FindAllString(path, -1)
	if len(all) == 0 {
		return 0
	}
	n, err := strconv.Atoi(all[len(all)-1])
	if err != nil {
		return 0
	}
	return n
}

// findPostgres returns the first folder with a complete server that is new
// enough.
func findPostgres(ctx context.Context, dirs []string) (string, int, error) {
	var tooOld error
	for _, dir := range dirs {
		if !isExecutable(filepath.Join(dir, "postgres")) || !isExecutable(filepath.Join(dir, "initdb")) {
			continue
		}
		out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
		if err != nil {
			continue
		}
		major, err := majorVersion(string(out))
		switch {
		case err != nil:
			continue
		case major < oldestPostgres:
			tooOld = fmt.Errorf("PostgreSQL %d or later (%s has %d)", oldestPostgres, dir, major)
		default:
			return dir, major, nil
		}
	}
	if tooOld != nil {
		return "", 0, tooOld
	}
	return "", 0, fmt.Errorf("PostgreSQL %d or later", oldestPostgres)
}

// majorVersion reads "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)".
func majorVersion(output string) (int, error) {
	_, rest, found := strings.Cut(output, "(PostgreSQL) ")
	if !found {
		return 0, fmt.Errorf("unexpected version line %q", strings.TrimSpace(output))
	}
	number := digits.FindString(rest)
	if number == "" {
		return 0, errors.New("no version number")
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0, fmt.Errorf("read the version: %w", err)
	}
	return n, nil
}

func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && info.Mode()&0o111 != 0
}
