// Package sealed encrypts the secrets that the database keeps, with a key that
// it doesn't: AES-256-GCM, bound to what the secret is for.
package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// ErrNoKey says that no key is configured.
var ErrNoKey = errors.New("no SECRETS_KEY is configured")

// keySize is that of AES-256.
const keySize = 32

// version begins every sealed text, for a way to change the cipher.
const version = 1

// Box seals and opens secrets. The zero value has no key and does neither.
type Box struct{ aead cipher.AEAD }

// New reads a key: 32 bytes in base64. An empty text gives a box without one.
func New(key string) (Box, error) {
	key = strings.TrimSpace(key)
	if key == "" {
		return Box{}, nil
	}
	raw, err := base64.StdEncoding.DecodeString(key)
	if err != nil || len(raw) != keySize {
		return Box{}, fmt.Errorf("SECRETS_KEY is not %d bytes in base64: head -c %d /dev/urandom | base64 makes one", keySize, keySize)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return Box{}, fmt.Errorf("set up the cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return Box{}, fmt.Errorf("set up the cipher: %w", err)
	}
	return Box{aead}, nil
}

// Ready tells whether there is a key.
func (b Box) Ready() bool { return b.aead != nil }

// Seal encrypts a secret for a purpose.
func (b Box) Seal(secret, purpose string) ([]byte, error) {
	if b.aead == nil {
		return nil, ErrNoKey
	}
	return b.aead.Seal([]byte{version}, nil, []byte(secret), []byte(purpose)), nil
}

// Open decrypts what was sealed for the same purpose with the same key.
func (b Box) Open(text []byte, purpose string) (string, error) {
	if b.aead == nil {
		return "", ErrNoKey
	}
	if len(text) < 1 || text[0] != version {
		return "", errors.New("this was not sealed here")
	}
	secret, err := b.aead.Open(nil, nil, text[1:], []byte(purpose))
	if err != nil {
		return "", errors.New("this was sealed with another SECRETS_KEY")
	}
	return string(secret), nil
}

// Random gives a new key.
func Random() string {
	var key [keySize]byte
	_, _ = rand.Read(key[:]) // it never fails; it would rather end the process
	return base64.StdEncoding.EncodeToString(key[:])
}
