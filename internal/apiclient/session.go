package apiclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"time"
)

// requestTimeout is longer than the server lets a command wait.
const requestTimeout = 45 * time.Second

// Session is a user who is signed in. It is safe for concurrent use.
type Session struct {
	*ClientWithResponses

	credentials Credentials
	user        SessionUser

	// signIn is held while the session is renewed; renewed counts how often.
	signIn  sync.Mutex
	renewed int
}

// SignIn signs in at a server, given by the address of its pages.
func SignIn(ctx context.Context, serverURL, email, password string) (*Session, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("make a cookie jar: %w", err)
	}
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return nil, errors.New("the default transport was replaced")
	}
	transport = transport.Clone()
	transport.MaxIdleConnsPerHost = 256
	s := &Session{credentials: Credentials{Email: email, Password: password}}
	doer := &retrying{session: s, client: &http.Client{Transport: transport, Jar: jar, Timeout: requestTimeout}}
	s.ClientWithResponses, err = NewClientWithResponses(strings.TrimSuffix(serverURL, "/")+"/api/v1", WithHTTPClient(doer))
	if err != nil {
		return nil, fmt.Errorf("understand the server's address: %w", err)
	}
	s.user, err = Answer[SessionUser](s.SignInWithResponse(ctx, s.credentials))
	if err != nil {
		return nil, fmt.Errorf("sign in as %s: %w", email, err)
	}
	return s, nil
}

// User is the user who is signed in.
func (s *Session) User() SessionUser { return s.user }

// renew signs in again after a session has ended, once for all the requests
// that notice it; seen is the count of renewals when the request was sent.
func (s *Session) renew(ctx context.Context, seen int) error {
	s.signIn.Lock()
	defer s.signIn.Unlock()
	if s.renewed > seen {
		return nil
	}
	if _, err := Answer[SessionUser](s.SignInWithResponse(ctx, s.credentials)); err != nil {
		return fmt.Errorf("sign in again as %s: %w", s.credentials.Email, err)
	}
	s.renewed++
	return nil
}

func (s *Session) renewals() int {
	s.signIn.Lock()
	defer s.signIn.Unlock()
	return s.renewed
}
