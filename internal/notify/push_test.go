package notify

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/SherClockHolmes/webpush-go"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/notify/choice"
	"stockflow/internal/store"
)

// browser is a browser with its push service: it knows whom it lets push, and
// opens what is for it.
type browser struct {
	*httptest.Server
	key    *ecdh.PrivateKey
	auth   []byte
	status int
	header http.Header
	body   []byte
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	require.NoError(t, err)
	b := &browser{key: key, auth: make([]byte, 16), status: http.StatusCreated}
	_, _ = rand.Read(b.auth)
	b.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.header = r.Header
		b.body, _ = io.ReadAll(r.Body)
		w.WriteHeader(b.status)
	}))
	t.Cleanup(b.Close)
	return b
}

// open decrypts a message as RFC 8291 and RFC 8188 have it.
func (b *browser) open(t *testing.T) (message map[string]string) {
	t.Helper()
	salt, idLen := b.body[:16], int(b.body[20])
	sender, err := ecdh.P256().NewPublicKey(b.body[21 : 21+idLen])
	require.NoError(t, err)
	shared, err := b.key.ECDH(sender)
	require.NoError(t, err)
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(sender.Bytes())
	secret, err := hkdf.Key(sha256.New, shared, b.auth, info, 32)
	require.NoError(t, err)
	key, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", 16)
	require.NoError(t, err)
	nonce, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", 12)
	require.NoError(t, err)
	block, err := aes.NewCipher(key)
	require.NoError(t, err)
	gcm, err := cipher.NewGCM(block)
	require.NoError(t, err)
	plain, err := gcm.Open(nil, nonce, b.body[21+idLen:], nil)
	require.NoError(t, err)
	text, _, found := strings.Cut(string(plain), "\x02")
	require.True(t, found)
	require.NoError(t, json.Unmarshal([]byte(text), &message))
	return message
}

// checkSender checks that the message is signed with the key that the browser
// subscribed with, for this push service.
func (b *browser) checkSender(t *testing.T, public string) {
	t.Helper()
	token, key, found := strings.Cut(strings.TrimPrefix(b.header.Get("Authorization"), "vapid t="), ", k=")
	require.True(t, found, b.header)
	require.Equal(t, public, key)
	point, err := base64.RawURLEncoding.DecodeString(key)
	require.NoError(t, err)
	verify, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	require.NoError(t, err)
	claims := jwt.MapClaims{}
	_, err = jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return verify, nil },
		jwt.WithValidMethods([]string{"ES256"}), jwt.WithAudience(b.URL), jwt.WithExpirationRequired())
	require.NoError(t, err)
	require.Equal(t, "mailto:stock@test.example", claims["sub"])
}

func (b *browser) delivery() store.Delivery {
	return store.Delivery{
		ID: 7, Channel: choice.Browser, SubscriptionID: 3, Endpoint: b.URL + "/send/1", Timing: choice.Immediate,
		P256dh: base64.RawURLEncoding.EncodeToString(b.key.PublicKey().Bytes()), Auth: base64.RawURLEncoding.EncodeToString(b.auth),
		Items: []store.DeliveryItem{{Kind: "expiry", Severity: store.Critical, Subject: "Milk expires", Body: strings.Repeat("ü", 5000), Link: "/alerts/7"}},
	}
}

func TestBrowsersOpenWhatIsPushed(t *testing.T) {
	b := newBrowser(t)
	private, public, err := webpush.GenerateVAPIDKeys()
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(b.Certificate())
	options := Options{
		SMTPFrom: "Stock <stock@test.example>", PublicURL: "https://stock.test", PushPublicKey: public, PushPrivateKey: private,
		Test: Test{PrivatePush: true, TLS: &tls.Config{RootCAs: roots}},
	}
	s, err := New(options)
	require.NoError(t, err)
	require.NoError(t, s.Send(t.Context(), b.delivery()))
	b.checkSender(t, public)
	m := b.open(t)
	assert.Equal(t, "Critical: Milk expires", m["title"])
	assert.Equal(t, "https://stock.test/alerts/7", m["url"])
	assert.Equal(t, "delivery-7", m["tag"])
	assert.Equal(t, "high", b.header.Get("Urgency"))
	assert.Equal(t, "86400", b.header.Get("TTL"))

	var f *Failure
	for status, want := range map[int]Failure{
		http.StatusGone:               {Reason: "the provider answered 410", Permanent: true, Gone: true},
		http.StatusNotFound:           {Reason: "the provider answered 404", Permanent: true, Gone: true},
		http.StatusForbidden:          {Reason: "the provider answered 403", Permanent: true},
		http.StatusServiceUnavailable: {Reason: "the provider answered 503"},
	} {
		b.status = status
		require.ErrorAs(t, s.Send(t.Context(), b.delivery()), &f)
		assert.Equal(t, want, *f)
	}

	// A user's browser gets nobody into a private network.
	b.status, b.body, options.Test.PrivatePush = http.StatusCreated, nil, false
	s, err = New(options)
	require.NoError(t, err)
	require.ErrorAs(t, s.Send(t.Context(), b.delivery()), &f)
	assert.True(t, f.Permanent)
	assert.Nil(t, b.body)
}
