package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// browser is somebody who uses the API. Every answer is checked against the
// contract.
type browser struct {
	t    testing.TB
	rig  *rig
	http *http.Client
}

func (r *rig) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &browser{t, r, &http.Client{
		Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// email is the address that the fixture gave a user.
func (r *rig) email(t testing.TB, user int64) (email string) {
	t.Helper()
	require.NoError(t, r.Super.QueryRow(t.Context(), "SELECT email FROM users WHERE id = $1", user).Scan(&email))
	return email
}

// as is a browser in which a user is signed in.
func (r *rig) as(t testing.TB, user int64) *browser {
	t.Helper()
	b := r.browser(t)
	b.want(http.StatusOK, "POST", "/session", map[string]any{"email": r.email(t, user), "password": password})
	return b
}

// response is an answer that was read.
type response struct {
	*http.Response
	body []byte
}

func (r response) decode(t testing.TB, v any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(r.body, v), string(r.body))
}

func (r response) object(t testing.TB) (v map[string]any) {
	t.Helper()
	r.decode(t, &v)
	return v
}

// send sends a request; a body that is text is sent as it is.
func (b *browser) send(method, path string, body any, headers ...string) response {
	b.t.Helper()
	var content []byte
	switch v := body.(type) {
	case nil:
	case string:
		content = []byte(v)
	case []byte:
		content = v
	default:
		var err error
		content, err = json.Marshal(v)
		require.NoError(b.t, err)
	}
	address := b.rig.URL + path
	if !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "//") {
		address = b.rig.URL + "/api/v1" + path
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, strings.Replace(address, b.rig.URL+"//", b.rig.URL+"/", 1), bytes.NewReader(content))
	require.NoError(b.t, err)
	if content != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.http.Do(req)
	require.NoError(b.t, err)
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	b.check(req, res, read)
	return response{res, read}
}

// check holds an answer against the contract.
func (b *browser) check(req *http.Request, res *http.Response, body []byte) {
	b.t.Helper()
	if res.StatusCode >= 400 && strings.HasPrefix(req.URL.Path, "/api/v1/") {
		require.Equal(b.t, "application/problem+json", res.Header.Get("Content-Type"), "%s %s: %s", req.Method, req.URL, body)
	}
	route, vars, err := b.rig.routes.FindRoute(req)
	if err != nil {
		return
	}
	err = openapi3filter.ValidateResponse(b.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: vars, Route: route},
		Status:                 res.StatusCode, Header: res.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	require.NoError(b.t, err, "%s %s answered %s", req.Method, req.URL, body)
}

// want sends a request that has to be answered with a status.
func (b *browser) want(status int, method, path string, body any, headers ...string) response {
	b.t.Helper()
	res := b.send(method, path, body, headers...)
	require.Equal(b.t, status, res.StatusCode, "%s %s: %s", method, path, res.body)
	return res
}

func (b *browser) get(path string) map[string]any {
	b.t.Helper()
	return b.want(http.StatusOK, "GET", path, nil).object(b.t)
}

// command gives a command under a key of its own.
func (b *browser) command(status int, path string, body any) map[string]any {
	b.t.Helper()
	return b.want(status, "POST", path, body, "Idempotency-Key", uuid.NewString()).object(b.t)
}

// refused sends a request that has to be refused with a code.
func (b *browser) refused(status int, code, method, path string, body any, headers ...string) map[string]any {
	b.t.Helper()
	problem := b.want(status, method, path, body, headers...).object(b.t)
	require.Equal(b.t, code, problem["code"], "%v", problem)
	return problem
}
