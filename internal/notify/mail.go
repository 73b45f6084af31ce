package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/wneessen/go-mail"

	"stockflow/internal/store"
)

// mailer sends mails.
type mailer interface {
	send(ctx context.Context, to, name string, m message) error
}

// smtpMailer sends mails through the company's mail server.
type smtpMailer struct {
	host     string
	port     int
	user     string
	password string
	from     *netmail.Address
	// implicitTLS is TLS from the first byte, as on port 465.
	implicitTLS bool
	policy      mail.TLSPolicy
	private     bool
	tls         *tls.Config
}

// newSMTP reads SMTP_URL: smtp://user:password@host:port for STARTTLS,
// smtps:// for TLS from the start, smtp://…?tls=off for none at all. Without
// a user, smtp:// takes TLS where the server offers it.
func newSMTP(address, from string, private bool, secure *tls.Config) (*smtpMailer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		// The URL holds a password, so it isn't repeated.
		return nil, errors.New("SMTP_URL is no address like smtp://user:password@mail.example:587")
	}
	s := &smtpMailer{host: u.Hostname(), user: u.User.Username(), implicitTLS: u.Scheme == "smtps", private: private}
	s.password, _ = u.User.Password()
	s.tls = secure.Clone()
	s.tls.ServerName = s.host
	s.port = 587
	if s.implicitTLS {
		s.port = 465
	}
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, errors.New("SMTP_URL has a port that is no number")
		}
	}
	switch how := u.Query().Get("tls"); {
	case how == "off":
		s.policy = mail.NoTLS
	case how != "":
		return nil, fmt.Errorf("SMTP_URL says tls=%s; it is off or not said", how)
	case s.user == "" || s.implicitTLS:
		s.policy = mail.TLSOpportunistic
	default:
		s.policy = mail.TLSMandatory
	}
	if s.from, err = netmail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("SMTP_FROM %q is no address: %w", from, err)
	}
	return s, nil
}

func (s *smtpMailer) send(ctx context.Context, to, name string, m message) error {
	msg, err := s.letter(to, name, m)
	if err != nil {
		return permanent(err)
	}
	options := []mail.Option{
		mail.WithPort(s.port), mail.WithTLSPolicy(s.policy), mail.WithTLSConfig(s.tls), mail.WithTimeout(sendTimeout), mail.WithoutNoop(),
		mail.WithDialContextFunc(func(dialing context.Context, network, address string) (net.Conn, error) {
			conn, err := dialContext(ctx, s.private, network, address)
			if err != nil || !s.implicitTLS {
				return conn, err
			}
			secure := tls.Client(conn, s.tls)
			if err := secure.HandshakeContext(dialing); err != nil {
				conn.Close()
				return nil, fmt.Errorf("agree on TLS: %w", err)
			}
			return secure, nil
		}),
	}
	if s.user != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.user), mail.WithPassword(s.password))
	}
	client, err := mail.NewClient(s.host, options...)
	if err != nil {
		return permanent(fmt.Errorf("set up the mail client: %w", err))
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if msg.IsDelivered() {
		return nil // the server has it, whatever happened to the farewell
	}
	if errors.Is(err, errPrivate) {
		return &Failure{Reason: "SMTP_URL leads to a private address, which NOTIFY_ALLOW_PRIVATE=true would allow", Permanent: true}
	}
	var refused *mail.SendError
	if errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500 {
		return permanent(fmt.Errorf("the mail server refused it: %w", smtpReason(err)))
	}
	return smtpReason(err)
}

// letter makes the mail. Its Message-ID is the delivery's, so that a mail that
// was sent twice is known as one.
func (s *smtpMailer) letter(to, name string, m message) (*mail.Msg, error) {
	text, err := m.text()
	if err != nil {
		return nil, err
	}
	html, err := m.html()
	if err != nil {
		return nil, err
	}
	msg := mail.NewMsg()
	msg.FromMailAddress(s.from)
	msg.ToMailAddress(&netmail.Address{Name: oneLine(name), Address: to})
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageIDWithValue(messageID(m.ID, s.from.Address))
	msg.SetGenHeader("X-Stockflow-Delivery", strconv.FormatInt(m.ID, 10))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Severity == store.Critical {
		msg.SetImportance(mail.ImportanceHigh)
	}
	msg.SetBodyString(mail.TypeTextPlain, text)
	msg.AddAlternativeString(mail.TypeTextHTML, html)
	if _, err := msg.GetRecipients(); err != nil {
		return nil, fmt.Errorf("read the mail address: %w", err)
	}
	return msg, nil
}

func messageID(id int64, from string) string {
	_, domain, _ := strings.Cut(from, "@")
	return fmt.Sprintf("delivery-%d@%s", id, domain)
}

// smtpReason leaves out of an error what the library says of the message.
func smtpReason(err error) error {
	var refused *mail.SendError
	if errors.As(err, &refused) && refused.ErrorCode() != 0 {
		return fmt.Errorf("the mail server answered %d to %s", refused.ErrorCode(), refused.Reason)
	}
	return err
}

// fileMailer writes mails to a file instead of sending them, for development.
type fileMailer struct {
	path string
	mu   sync.Mutex
}

func (f *fileMailer) send(_ context.Context, to, _ string, m message) error {
	text, err := m.text()
	if err != nil {
		return permanent(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	out, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the file for mails: %w", err)
	}
	defer out.Close()
	if _, err := fmt.Fprintf(out, "---- mail to %s: %s\n\n%s\n", to, m.Subject, text); err != nil {
		return fmt.Errorf("write a mail to the file: %w", err)
	}
	return nil
}
