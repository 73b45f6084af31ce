package httpapi_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
	"github.com/stretchr/testify/require"

	"stockflow/internal/auth"
	"stockflow/internal/httpapi"
)

// provider is a small OpenID Connect provider: it signs in, without asking,
// whom the test says, and hands out what it was asked to keep.
type provider struct {
	t      testing.TB
	url    string
	key    *rsa.PrivateKey
	server oidctest.Server

	mu sync.Mutex
	// codes are the sign-ins whose code was not exchanged yet.
	codes map[string]url.Values
	// claims are what the tokens say beyond what they have to; forge changes them.
	claims map[string]any
	forge  func(claims map[string]any)
}

var signingKeys = sync.OnceValues(func() ([2]*rsa.PrivateKey, error) {
	var keys [2]*rsa.PrivateKey
	var err error
	for i := range keys {
		if keys[i], err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return keys, err
		}
	}
	return keys, nil
})

func newProvider(t testing.TB) *provider {
	t.Helper()
	keys, err := signingKeys()
	require.NoError(t, err)
	p := &provider{t: t, key: keys[0], codes: map[string]url.Values{}, claims: map[string]any{}}
	p.server.PublicKeys = []oidctest.PublicKey{{PublicKey: keys[0].Public(), KeyID: "one", Algorithm: oidc.RS256}}
	mux := http.NewServeMux()
	mux.Handle("/", &p.server)
	mux.HandleFunc("GET /auth", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.url = server.URL
	p.server.SetIssuer(server.URL)
	return p
}

func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	code := fmt.Sprintf("code-%d", len(p.codes))
	p.codes[code] = q
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.url}}.Encode(), http.StatusFound)
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked, known := p.codes[r.PostFormValue("code")]
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	id, secret, _ := r.BasicAuth()
	if !known || id != "stockflow" || secret != "s3cret" || asked.Get("code_challenge_method") != "S256" ||
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	delete(p.codes, r.PostFormValue("code"))
	claims := map[string]any{
		"iss": p.url, "aud": "stockflow", "sub": "7", "exp": time.Now().Add(time.Minute).Unix(), "iat": time.Now().Unix(), "nonce": asked.Get("nonce"),
	}
	for k, v := range p.claims {
		claims[k] = v
	}
	if p.forge != nil {
		p.forge(claims)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		panic(err) // the test's claims are at fault
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"access_token":"x","token_type":"Bearer","id_token":%q}`, oidctest.SignIDToken(p.key, "one", oidc.RS256, string(text)))
}

// says sets whom the provider signs in.
func (p *provider) says(email string, verified any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.claims = map[string]any{"email": email, "email_verified": verified, "name": "New Comer"}
}

// option leads the API to the provider. It comes back to PUBLIC_URL, which is no
// server of the test's: the browser goes to the API's own address instead.
func (p *provider) option(d *httpapi.Deps) {
	d.OIDC = auth.NewOIDC(p.url, "stockflow", "s3cret", "https://stock.test")
}

// through goes through the provider, and gives the address at which the API
// lets the browser go.
func (b *browser) through(path string) string {
	b.t.Helper()
	return b.back(b.there(path))
}

// there goes to the provider, and gives the address at which it sends back.
func (b *browser) there(path string) string {
	b.t.Helper()
	out := b.want(http.StatusFound, "GET", "/"+path, nil)
	res, err := b.http.Get(out.Header.Get("Location")) //nolint:noctx // the test's own provider
	require.NoError(b.t, err)
	defer res.Body.Close()
	back, err := url.Parse(res.Header.Get("Location"))
	require.NoError(b.t, err)
	require.Equal(b.t, "stock.test", back.Host)
	return back.RequestURI()
}

func (b *browser) back(address string) string {
	b.t.Helper()
	return b.want(http.StatusFound, "GET", "/"+address, nil).Header.Get("Location")
}

func TestSignInThroughAProvider(t *testing.T) {
	p := newProvider(t)
	r := setup(t, p.option)
	b := r.browser(t)
	items := b.get("/session/providers")["items"].([]any)
	require.Equal(t, map[string]any{"name": p.url[len("http://"):], "url": "/auth/oidc"}, items[0])
	p.says(r.email(t, r.Staff), true)
	require.Equal(t, "/stock?search=tea", b.through("/auth/oidc?next="+url.QueryEscape("/stock?search=tea")))
	session := b.get("/session")
	require.EqualValues(t, r.Staff, session["id"])
	require.Len(t, session["warehouses"], 2)

	for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "stock", "/\tevil"} {
		require.Equal(t, "/", r.browser(t).through("/auth/oidc?next="+url.QueryEscape(next)), next)
	}
	// Deactivated, the person stays outside whatever the provider says.
	r.Exec(t, "UPDATE users SET status = 'inactive' WHERE id = $1", r.Staff)
	other := r.browser(t)
	require.Equal(t, "/login?problem=account_inactive", other.through("/auth/oidc"))
	other.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	require.EqualValues(t, 1, r.ID(t, "SELECT count(*) FROM audit_records WHERE action = 'sign_in_failed' AND after->>'reason' = 'account_inactive'"))
}

func TestProvidersDontMakeUsers(t *testing.T) {
	p := newProvider(t)
	r := setup(t, p.option)
	b, admin := r.browser(t), r.as(t, r.Admin)
	for _, verified := range []any{false, nil, "false", 1} {
		p.says(r.email(t, r.Staff), verified)
		require.Equal(t, "/login?problem=email_unverified", b.through("/auth/oidc"), verified)
	}
	p.says("", true)
	require.Equal(t, "/login?problem=email_unverified", b.through("/auth/oidc"))

	p.says(newcomer, true)
	for range 2 {
		require.Equal(t, "/login?problem=access_requested", b.through("/auth/oidc"))
	}
	b.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)
	requests := admin.get("/access-requests")["items"].([]any)
	require.Len(t, requests, 1)
	require.Empty(t, r.mails(t, newcomer))
	approve := fmt.Sprintf("/access-requests/%v/approve", requests[0].(map[string]any)["id"])
	admin.want(http.StatusOK, "POST", approve, map[string]any{"role": "staff", "warehouse_ids": []any{r.North.ID}})

	// Who was let in needs no password: the provider proves what the link would.
	secret := r.secret(t, newcomer, "/invitation")
	require.Equal(t, "/", b.through("/auth/oidc"))
	require.Equal(t, "staff", b.get("/session")["role"])
	b.refused(http.StatusGone, "link_invalid", "POST", "/invitations/accept", linkAndPassword(secret, "seven green pallets"))
	p.says("system@stockflow.invalid", true)
	require.Equal(t, "/login?problem=not_found", r.browser(t).through("/auth/oidc"))
	r.Verify(t)
}

// Each answer that isn't the provider's own, to this browser, for this sign-in,
// lets nobody in.
func TestForgedProviderAnswers(t *testing.T) {
	p := newProvider(t)
	r := setup(t, p.option)
	p.says(r.email(t, r.Admin), true)
	keys, err := signingKeys()
	require.NoError(t, err)
	const refused = "/login?problem=provider_failed"
	for name, forge := range map[string]func(map[string]any){
		"another audience": func(c map[string]any) { c["aud"] = "somebody else" },
		"another issuer":   func(c map[string]any) { c["iss"] = "https://evil.example" },
		"run out":          func(c map[string]any) { c["exp"] = time.Now().Add(-time.Minute).Unix() },
		"another nonce":    func(c map[string]any) { c["nonce"] = "x" },
		"no nonce":         func(c map[string]any) { delete(c, "nonce") },
	} {
		p.forge = forge
		require.Equal(t, refused, r.browser(t).through("/auth/oidc"), name)
	}
	p.forge = nil
	p.key = keys[1]
	require.Equal(t, refused, r.browser(t).through("/auth/oidc"), "another key")
	p.key = keys[0]

	b, victim := r.browser(t), r.browser(t)
	back := b.there("/auth/oidc")
	require.Equal(t, refused, victim.back(back), "a browser that didn't begin it")
	victim.there("/auth/oidc")
	require.Equal(t, refused, victim.back(back), "a browser that began another")
	u, err := url.Parse(back)
	require.NoError(t, err)
	q := u.Query()
	q.Set("state", "x")
	require.Equal(t, refused, b.back(u.Path+"?"+q.Encode()), "another state")
	require.Equal(t, refused, b.back(back), "a sign-in that was tried already")
	back = b.there("/auth/oidc")
	require.Equal(t, "/", b.back(back))
	for _, other := range []*browser{b, victim} {
		require.Equal(t, refused, other.back(back), "an answer that was used")
	}
	victim.refused(http.StatusUnauthorized, "unauthenticated", "GET", "/session", nil)

	u, err = url.Parse(b.there("/auth/oidc"))
	require.NoError(t, err)
	denied := url.Values{"state": {u.Query().Get("state")}, "error": {"access_denied"}}
	require.Equal(t, refused, b.back(u.Path+"?"+denied.Encode()), "the provider refused")
}

// The API runs without its provider, and finds it when it is there.
func TestProviderThatIsAway(t *testing.T) {
	r := setup(t, func(d *httpapi.Deps) {
		d.OIDC = auth.NewOIDC("http://127.0.0.1:1", "stockflow", "s3cret", "https://stock.test")
	})
	require.Equal(t, "/login?problem=provider_failed", r.browser(t).back("/auth/oidc"))
	r.as(t, r.Staff)
	without := setup(t)
	require.Empty(t, without.browser(t).get("/session/providers")["items"])
}
