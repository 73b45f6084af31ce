package notify

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// Failure is why an attempt did not deliver.
type Failure struct {
	// Reason is for people, and holds no secret.
	Reason string
	// Permanent says that another attempt would fail as well.
	Permanent bool
	// Busy says that nothing was tried: the provider has enough to do, or is
	// given a rest.
	Busy bool
	// Gone says that the address exists no more.
	Gone bool
	// RetryAfter is how long the provider asks to wait; 0: it doesn't say.
	RetryAfter time.Duration
}

// Error gives the reason.
func (f *Failure) Error() string { return f.Reason }

// lasting marks an error that no repetition mends.
type lasting struct{ error }

func permanent(err error) error { return lasting{err} }

// Unwrap gives the error itself.
func (l lasting) Unwrap() error { return l.error }

// failure turns an error into what may be shown of it.
func failure(err error) error {
	if err == nil {
		return nil
	}
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	f = &Failure{Reason: reason(err)}
	var l lasting
	f.Permanent = errors.As(err, &l) || errors.Is(err, errPrivate) || errors.Is(err, ErrNotConfigured)
	return f
}

// reason words an error without the URL that was called, which holds secrets.
func reason(err error) string {
	var call *url.Error
	switch {
	case errors.Is(err, errPrivate):
		return errPrivate.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "it gave no answer in time"
	case errors.As(err, &call):
		return call.Err.Error()
	}
	return err.Error()
}
