package auth

import (
	"cmp"
	"context"
	"net/mail"
	"strings"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// Accounts is how people get, and get back, a password: by links that are
// mailed to them.
type Accounts struct {
	store     *store.Store
	checker   checker
	publicURL string
}

// NewAccounts makes accounts whose mails lead to a public address. Up to
// atOnce passwords are hashed at the same time.
func NewAccounts(s *store.Store, publicURL string, atOnce int) *Accounts {
	return &Accounts{store: s, checker: checker{make(chan struct{}, atOnce)}, publicURL: publicURL}
}

// Email reads an e-mail address as people type it.
func Email(text string) (string, error) {
	text = strings.TrimSpace(text)
	if parsed, err := mail.ParseAddress(text); err != nil || parsed.Address != text {
		return "", inventory.Refusef(inventory.CodeInvalid, "this is no e-mail address").At("email")
	}
	return text, nil
}

// discretion is how long an answer takes at least that must not tell whether
// an e-mail address is known.
const discretion = 100 * time.Millisecond

// discreetly runs f and waits until its answer tells nothing by its time.
func discreetly(ctx context.Context, f func() error) error {
	timer := time.NewTimer(discretion)
	defer timer.Stop()
	err := f()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return err
}

// mayMail counts a mail that somebody asks for who isn't signed in. Too many
// from one address are refused; too many to one are left out in silence.
func (a *Accounts) mayMail(ctx context.Context, email string, by store.Actor) (bool, error) {
	from := store.Limit{Key: "mails-from:" + network(by.RemoteAddress), Most: 30, Forgotten: time.Hour, LockedFor: time.Hour}
	locked, err := a.store.CountAttempt(ctx, from)
	if err != nil {
		return false, err
	}
	if locked > 0 {
		return false, &TooMany{Code: CodeRateLimited, After: locked}
	}
	to := store.Limit{Key: "mails-to:" + strings.TrimPrefix(AccountKey(email), "account:"), Most: 5, Forgotten: time.Hour, LockedFor: time.Hour}
	locked, err = a.store.CountAttempt(ctx, to)
	return locked == 0, err
}

func newLink(life time.Duration) (link store.Link, text string) {
	text = secret()
	return store.Link{Hash: hashSecret(text), Expires: time.Now().Add(life)}, text
}

// Apply takes a request for access. Its answer is the same whether or not the
// address is known.
func (a *Accounts) Apply(ctx context.Context, by store.Actor, application store.Application) (err error) {
	if application.Email, err = Email(application.Email); err != nil {
		return err
	}
	by.UserID = store.SystemUser
	return discreetly(ctx, func() error {
		if may, err := a.mayMail(ctx, application.Email, by); err != nil || !may {
			return err
		}
		link, text := newLink(confirmLife)
		return a.store.Apply(ctx, by, application, link, a.applicationMail(text))
	})
}

// ConfirmEmail uses the link of a request for access.
func (a *Accounts) ConfirmEmail(ctx context.Context, by store.Actor, text string) error {
	return a.store.ConfirmEmail(ctx, by, hashSecret(text))
}

// Approve lets somebody in who asked for it.
func (a *Accounts) Approve(ctx context.Context, by store.Actor, id int64, role inventory.Role, warehouses []int64) (store.User, error) {
	link, text := newLink(invitationLife)
	return a.store.ApproveAccess(ctx, by, id, role, warehouses, link, a.invitationMail(text))
}

// Refuse refuses a request for access.
func (a *Accounts) Refuse(ctx context.Context, by store.Actor, id int64, reason string) error {
	return a.store.RefuseAccess(ctx, by, id, reason, refusalMail(reason))
}

// Invite adds somebody who sets a password by a mailed link.
func (a *Accounts) Invite(ctx context.Context, by store.Actor, n store.NewUser) (_ store.User, err error) {
	if n.Email, err = Email(n.Email); err != nil {
		return store.User{}, err
	}
	link, text := newLink(invitationLife)
	return a.store.Invite(ctx, by, n, link, a.invitationMail(text)(n.Name))
}

// InviteAgain mails a new link in place of the former one.
func (a *Accounts) InviteAgain(ctx context.Context, by store.Actor, userID int64) error {
	link, text := newLink(invitationLife)
	return a.store.InviteAgain(ctx, by, userID, link, a.invitationMail(text))
}

// AcceptInvitation uses the link of an invitation.
func (a *Accounts) AcceptInvitation(ctx context.Context, by store.Actor, text, password string) error {
	user, err := a.store.LinkOwner(ctx, hashSecret(text), store.Invitation)
	if err != nil {
		return err
	}
	hash, err := a.NewPassword(ctx, password, user.Name, user.Email)
	if err != nil {
		return err
	}
	return a.store.AcceptInvitation(ctx, by, hashSecret(text), hash)
}

// RequestReset mails a link to reset a password to a user who is active. Its
// answer is the same whether or not the address is known.
func (a *Accounts) RequestReset(ctx context.Context, by store.Actor, email string) (err error) {
	if email, err = Email(email); err != nil {
		return err
	}
	by.UserID = store.SystemUser
	return discreetly(ctx, func() error {
		if may, err := a.mayMail(ctx, email, by); err != nil || !may {
			return err
		}
		link, text := newLink(resetLife)
		return a.store.RequestPasswordReset(ctx, by, email, link, a.resetMail(text))
	})
}

// ResetPassword uses the link of a reset.
func (a *Accounts) ResetPassword(ctx context.Context, by store.Actor, text, password string) error {
	user, err := a.store.LinkOwner(ctx, hashSecret(text), store.PasswordReset)
	if err != nil {
		return err
	}
	hash, err := a.NewPassword(ctx, password, user.Name, user.Email)
	if err != nil {
		return err
	}
	return a.store.ResetPassword(ctx, by, hashSecret(text), hash, AccountKey(user.Email), resetDoneMail(user.Name))
}

// NewPassword checks a new password of somebody who is known by own, and
// hashes it when its turn has come.
func (a *Accounts) NewPassword(ctx context.Context, password string, own ...string) (string, error) {
	if err := CheckNewPassword(password, own...); err != nil {
		return "", err
	}
	leave, err := a.checker.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return HashPassword(password)
}

// The refusals of somebody who has proved an address, but is nobody here yet.
const (
	CodeEmailUnverified inventory.Code = "email_unverified"
	CodeAccessRequested inventory.Code = "access_requested"
	CodeAccountInactive inventory.Code = "account_inactive"
)

// SignInAs finds the active user whom a provider knows somebody to be. Who was
// invited is active from now on: the provider has proved what the mailed link
// would have. For anybody else a request for access is made.
func (a *Accounts) SignInAs(ctx context.Context, by store.Actor, id Identity) (store.Principal, error) {
	by.UserID = store.SystemUser
	email, err := Email(id.Email)
	if err != nil || !id.Verified {
		return store.Principal{}, a.refuse(ctx, by, id.Email, CodeEmailUnverified, "the provider doesn't vouch for the e-mail address")
	}
	user, standing, err := a.store.SignInVerified(ctx, by, email)
	if err != nil {
		return store.Principal{}, err
	}
	switch standing {
	case "active":
		return user, nil
	case "new", "requested":
		application := store.Application{Email: email, Name: cmp.Or(clip(id.Name, 200), email), Confirmed: true}
		if err := a.store.Apply(ctx, by, application, store.Link{}, a.applicationMail("")); err != nil {
			return store.Principal{}, err
		}
		return store.Principal{}, a.refuse(ctx, by, email, CodeAccessRequested, "access was asked for; an administrator decides")
	default:
		return store.Principal{}, a.refuse(ctx, by, email, CodeAccountInactive, "this account is not active")
	}
}

// refuse records a refused sign-in.
func (a *Accounts) refuse(ctx context.Context, by store.Actor, email string, code inventory.Code, why string) error {
	if err := a.store.SignInRefused(ctx, by, clip(email, 254), string(code)); err != nil {
		return err
	}
	return inventory.Refusef(code, "%s", why)
}
