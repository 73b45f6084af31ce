package notify

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/mattermost"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/rocketchat"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/incident/pagerduty"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/push/gotify"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/push/ntfy"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/push/pushover"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"

	"stockflow/internal/notify/choice"
	"stockflow/internal/store"
)

// The placeholders for what is a user's own in the URL of an sms or push
// channel.
const (
	phonePlace = "{phone}"
	topicPlace = "{topic}"
)

// provider sends one message through one call.
type provider func(c *call, m message) error

// schemes are the providers, by the scheme of their URL, and what each is for.
// Those of shoutrrr that insist on an HTTP client of their own are left out:
// nothing would keep them from private addresses.
var schemes = map[string]struct {
	kinds []choice.Channel
	open  func(*url.URL) (provider, error)
}{
	"ntfy":       {[]choice.Channel{choice.Room, choice.Push}, service(newNtfy)},
	"gotify":     {[]choice.Channel{choice.Room}, service(newGotify)},
	"pushover":   {[]choice.Channel{choice.Room, choice.Push}, service(newPushover)},
	"mattermost": {[]choice.Channel{choice.Room}, service(newMattermost)},
	"rocketchat": {[]choice.Channel{choice.Room}, service(newRocketchat)},
	"pagerduty":  {[]choice.Channel{choice.Room}, service(newPagerduty)},
	"slack":      {[]choice.Channel{choice.Room}, openSlack},
	"discord":    {[]choice.Channel{choice.Room}, openDiscord},
	"twilio":     {[]choice.Channel{choice.SMS}, openTwilio},
	"https":      {[]choice.Channel{choice.Room, choice.SMS, choice.Push}, openWebhook},
	"http":       {[]choice.Channel{choice.Room, choice.SMS, choice.Push}, openWebhook},
}

// Providers are the schemes that a channel of a kind may have, sorted.
func Providers(kind choice.Channel) (names []string) {
	for name, s := range schemes {
		if slices.Contains(s.kinds, kind) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// CheckProvider checks the URL of a channel and gives its scheme. What is
// wrong is said without the URL.
func CheckProvider(kind choice.Channel, raw string) (scheme string, err error) {
	scheme, _, _ = strings.Cut(raw, ":")
	scheme = strings.ToLower(scheme)
	if !slices.Contains(Providers(kind), scheme) {
		return "", fmt.Errorf("there is no such provider for this; there are %s", strings.Join(Providers(kind), ", "))
	}
	has := map[string]bool{phonePlace: strings.Contains(raw, phonePlace), topicPlace: strings.Contains(raw, topicPlace)}
	wants := map[string]bool{phonePlace: kind == choice.SMS && scheme != "twilio", topicPlace: kind == choice.Push}
	for _, place := range []string{phonePlace, topicPlace} {
		switch {
		case wants[place] && !has[place]:
			return "", fmt.Errorf("the address needs %s where the user's own goes", place)
		case has[place] && !wants[place]:
			return "", fmt.Errorf("the address of this kind of channel has no %s", place)
		}
	}
	_, err = openProvider(raw, "+10000000000", "topic")
	return scheme, err
}

// openProvider makes ready to send to a URL, with what is the user's own.
func openProvider(raw, phone, topic string) (provider, error) {
	raw = strings.NewReplacer(phonePlace, url.QueryEscape(phone), topicPlace, url.QueryEscape(topic)).Replace(raw)
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("the provider's address can't be read")
	}
	s, ok := schemes[u.Scheme]
	if !ok {
		return nil, errors.New("there is no such provider")
	}
	if u.Scheme == "twilio" {
		u.Fragment = phone
	}
	send, err := s.open(u)
	if err != nil {
		return nil, errors.New("the provider's address lacks something, or has too much")
	}
	return send, nil
}

// library is a service of shoutrrr that takes an HTTP client.
type library struct {
	types.Service
	use    func(*http.Client)
	params func(m message) types.Params
}

// service turns a service of shoutrrr into a provider.
func service(fresh func() library) func(*url.URL) (provider, error) {
	return func(u *url.URL) (provider, error) {
		lib := fresh()
		if err := lib.Initialize(u, nil); err != nil {
			return nil, fmt.Errorf("set up the provider: %w", err)
		}
		return func(c *call, m message) error {
			lib.use(c.client())
			params := types.Params{}
			if lib.params != nil {
				params = lib.params(m)
			}
			return lib.Send(quietMentions(m.short()), &params)
		}, nil
	}
}

func newNtfy() library {
	s := &ntfy.Service{}
	return library{s, s.SetHTTPClient, func(m message) types.Params {
		p := types.Params{"title": m.title()}
		if m.Severity == store.Critical {
			p["priority"] = "high"
		}
		if m.link() != "" {
			p["click"] = m.link()
		}
		return p
	}}
}

func titled(m message) types.Params { return types.Params{"title": m.title()} }

func newGotify() library {
	s := &gotify.Service{}
	return library{s, func(c *http.Client) { *s.GetHTTPClient() = *c }, titled}
}

func newPushover() library {
	s := &pushover.Service{}
	return library{s, func(c *http.Client) { s.Client = c }, titled}
}

func newMattermost() library {
	s := &mattermost.Service{}
	return library{s, func(c *http.Client) { *s.GetHTTPClient() = *c }, nil}
}

func newRocketchat() library {
	s := &rocketchat.Service{}
	return library{s, func(c *http.Client) { s.Client = c }, nil}
}

func newPagerduty() library {
	s := &pagerduty.Service{}
	return library{s, s.SetHTTPClient, nil}
}
