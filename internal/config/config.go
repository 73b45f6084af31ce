// Package config reads from the environment how programs are to run.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Common is what every program that serves or works needs to know.
type Common struct {
	ListenAddress string `env:"LISTEN_ADDRESS" envDefault:"127.0.0.1:8080"`
	// PublicURL is where people reach the API and its dashboard: the base of the
	// links in mails, without a slash at its end. Default: http://LISTEN_ADDRESS.
	PublicURL   string `env:"PUBLIC_URL"`
	DatabaseURL string `env:"DATABASE_URL,required,notEmpty"`
	// DatabaseReplicaURL is where reports are read; empty: DATABASE_URL.
	DatabaseReplicaURL string `env:"DATABASE_REPLICA_URL"`
	// RedisURL may be empty: everything works without Redis, but slower, with copies
	// of stock up to 30 s old and without live events.
	RedisURL          string     `env:"REDIS_URL"`
	TemporalAddress   string     `env:"TEMPORAL_ADDRESS" envDefault:"127.0.0.1:7233"`
	TemporalNamespace string     `env:"TEMPORAL_NAMESPACE" envDefault:"stockflow"`
	LogLevel          slog.Level `env:"LOG_LEVEL" envDefault:"info"`
}

// API is how the API is to run.
type API struct {
	Common
	// DatabaseConnections bounds the connections of this process.
	DatabaseConnections int `env:"DATABASE_CONNECTIONS" envDefault:"16"`
	// TemporalUIURL is where /temporal leads; empty: nowhere.
	TemporalUIURL string `env:"TEMPORAL_UI_URL"`
	// WithWorker carries the worker in the API's process.
	WithWorker bool `env:"WITH_WORKER" envDefault:"false"`
	// TrustProxy believes X-Forwarded-For: only behind a proxy that sets it.
	TrustProxy      bool          `env:"TRUST_PROXY" envDefault:"false"`
	SessionLifetime time.Duration `env:"SESSION_LIFETIME" envDefault:"12h"`
	// OIDCIssuer is an OpenID Connect provider by which people may sign in; empty: none.
	OIDCIssuer       string `env:"OIDC_ISSUER"`
	OIDCClientID     string `env:"OIDC_CLIENT_ID"`
	OIDCClientSecret string `env:"OIDC_CLIENT_SECRET"`
	// LoginChecks is how many passwords are checked at the same time: each takes a processor and 19 MiB.
	LoginChecks int `env:"LOGIN_CHECKS" envDefault:"2"`
	// MaxCommands is how many requests that change something may be in hand: about what is served in two seconds.
	MaxCommands int `env:"MAX_COMMANDS" envDefault:"1000"`
	// RequestTimeout bounds a request but for the time that it asks to wait.
	RequestTimeout time.Duration `env:"REQUEST_TIMEOUT" envDefault:"30s"`
	// ShutdownTimeout is how long requests in hand may go on when the API stops.
	ShutdownTimeout time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"20s"`

	Notify
}

// Notify is how people are reached. The API reads it too: it tries channels
// out, encrypts their addresses, and tells admins what is missing.
type Notify struct {
	// SMTPURL is the mail server, as smtp://user:password@mail.example:587;
	// empty: nothing is mailed. SMTPFrom is the sender.
	SMTPURL  string `env:"SMTP_URL"`
	SMTPFrom string `env:"SMTP_FROM" envDefault:"Stockflow <stockflow@localhost>"`
	// MailFile is where mails are written instead of being sent, for development.
	MailFile string `env:"MAIL_FILE"`
	// AllowPrivate lets SMTPURL lead to a private address.
	AllowPrivate bool `env:"NOTIFY_ALLOW_PRIVATE" envDefault:"false"`
	// SecretsKey encrypts the secrets that the database keeps: 32 bytes in base64.
	SecretsKey string `env:"SECRETS_KEY"`
	// The keys by which push services know this installation; empty: it makes
	// some and keeps them in the database.
	VAPIDPublicKey  string `env:"VAPID_PUBLIC_KEY"`
	VAPIDPrivateKey string `env:"VAPID_PRIVATE_KEY"`
}

// Worker is how a worker is to run. A worker that the API carries reads it too.
type Worker struct {
	// RelayInterval is how often the relay looks for what it has to pass on,
	// RelayRate how many workflows it tells a second while few commands come in.
	RelayInterval time.Duration `env:"RELAY_INTERVAL" envDefault:"200ms"`
	RelayRate     float64       `env:"RELAY_RATE" envDefault:"50"`

	// AuditAnchorKey signs the anchors of the audit chains, AuditAnchorDir and
	// AuditAnchorURL take them. Without a key there are none.
	AuditAnchorKey string `env:"AUDIT_ANCHOR_KEY"`
	AuditAnchorDir string `env:"AUDIT_ANCHOR_DIR"`
	AuditAnchorURL string `env:"AUDIT_ANCHOR_URL"`
	// IdempotencyRetention is how long answers to commands are kept. A key that
	// is used again later is refused.
	IdempotencyRetention time.Duration `env:"IDEMPOTENCY_RETENTION" envDefault:"720h"`

	ReservationTimeout time.Duration `env:"RESERVATION_TIMEOUT" envDefault:"72h"`
	BackorderRetry     time.Duration `env:"BACKORDER_RETRY" envDefault:"1h"`
	ApprovalRemind     time.Duration `env:"APPROVAL_REMIND" envDefault:"4h"`
	ApprovalEscalate   time.Duration `env:"APPROVAL_ESCALATE" envDefault:"24h"`
	ApprovalTimeout    time.Duration `env:"APPROVAL_TIMEOUT" envDefault:"72h"`
	TransferGrace      time.Duration `env:"TRANSFER_GRACE" envDefault:"2h"`
	TransferEscalate   time.Duration `env:"TRANSFER_ESCALATE" envDefault:"24h"`
	CountRemind        time.Duration `env:"COUNT_REMIND" envDefault:"24h"`
	CountEscalate      time.Duration `env:"COUNT_ESCALATE" envDefault:"72h"`
	RecallRemind       time.Duration `env:"RECALL_REMIND" envDefault:"4h"`
	RecallEscalate     time.Duration `env:"RECALL_ESCALATE" envDefault:"24h"`

	Notify
}

// WorkerProgram is how a worker in a process of its own is to run.
type WorkerProgram struct {
	Common
	Worker
	// MetricsAddress is where it serves /healthz and /metrics; empty: nowhere.
	MetricsAddress string `env:"WORKER_METRICS_ADDRESS"`
}

// LoadWorker reads the environment for a worker that another program carries.
func LoadWorker() (c Worker, err error) {
	err = read(&c)
	return c, err
}

// LoadWorkerProgram reads the environment for a worker.
func LoadWorkerProgram() (c WorkerProgram, err error) {
	if err = read(&c); err == nil {
		err = c.complete()
	}
	return c, err
}

// Load reads the environment for the API.
func Load() (API, error) {
	var c API
	if err := read(&c); err != nil {
		return API{}, err
	}
	if err := c.complete(); err != nil {
		return API{}, err
	}
	if c.TemporalUIURL != "" {
		if u, err := url.Parse(c.TemporalUIURL); err != nil || u.Host == "" {
			return API{}, fmt.Errorf("read the environment: TEMPORAL_UI_URL %q is no address", c.TemporalUIURL)
		}
	}
	if c.DatabaseConnections < 2 {
		return API{}, fmt.Errorf("read the environment: DATABASE_CONNECTIONS is %d, and has to be 2 or more", c.DatabaseConnections)
	}
	if c.OIDCIssuer != "" && c.OIDCClientID == "" {
		return API{}, errors.New("read the environment: OIDC_ISSUER asks for OIDC_CLIENT_ID")
	}
	if c.LoginChecks < 1 {
		return API{}, fmt.Errorf("read the environment: LOGIN_CHECKS is %d, and has to be 1 or more", c.LoginChecks)
	}
	return c, nil
}

func read(c any) error {
	if err := env.Parse(c); err != nil {
		return fmt.Errorf("read the environment: %w", err)
	}
	return nil
}

// ListenOn changes where the API listens, and with it the public address that
// followed from it.
func (c *Common) ListenOn(address string) {
	if c.PublicURL == "http://"+c.ListenAddress {
		c.PublicURL = "http://" + address
	}
	c.ListenAddress = address
}

// complete checks the public address, or takes that which the API listens on.
func (c *Common) complete() error {
	if c.PublicURL == "" {
		c.PublicURL = "http://" + c.ListenAddress
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	u, err := url.Parse(c.PublicURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("read the environment: PUBLIC_URL %q is no address", c.PublicURL)
	}
	return nil
}
