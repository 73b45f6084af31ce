// Package smtptest runs a mail server on loopback for tests.
package smtptest

import (
	"crypto/tls"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

// Mail is a mail that came in.
type Mail struct {
	To      string
	Header  mail.Header
	Subject string
	// Text and HTML are the two forms of what it says.
	Text, HTML string
}

// Server is a mail server that keeps what it gets.
type Server struct {
	URL string

	password string

	mu sync.Mutex
	// asked counts the passwords that were given.
	asked  int
	mails  []Mail
	refuse func(to string) error
}

// Options say what a server offers.
type Options struct {
	// TLS is its certificate: with it the server offers STARTTLS, or, with
	// Implicit, speaks nothing else from the first byte.
	TLS      *tls.Config
	Implicit bool
	// Password is what a user has to give first; empty: nobody has to.
	Password string
}

// New starts a server that takes anything, which ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	return Start(t, Options{})
}

// Start starts a server, which ends with the test.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s := &Server{password: o.Password}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	server.Domain, server.ReadTimeout, server.WriteTimeout = "localhost", time.Minute, time.Minute
	// A client must know by itself not to give a password in the clear.
	server.AllowInsecureAuth = true
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	if o.Implicit {
		listener = tls.NewListener(listener, o.TLS)
	} else {
		server.TLSConfig = o.TLS
	}
	go func() { _ = server.Serve(listener) }() // it ends with an error, when it is closed
	t.Cleanup(func() { _ = server.Close() })
	s.URL = "smtp://" + listener.Addr().String()
	return s
}

// Refuse lets the server refuse recipients; nil: it refuses none.
func (s *Server) Refuse(f func(to string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = f
}

// Mails are those that have come in so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// To are the mails to an address.
func (s *Server) To(address string) (found []Mail) {
	for _, m := range s.Mails() {
		if m.To == address {
			found = append(found, m)
		}
	}
	return found
}

// Asked counts the passwords that the server was given.
func (s *Server) Asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

type session struct {
	server *Server
	known  bool
	to     string
}

// AuthMechanisms implements smtp.AuthSession.
func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth implements smtp.AuthSession.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, password string) error {
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		s.server.asked++
		if s.known = password == s.server.password; !s.known {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

// Mail implements smtp.Session.
func (s *session) Mail(string, *smtp.MailOptions) error {
	if s.server.password != "" && !s.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.refuse != nil {
		return s.server.refuse(to)
	}
	return nil
}

// Data implements smtp.Session.
func (s *session) Data(r io.Reader) error {
	m, err := read(r)
	if err != nil {
		return err
	}
	m.To = s.to
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, m)
	return nil
}

// Reset implements smtp.Session.
func (s *session) Reset() {}

// Logout implements smtp.Session.
func (s *session) Logout() error { return nil }

func read(r io.Reader) (Mail, error) {
	msg, err := mail.ReadMessage(r)
	if err != nil {
		return Mail{}, fmt.Errorf("read a mail: %w", err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil {
		return Mail{}, fmt.Errorf("read a subject: %w", err)
	}
	m := Mail{Header: msg.Header, Subject: subject}
	media, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(media, "multipart/") {
		return Mail{}, fmt.Errorf("a mail is %s: %w", media, err)
	}
	for parts := multipart.NewReader(msg.Body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if err == io.EOF { //nolint:errorlint // that is how multipart says it
			return m, nil
		}
		if err != nil {
			return Mail{}, fmt.Errorf("read a part of a mail: %w", err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return Mail{}, fmt.Errorf("read a part of a mail: %w", err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			m.HTML = string(text)
		} else {
			m.Text = string(text)
		}
	}
}
