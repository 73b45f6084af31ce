package inventory

import (
	"crypto/sha1" //nolint:gosec // RFC 9562 version 5 ids are defined over SHA-1; nothing secret depends on it.
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// commandNamespace is the RFC 9562 namespace of Stockflow's command ids.
var commandNamespace = [16]byte{0x5f, 0x1d, 0x3c, 0x52, 0x7a, 0x0e, 0x4b, 0x6d, 0x9a, 0x41, 0x1b, 0x8e, 0x22, 0xc7, 0x90, 0x3f}

// CommandID derives a command's id from what makes it unique: its kind, its
// user and the idempotency key that the user chose. It is a version 5 UUID
// (RFC 9562, section 5.5).
func CommandID(kind CommandKind, userID int64, key string) string {
	h := sha1.New() //nolint:gosec // see the import
	h.Write(commandNamespace[:])
	fmt.Fprintf(h, "%s|%d|%s", kind, userID, key)
	var u [16]byte
	copy(u[:], h.Sum(nil))
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// RequestHash is the hash of a request's meaning: of its decoded form, so that
// white space and the order of fields don't matter.
func RequestHash(meaning any) (string, error) {
	b, err := json.Marshal(meaning)
	if err != nil {
		return "", fmt.Errorf("hash request: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
