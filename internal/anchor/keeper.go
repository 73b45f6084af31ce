package anchor

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// Keeper writes anchors to where they are kept: a directory, an address that
// takes them as JSON, and always the log.
type Keeper struct {
	Key ed25519.PrivateKey
	// Dir and URL are empty where there is none.
	Dir, URL string
	Logger   *slog.Logger
}

// Settings are how a keeper is configured; nothing is kept without a key.
type Settings struct {
	Key, Dir, URL string
}

// NewKeeper makes a keeper; nil when there is no key.
func NewKeeper(s Settings, logger *slog.Logger) (*Keeper, error) {
	if s.Key == "" {
		return nil, nil
	}
	key, err := ParseKey(s.Key)
	if err != nil {
		return nil, err
	}
	return &Keeper{Key: key, Dir: s.Dir, URL: s.URL, Logger: logger}, nil
}

// postTimeout is how long the address may take to take an anchor.
const postTimeout = 10 * time.Second

// Keep anchors the heads. The same scheduled time makes the same anchor once,
// however often it is tried; the zero time makes one each time.
func (k *Keeper) Keep(ctx context.Context, scheduled time.Time, heads []Head) error {
	a := Anchor{At: time.Now().UTC(), Scheduled: scheduled.UTC(), Heads: heads}
	if scheduled.IsZero() {
		a.Scheduled = time.Time{}
	}
	var signed Signed
	var err error
	if k.Dir != "" {
		signed, err = appendTo(k.Dir, k.Key, a)
	} else {
		signed, err = sign(k.Key, a)
	}
	if err != nil {
		return err
	}
	k.Logger.InfoContext(ctx, "audit anchor", "anchor", signed.Anchor, "signature", signed.Signature)
	if k.URL == "" {
		return nil
	}
	return k.post(ctx, signed)
}

func (k *Keeper) post(ctx context.Context, signed Signed) error {
	body, err := json.Marshal(signed)
	if err != nil {
		return fmt.Errorf("write an anchor: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, k.URL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("send an anchor: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("send an anchor: %w", err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20)) // the status says it all
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("send an anchor: the address answers %s", response.Status)
	}
	return nil
}
