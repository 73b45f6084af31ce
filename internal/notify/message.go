package notify

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
	texttemplate "text/template"
	"time"

	"stockflow/internal/notify/choice"
	"stockflow/internal/store"
)

//go:embed templates/*
var templates embed.FS

var (
	htmlMail = template.Must(template.ParseFS(templates, "templates/mail.html"))
	textMail = texttemplate.Must(texttemplate.ParseFS(templates, "templates/mail.txt"))
)

// message is a delivery in words.
type message struct {
	ID      int64
	Subject string
	// Name is how the reader is addressed; empty in a room.
	Name     string
	Severity store.Severity
	Digest   bool
	// Account mails say nothing of preferences, which don't apply to them.
	Account     bool
	Items       []item
	Preferences string
}

type item struct {
	Kind     string
	Severity store.Severity
	Subject  string
	Body     string
	Link     string
	At       string
}

// compose words a delivery. Links lead into the dashboard at publicURL.
func compose(d store.Delivery, publicURL string) message {
	base := strings.TrimSuffix(publicURL, "/")
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		zone = time.UTC
	}
	m := message{ID: d.ID, Name: d.UserName, Digest: d.Timing != choice.Immediate, Account: d.Account, Severity: store.Info}
	if base != "" {
		m.Preferences = base + "/settings/notifications"
	}
	for _, i := range d.Items {
		it := item{Kind: i.Kind, Severity: i.Severity, Subject: oneLine(i.Subject), Body: i.Body, At: i.CreatedAt.In(zone).Format("2 Jan 15:04 MST")}
		if i.Link != "" && base != "" {
			it.Link = base + i.Link
		}
		if choice.AtLeast(string(i.Severity), string(m.Severity)) {
			m.Severity = i.Severity
		}
		m.Items = append(m.Items, it)
	}
	switch {
	case m.Digest && len(m.Items) == 1:
		m.Subject = "1 notification: " + m.Items[0].Subject
	case m.Digest:
		m.Subject = fmt.Sprintf("%d notifications from Stockflow", len(m.Items))
	case len(m.Items) > 0:
		m.Subject = m.Items[0].Subject
	}
	if m.Severity == store.Critical {
		m.Subject = "Critical: " + m.Subject
	}
	return m
}

// oneLine keeps names that people chose from becoming further headers.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (m message) html() (string, error) {
	var b bytes.Buffer
	if err := htmlMail.Execute(&b, m); err != nil {
		return "", fmt.Errorf("word a mail: %w", err)
	}
	return b.String(), nil
}

func (m message) text() (string, error) {
	var b bytes.Buffer
	if err := textMail.Execute(&b, m); err != nil {
		return "", fmt.Errorf("word a mail: %w", err)
	}
	return b.String(), nil
}

// short is the message for a phone or a room: what happened, and where to look.
func (m message) short() string {
	const most = 10
	var lines []string
	for n, i := range m.Items {
		if n == most {
			lines = append(lines, fmt.Sprintf("… and %d more", len(m.Items)-most))
			break
		}
		line := i.Subject
		if !m.Digest && i.Body != "" {
			line += "\n" + i.Body
		}
		if i.Link != "" {
			line += "\n" + i.Link
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// title stands over a message where it has one of its own.
func (m message) title() string {
	if m.Severity == store.Critical {
		return "Stockflow: critical"
	}
	return "Stockflow"
}

// link is where the message leads as a whole.
func (m message) link() string {
	if len(m.Items) == 1 {
		return m.Items[0].Link
	}
	return ""
}
