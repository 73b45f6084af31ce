package stack

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestADirectoryServesOneStackAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, err := openPersistent(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openPersistent(dir); !errors.Is(err, errInUse) {
		t.Errorf("got %v, want %v", err, errInUse)
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	second, err := openPersistent(dir)
	if err != nil {
		t.Fatalf("after the first closed: %v", err)
	}
	defer second.close()
	if _, err := os.Stat(dir); err != nil {
		t.Errorf("lasting data is gone: %v", err)
	}
}

func TestThrowAwayDataIsRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	l, err := openThrowAway(func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	if err := l.close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.dir); !os.IsNotExist(err) {
		t.Errorf("the directory is still there: %v", err)
	}
}

func TestSweepRemovesOnlyWhatNobodyHolds(t *testing.T) {
	base := t.TempDir()
	t.Setenv("TMPDIR", base)
	held, err := openThrowAway(func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	defer held.close()
	left := filepath.Join(base, tempPrefix+"left")
	young := filepath.Join(base, tempPrefix+"young")
	for _, dir := range []string{left, young} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	hourAgo := time.Now().Add(-time.Hour)
	for _, dir := range []string{left, held.dir} {
		if err := os.Chtimes(dir, hourAgo, hourAgo); err != nil {
			t.Fatal(err)
		}
	}
	sweep(base)
	for dir, want := range map[string]bool{left: false, young: true, held.dir: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s: present %v, want %v", filepath.Base(dir), err == nil, want)
		}
	}
}

func TestSecretsStayTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.json")
	first, err := loadSecrets(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := loadSecrets(path)
	if err != nil {
		t.Fatal(err)
	}
	if first != second || first.App == "" || first.App == first.Owner {
		t.Errorf("got %v, then %v", first, second)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v (%v), want 0600", info.Mode(), err)
	}
}
