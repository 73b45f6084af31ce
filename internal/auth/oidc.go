package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"stockflow/internal/inventory"
)

// CodeProviderFailed refuses a sign-in that the OpenID provider didn't carry
// through, or not credibly.
const CodeProviderFailed inventory.Code = "provider_failed"

// Where the sign-in through a provider begins and comes back to.
const (
	OIDCPath         = "/auth/oidc"
	OIDCCallbackPath = OIDCPath + "/callback"
)

// providerTimeout bounds each request to the provider.
const providerTimeout = 10 * time.Second

// OIDC signs people in through an OpenID Connect provider: by a code with PKCE,
// a state and a nonce.
type OIDC struct {
	issuer string
	config oauth2.Config
	client *http.Client

	mu       sync.Mutex
	provider *oidc.Provider // nil until the provider was reached
}

// NewOIDC makes a way in through a provider. It is asked for its addresses when
// the first person comes, so that the API starts without it.
func NewOIDC(issuer, clientID, clientSecret, publicURL string) *OIDC {
	return &OIDC{
		issuer: issuer, client: &http.Client{Timeout: providerTimeout},
		config: oauth2.Config{
			ClientID: clientID, ClientSecret: clientSecret, RedirectURL: publicURL + OIDCCallbackPath,
			Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
		},
	}
}

// Name is what people know the provider by: its host.
func (o *OIDC) Name() string {
	u, err := url.Parse(o.issuer)
	if err != nil || u.Host == "" {
		return o.issuer
	}
	return u.Host
}

// discovered is the provider and the configuration with its addresses.
func (o *OIDC) discovered(ctx context.Context) (*oidc.Provider, oauth2.Config, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider == nil {
		// The keys are fetched later and again: not within this request's life.
		p, err := oidc.NewProvider(context.WithoutCancel(ctx), o.issuer)
		if err != nil {
			return nil, oauth2.Config{}, failed("the provider can't be reached", err)
		}
		o.provider = p
	}
	c := o.config
	c.Endpoint = o.provider.Endpoint()
	return o.provider, c, nil
}

func failed(why string, cause error) error {
	return inventory.Refusef(CodeProviderFailed, "%s", why).WithCause(cause)
}

// attempt is a sign-in under way. The browser keeps it, out of reach of scripts
// and of other sites.
type attempt struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Next     string `json:"next"`
}

// Begin gives the address of the provider where somebody is to sign in, and
// what the browser has to keep meanwhile. Afterwards the person goes on to next.
func (o *OIDC) Begin(ctx context.Context, next string) (address, keep string, err error) {
	_, config, err := o.discovered(oidc.ClientContext(ctx, o.client))
	if err != nil {
		return "", "", err
	}
	a := attempt{State: secret(), Nonce: secret(), Verifier: oauth2.GenerateVerifier(), Next: next}
	b, err := json.Marshal(a)
	if err != nil {
		return "", "", fmt.Errorf("encode a sign-in: %w", err)
	}
	address = config.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier))
	return address, base64.RawURLEncoding.EncodeToString(b), nil
}

// Identity is who somebody is, by the word of the provider.
type Identity struct {
	Email, Name string
	// Verified tells that the provider knows the address to be the person's.
	Verified bool
	// Next is where the person was going.
	Next string
}

// Finish reads who has come back from the provider.
func (o *OIDC) Finish(ctx context.Context, keep string, query url.Values) (Identity, error) {
	a, err := readAttempt(keep)
	if err != nil {
		return Identity{}, err
	}
	if subtle.ConstantTimeCompare([]byte(a.State), []byte(query.Get("state"))) != 1 {
		return Identity{}, failed("this sign-in was begun elsewhere", nil)
	}
	if query.Get("error") != "" {
		return Identity{}, failed("the provider refused the sign-in", errors.New(clip(query.Get("error"), 200)))
	}
	ctx = oidc.ClientContext(ctx, o.client)
	provider, config, err := o.discovered(ctx)
	if err != nil {
		return Identity{}, err
	}
	tokens, err := config.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Identity{}, failed("the provider didn't confirm the sign-in", err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, failed("the provider's answer is not valid", err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return Identity{}, failed("the provider's answer belongs to another sign-in", nil)
	}
	var claims struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"`
		Name     string `json:"name"`
	}
	if err := token.Claims(&claims); err != nil {
		return Identity{}, failed("the provider's answer can't be read", err)
	}
	id := Identity{Email: claims.Email, Name: strings.TrimSpace(claims.Name), Next: a.Next}
	// Some providers write the truth as a text.
	id.Verified = claims.Verified == true || claims.Verified == "true"
	return id, nil
}

func readAttempt(keep string) (a attempt, err error) {
	b, err := base64.RawURLEncoding.DecodeString(keep)
	if err == nil {
		err = json.Unmarshal(b, &a)
	}
	if err != nil || a.State == "" || a.Nonce == "" || a.Verifier == "" {
		return attempt{}, failed("this sign-in took too long, or was begun in another browser", err)
	}
	return a, nil
}
