package auth

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"stockflow/internal/store"
)

// How long the links in mails are good.
const (
	resetLife      = time.Hour
	confirmLife    = 24 * time.Hour
	invitationLife = 7 * 24 * time.Hour
)

func write(subject, name string, paragraphs ...string) store.Mail {
	greeting := "Hello,"
	if name != "" {
		greeting = "Hello " + name + ","
	}
	return store.Mail{Subject: subject, Body: strings.Join(append([]string{greeting}, paragraphs...), "\n\n") + "\n"}
}

// link is the address of a page of the dashboard with a secret.
func (a *Accounts) link(page, secret string) string {
	return a.publicURL + page + "?token=" + url.QueryEscape(secret)
}

func (a *Accounts) resetMail(secret string) func(name string) store.Mail {
	return func(name string) store.Mail {
		return write("Reset your Stockflow password", name,
			"Choose a new password here:\n"+a.link("/reset-password", secret),
			"The link is good once, for an hour. If you didn't ask for it, do nothing: your password stays as it is.")
	}
}

func resetDoneMail(name string) store.Mail {
	return write("Your Stockflow password was reset", name,
		"Your password was just reset by a link that was mailed to you, and you were signed out everywhere.",
		"If that wasn't you, tell an administrator at once.")
}

func lockedMail(locked time.Duration) store.Mail {
	return write("Your Stockflow account is locked", "",
		fmt.Sprintf("Somebody gave too many wrong passwords for your account. It is locked for %s.", locked),
		"If that was you, wait, or reset your password. If it wasn't, your password has kept them out; nothing else needs to be done.")
}

func (a *Accounts) invitationMail(secret string) func(name string) store.Mail {
	return func(name string) store.Mail {
		return write("You are invited to Stockflow", name,
			"Choose a password to begin:\n"+a.link("/invitation", secret),
			"The link is good once, for seven days.")
	}
}

// applicationMail answers a request for access by the standing of the address.
func (a *Accounts) applicationMail(secret string) func(name, standing string) store.Mail {
	return func(name, standing string) store.Mail {
		const subject, asked = "Access to Stockflow", "Somebody asked for access to Stockflow with this e-mail address. "
		const ignore = "If that wasn't you, do nothing."
		switch standing {
		case "new":
			return write("Confirm your e-mail address", name,
				"Confirm that you ask for access to Stockflow:\n"+a.link("/confirm-email", secret),
				"The link is good once, for a day. "+ignore)
		case "active":
			return write(subject, name, asked+"You have access already: sign in, or reset your password, at "+a.publicURL+".", ignore)
		case "requested":
			return write(subject, name, asked+"Your request is waiting for an administrator.", ignore)
		case "invited":
			return write(subject, name, asked+"You are invited already: look for that mail, or ask an administrator for a new one.", ignore)
		default:
			return write(subject, name, asked+"Your account is not active: ask an administrator.", ignore)
		}
	}
}

func refusalMail(reason string) func(name string) store.Mail {
	return func(name string) store.Mail {
		return write("Your request for access was refused", name, "Your request for access to Stockflow was refused: "+reason)
	}
}
