package system

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Root is the folder of the repository.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the repository: %w", err)
	}
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module stockflow\n") {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("find the repository: no go.mod of the module stockflow above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// programNames are the programs that a system consists of.
var programNames = []string{"api", "worker"}

// programs gives the folder with up-to-date programs: bin/ where they are
// newer than all sources, or else a folder for them that test binaries share.
var programs = sync.OnceValues(func() (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	newest, err := newestSource(root)
	if err != nil {
		return "", err
	}
	if dir := filepath.Join(root, "bin"); fresh(dir, newest) {
		return dir, nil
	}
	name := fnv.New64a()
	name.Write([]byte(root))
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("stockflow-programs-%d-%x", os.Getuid(), name.Sum64()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a folder for the programs: %w", err)
	}
	return dir, build(root, dir, newest)
})

// build builds the programs, once for all test binaries that want them.
func build(root, dir string, newest time.Time) error {
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("lock the programs: %w", err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil { //nolint:gosec // a file descriptor
		return fmt.Errorf("lock the programs: %w", err)
	}
	if fresh(dir, newest) {
		return nil
	}
	args := []string{"build", "-o", dir + string(filepath.Separator)}
	for _, name := range programNames {
		args = append(args, "./cmd/"+name)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the programs: %w\n%s", err, out)
	}
	return nil
}

func fresh(dir string, newest time.Time) bool {
	for _, name := range programNames {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.ModTime().Before(newest) {
			return false
		}
	}
	return true
}

// newestSource is when something that the programs are made of changed last.
func newestSource(root string) (newest time.Time, err error) {
	for _, top := range []string{"go.mod", "go.sum", "activities", "api", "cmd", "db", "internal", "workflows"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			info, err := entry.Info()
			if err == nil && info.ModTime().After(newest) {
				newest = info.ModTime()
			}
			return err
		})
		if err != nil {
			return newest, fmt.Errorf("look at the sources: %w", err)
		}
	}
	return newest, nil
}
