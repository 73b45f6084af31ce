package stack

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// secrets are the passwords of one data directory. Loopback is shared by all
// users of a machine, so even a throw-away server asks for one.
type secrets struct {
	Admin    string `json:"admin"`
	Owner    string `json:"owner"`
	App      string `json:"app"`
	Temporal string `json:"temporal"`
	Redis    string `json:"redis"`
	Control  string `json:"control"`
}

// loadSecrets reads the passwords of an earlier run or makes new ones.
func loadSecrets(path string) (secrets, error) {
	var s secrets
	raw, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s = secrets{
			Admin: rand.Text(), Owner: rand.Text(), App: rand.Text(),
			Temporal: rand.Text(), Redis: rand.Text(), Control: rand.Text(),
		}
		if raw, err = json.Marshal(s); err != nil {
			return s, fmt.Errorf("encode passwords: %w", err)
		}
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			return s, fmt.Errorf("save passwords: %w", err)
		}
		return s, nil
	case err != nil:
		return s, fmt.Errorf("read passwords: %w", err)
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, fmt.Errorf("parse %s: %w", path, err)
	}
	return s, nil
}
