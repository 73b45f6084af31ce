package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// TokenPrefix begins every API token, so that people, logs and secret scanners
// recognise one.
const TokenPrefix = "sf_"

// shown is how much of a token is kept readable, to recognise it by.
const shown = len(TokenPrefix) + 6

// secret is 256 random bits as text.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // it never fails; it would rather end the process
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// hashSecret is what is stored of a secret. A plain SHA-256 is enough here:
// passwords need a slow hash because they are guessed, and 256 random bits
// are not; and a token is hashed at every request.
func hashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// NewToken makes an API token: the whole of it, to be shown once, how it
// begins, and the hash to keep.
func NewToken() (token, prefix string, hash []byte) {
	token = TokenPrefix + secret()
	return token, token[:shown], hashSecret(token)
}

// bearer reads the API token of an Authorization header. Other bearers than
// Stockflow's own are somebody else's business: that of a proxy, say.
func bearer(header string) (token string, found bool) {
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	return token, strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(token, TokenPrefix)
}
