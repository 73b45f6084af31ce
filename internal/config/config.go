// Package config reads from the environment how programs are to run.
package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/caarlos0/env/v11"
)

// API is how the API is to run.
type API struct {
	ListenAddress string `env:"LISTEN_ADDRESS" envDefault:"127.0.0.1:8080"`
	DatabaseURL   string `env:"DATABASE_URL,required,notEmpty"`
	// DatabaseConnections bounds the connections of this process.
	DatabaseConnections int `env:"DATABASE_CONNECTIONS" envDefault:"16"`
	// RedisURL may be empty: everything works without Redis, but slower and without live events.
	RedisURL          string `env:"REDIS_URL"`
	TemporalAddress   string `env:"TEMPORAL_ADDRESS" envDefault:"127.0.0.1:7233"`
	TemporalNamespace string `env:"TEMPORAL_NAMESPACE" envDefault:"stockflow"`
	// TemporalUIURL is where /temporal leads; empty: nowhere.
	TemporalUIURL string `env:"TEMPORAL_UI_URL"`
	// WithWorker carries the worker in the API's process.
	WithWorker bool `env:"WITH_WORKER" envDefault:"false"`
	// TrustProxy believes X-Forwarded-For: only behind a proxy that sets it.
	TrustProxy      bool          `env:"TRUST_PROXY" envDefault:"false"`
	SessionLifetime time.Duration `env:"SESSION_LIFETIME" envDefault:"12h"`
	// LoginChecks is how many passwords are checked at the same time: each takes a processor and 19 MiB.
	LoginChecks int `env:"LOGIN_CHECKS" envDefault:"2"`
	// MaxCommands is how many requests that change something may be in hand: about what is served in two seconds.
	MaxCommands int `env:"MAX_COMMANDS" envDefault:"1000"`
	// RequestTimeout bounds a request but for the time that it asks to wait.
	RequestTimeout time.Duration `env:"REQUEST_TIMEOUT" envDefault:"30s"`
	// ShutdownTimeout is how long requests in hand may go on when the API stops.
	ShutdownTimeout time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"20s"`
	LogLevel        slog.Level    `env:"LOG_LEVEL" envDefault:"info"`
}

// Worker is how a worker is to run. A worker that the API carries reads it too.
type Worker struct {
	// RelayInterval is how often the relay looks for what it has to pass on,
	// RelayRate how many workflows it tells a second while few commands come in.
	RelayInterval time.Duration `env:"RELAY_INTERVAL" envDefault:"200ms"`
	RelayRate     float64       `env:"RELAY_RATE" envDefault:"50"`

	ReservationTimeout time.Duration `env:"RESERVATION_TIMEOUT" envDefault:"72h"`
	BackorderRetry     time.Duration `env:"BACKORDER_RETRY" envDefault:"1h"`
	ApprovalRemind     time.Duration `env:"APPROVAL_REMIND" envDefault:"4h"`
	ApprovalEscalate   time.Duration `env:"APPROVAL_ESCALATE" envDefault:"24h"`
	ApprovalTimeout    time.Duration `env:"APPROVAL_TIMEOUT" envDefault:"72h"`
	TransferGrace      time.Duration `env:"TRANSFER_GRACE" envDefault:"2h"`
	TransferEscalate   time.Duration `env:"TRANSFER_ESCALATE" envDefault:"24h"`
}

// LoadWorker reads the environment.
func LoadWorker() (Worker, error) {
	var c Worker
	if err := env.Parse(&c); err != nil {
		return Worker{}, fmt.Errorf("read the environment: %w", err)
	}
	return c, nil
}

// Load reads the environment.
func Load() (API, error) {
	var c API
	if err := env.Parse(&c); err != nil {
		return API{}, fmt.Errorf("read the environment: %w", err)
	}
	if c.TemporalUIURL != "" {
		if u, err := url.Parse(c.TemporalUIURL); err != nil || u.Host == "" {
			return API{}, fmt.Errorf("read the environment: TEMPORAL_UI_URL %q is no address", c.TemporalUIURL)
		}
	}
	if c.DatabaseConnections < 2 {
		return API{}, fmt.Errorf("read the environment: DATABASE_CONNECTIONS is %d, and has to be 2 or more", c.DatabaseConnections)
	}
	if c.LoginChecks < 1 {
		return API{}, fmt.Errorf("read the environment: LOGIN_CHECKS is %d, and has to be 1 or more", c.LoginChecks)
	}
	return c, nil
}
