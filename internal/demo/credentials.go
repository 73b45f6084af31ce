package demo

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// credentials are kept so that a later run can print them again.
type credentials struct {
	Password string `json:"password"`
}

// loadPassword finds the password of the demo's users: the wanted one, that of
// an earlier run, or a new one.
func loadPassword(wanted, path string) (string, error) {
	if wanted != "" {
		return wanted, nil
	}
	if path == "" {
		return rand.Text(), nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return rand.Text(), nil
	}
	if err != nil {
		return "", fmt.Errorf("read the demo's credentials: %w", err)
	}
	var c credentials
	if err := json.Unmarshal(text, &c); err != nil || c.Password == "" {
		return rand.Text(), nil //nolint:nilerr // A damaged file is replaced, and the password with it.
	}
	return c.Password, nil
}

// keepPassword writes the password down for the user alone.
func keepPassword(password, path string) error {
	if path == "" {
		return nil
	}
	text, err := json.Marshal(credentials{password})
	if err != nil {
		return fmt.Errorf("encode the demo's credentials: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make a folder for the demo's credentials: %w", err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("keep the demo's credentials: %w", err)
	}
	return nil
}
