package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/SherClockHolmes/webpush-go"

	"stockflow/internal/store"
)

// pushLife is for how long a push service keeps a message for a browser that
// is away, in seconds.
const pushLife = 24 * 60 * 60

// maxPush is how much text fits into a message with all else.
const maxPush = 1500

// KeyStore keeps the key by which push services know this installation.
type KeyStore interface {
	// PushKeys gives the keys that are kept, or keeps those that fresh makes.
	PushKeys(ctx context.Context, fresh func() (public string, sealed []byte, err error)) (public string, sealed []byte, err error)
}

// keyPurpose is what the private push key is sealed for.
const keyPurpose = "push key"

// PushKey is the public key that browsers subscribe with.
func (s *Service) PushKey(ctx context.Context) (string, error) {
	public, _, err := s.pushKeys(ctx)
	return public, err
}

func (s *Service) pushKeys(ctx context.Context) (public, private string, err error) {
	if s.opts.PushPublicKey != "" {
		return s.opts.PushPublicKey, s.opts.PushPrivateKey, nil
	}
	if s.opts.Keys == nil || !s.opts.Secrets.Ready() {
		return "", "", ErrNotConfigured
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.public != "" {
		return s.public, s.private, nil
	}
	public, sealed, err := s.opts.Keys.PushKeys(ctx, func() (string, []byte, error) {
		private, public, err := webpush.GenerateVAPIDKeys()
		if err != nil {
			return "", nil, fmt.Errorf("make a push key: %w", err)
		}
		sealed, err := s.opts.Secrets.Seal(private, keyPurpose)
		return public, sealed, err
	})
	if err != nil {
		return "", "", err
	}
	if private, err = s.opts.Secrets.Open(sealed, keyPurpose); err != nil {
		return "", "", fmt.Errorf("open the push key: %w", err)
	}
	s.public, s.private = public, private
	return public, private, nil
}

// push sends a message to a browser, encrypted for it alone.
func (s *Service) push(ctx context.Context, d store.Delivery, m message) error {
	public, private, err := s.pushKeys(ctx)
	if err != nil {
		return err
	}
	body := ""
	if len(m.Items) == 1 {
		body = m.Items[0].Body
	} else {
		body = m.short()
	}
	payload, err := json.Marshal(map[string]string{
		"title": cut(m.Subject, 200), "body": cutBytes(body, maxPush), "url": m.link(), "tag": "delivery-" + strconv.FormatInt(m.ID, 10),
		"severity": string(m.Severity),
	})
	if err != nil {
		return fmt.Errorf("encode a push message: %w", err)
	}
	urgency := webpush.UrgencyNormal
	if m.Severity == store.Critical {
		urgency = webpush.UrgencyHigh
	}
	c := &call{ctx: ctx, next: s.pushing, id: m.ID}
	res, err := webpush.SendNotificationWithContext(ctx, payload, &webpush.Subscription{
		Endpoint: d.Endpoint, Keys: webpush.Keys{Auth: d.Auth, P256dh: d.P256dh},
	}, &webpush.Options{
		HTTPClient: c.client(), Subscriber: s.subscriber(), TTL: pushLife, Urgency: urgency, VAPIDPublicKey: public, VAPIDPrivateKey: private,
	})
	if err == nil {
		res.Body.Close()
	}
	err = c.result(err)
	var f *Failure
	if errors.As(err, &f) && (c.status == http.StatusNotFound || c.status == http.StatusGone) {
		f.Gone = true
	}
	return err
}

// subscriber is whom a push service may turn to.
func (s *Service) subscriber() string {
	if s.from != nil {
		return s.from.Address
	}
	return "stockflow@localhost"
}

// cutBytes shortens a text to so many bytes, between characters.
func cutBytes(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := 0
	for i := range text {
		if i > most-len("…") {
			break
		}
		end = i
	}
	return text[:end] + "…"
}
