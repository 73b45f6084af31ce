// Package childconfig is what the devstack tells its child process that is the
// Temporal server. It stands alone so that the parent's code and its tests
// need not link a whole server.
package childconfig

import (
	"encoding/json"
	"fmt"
	"os"
)

// Config says where the server's database is and which ports it listens on.
// The parent writes it to a file that only it and the child can read, so that
// the password shows up in no process list.
type Config struct {
	PostgresPort int    `json:"postgresPort"`
	User         string `json:"user"`
	Password     string `json:"password"`
	// Database and VisibilityDatabase exist already and belong to User.
	Database           string `json:"database"`
	VisibilityDatabase string `json:"visibilityDatabase"`

	FrontendPort int `json:"frontendPort"`
	HistoryPort  int `json:"historyPort"`
	MatchingPort int `json:"matchingPort"`
	WorkerPort   int `json:"workerPort"`
	UIPort       int `json:"uiPort"`

	// UIPath is the path under which the web UI is served.
	UIPath string `json:"uiPath"`
	// Namespace is the one that the web UI opens with.
	Namespace string `json:"namespace"`
}

// Read reads the file that the parent process wrote.
func Read(path string) (Config, error) {
	var c Config
	raw, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("read the Temporal configuration: %w", err)
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, fmt.Errorf("parse the Temporal configuration %s: %w", path, err)
	}
	return c, nil
}

// Write saves the configuration where only this user can read it.
func (c Config) Write(path string) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode the Temporal configuration: %w", err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return fmt.Errorf("write the Temporal configuration: %w", err)
	}
	return nil
}
