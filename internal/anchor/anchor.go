// Package anchor keeps proof of the audit chains outside of the database: the
// heads of all chains, signed with a key that the database doesn't hold. Who
// rewrites a chain, whatever rights in the database they have, can't rewrite
// what was anchored.
package anchor

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Head is the last record of a chain at the time of an anchor.
type Head struct {
	Stream string `json:"stream"`
	Seq    int64  `json:"seq"`
	// Hash is the record's, in hexadecimal.
	Hash string `json:"hash"`
}

// Anchor is the heads of all chains at a time.
type Anchor struct {
	At time.Time `json:"at"`
	// Scheduled is the time for which it was scheduled; zero when it was made by hand.
	Scheduled time.Time `json:"scheduled,omitzero"`
	Heads     []Head    `json:"heads"`
	// Previous is the digest of the anchor before it in the same place; empty for
	// the first. So an anchor that is taken away shows, unless it is the newest.
	Previous string `json:"previous"`
}

// Signed is an anchor as it is kept: the text that was signed, as it is, so
// that nothing depends on how JSON is written.
type Signed struct {
	Anchor    string `json:"anchor"`
	Signature string `json:"signature"`
}

// sign signs an anchor.
func sign(key ed25519.PrivateKey, a Anchor) (Signed, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return Signed{}, fmt.Errorf("write an anchor: %w", err)
	}
	return Signed{Anchor: string(text), Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(key, text))}, nil
}

// errForged says that an anchor was not signed with the key.
var errForged = errors.New("the signature is not by the key")

// open reads an anchor if the key has signed it.
func (s Signed) open(key ed25519.PublicKey) (a Anchor, err error) {
	signature, err := base64.StdEncoding.DecodeString(s.Signature)
	if err != nil || !ed25519.Verify(key, []byte(s.Anchor), signature) {
		return a, errForged
	}
	err = s.read(&a)
	return a, err
}

func (s Signed) read(a *Anchor) error {
	if err := json.Unmarshal([]byte(s.Anchor), a); err != nil {
		return fmt.Errorf("read an anchor: %w", err)
	}
	return nil
}

// digest names an anchor in the one that follows it.
func (s Signed) digest() string {
	sum := sha256.Sum256([]byte(s.Anchor))
	return hex.EncodeToString(sum[:])
}

// NewKey makes up a key, in the form that ParseKey reads.
func NewKey() (string, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return "", fmt.Errorf("make up a key: %w", err)
	}
	return base64.StdEncoding.EncodeToString(key.Seed()), nil
}

// ParseKey reads a key that signs: 32 bytes in base64.
func ParseKey(text string) (ed25519.PrivateKey, error) {
	seed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("an anchor's key is %d bytes in base64", ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// ParsePublicKey reads a key that only checks signatures, in the same form.
func ParsePublicKey(text string) (ed25519.PublicKey, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("an anchor's public key is %d bytes in base64", ed25519.PublicKeySize)
	}
	return key, nil
}

// PublicKey is the text of the key with which others check signatures.
func PublicKey(key ed25519.PrivateKey) string {
	public, _ := key.Public().(ed25519.PublicKey)
	return base64.StdEncoding.EncodeToString(public)
}
