package notify

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/notify/choice"
	"stockflow/internal/sealed"
	"stockflow/internal/store"
)

// wire stands for the network: it keeps the request and answers as it is told.
type wire struct {
	request *http.Request
	body    string
	answer  reply
}

// reply is what comes back.
type reply struct {
	status int
	body   string
	after  string
	err    error
}

func (r reply) response() (*http.Response, error) {
	if r.err != nil {
		return nil, r.err
	}
	res := &http.Response{StatusCode: r.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(r.body))}
	if r.after != "" {
		res.Header.Set("Retry-After", r.after)
	}
	return res, nil
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.request = r
	if r.Body != nil {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		w.body = string(b)
	}
	return w.answer.response()
}

func newService(t *testing.T, w *wire) *Service {
	t.Helper()
	box, err := sealed.New(sealed.Random())
	require.NoError(t, err)
	s, err := New(Options{Secrets: box, PublicURL: "https://stock.test", Test: Test{Transport: w}})
	require.NoError(t, err)
	return s
}

func through(t *testing.T, s *Service, kind choice.Channel, address string) store.Delivery {
	t.Helper()
	text, err := s.SealAddress(address)
	require.NoError(t, err)
	return store.Delivery{
		ID: 7, Channel: kind, ChannelID: 3, SealedURL: text, Phone: "+4915112345678", Topic: "kim-1", Timing: choice.Immediate, Zone: "UTC",
		Items: []store.DeliveryItem{{Kind: "low_stock", Severity: store.Critical, Subject: "<!channel> @here & Bolt is low", Body: "3 left", Link: "/alerts/7"}},
	}
}

// providers are addresses of each, what a provider gets, and what it says when
// it takes the message.
var providers = map[string]struct {
	kind                     choice.Channel
	address, secret          string
	host, path, says, header string
	body                     []string
}{
	"slack webhook": {
		choice.Room, "slack://hook:T00000000-B00000000-abcdefghijklmnopqrstuvwx@webhook", "abcdefghijklmnopqrstuvwx",
		"hooks.slack.com", "/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx", "ok", "", []string{`\u0026lt;!channel\u0026gt;`, "https://stock.test/alerts/7"},
	},
	"slack bot": {
		choice.Room, "slack://xoxb:123456789012-1234567890123-abcdefghijklmnopqrstuvwx@C001", "abcdefghijklmnopqrstuvwx",
		"slack.com", "/api/chat.postMessage", `{"ok":true}`, "Bearer xoxb-123456789012-1234567890123-abcdefghijklmnopqrstuvwx", []string{`"channel":"C001"`},
	},
	"discord": {
		choice.Room, "discord://discordtoken@123456789", "discordtoken",
		"discord.com", "/api/webhooks/123456789/discordtoken", "", "", []string{`"parse":[]`, "Bolt is low"},
	},
	"mattermost": {
		choice.Room, "mattermost://bot@chat.test/mattermosttoken/stock", "mattermosttoken",
		"chat.test", "/hooks/mattermosttoken", "ok", "", []string{"Bolt is low"},
	},
	"rocketchat": {
		choice.Room, "rocketchat://chat.test/tokenAAAAA/tokenBBBBB/#stock", "tokenBBBBB",
		"chat.test", "/hooks/tokenAAAAA/tokenBBBBB", "", "", []string{"Bolt is low"},
	},
	"ntfy room": {
		choice.Room, "ntfy://user:ntfypassword@ntfy.test/stock", "ntfypassword",
		"ntfy.test", "/stock", `{"id":"1"}`, "", []string{"Bolt is low\n3 left"},
	},
	"ntfy topic": {
		choice.Push, "ntfy://user:ntfypassword@ntfy.test/{topic}", "ntfypassword",
		"ntfy.test", "/kim-1", `{"id":"1"}`, "", []string{"Bolt is low"},
	},
	"gotify": {
		choice.Room, "gotify://gotify.test/AAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAA",
		"gotify.test", "/message", `{"id":1}`, "", []string{"Bolt is low"},
	},
	"pushover": {
		choice.Push, "pushover://shoutrrr:pushovertoken@{topic}/", "pushovertoken",
		"api.pushover.net", "/1/messages.json", "", "", []string{"user=kim-1", "token=pushovertoken"},
	},
	"pagerduty": {
		choice.Room, "pagerduty://events.pagerduty.com/0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef",
		"events.pagerduty.com", "/v2/enqueue", "", "", []string{"Bolt is low"},
	},
	"twilio": {
		choice.SMS, "twilio://AC123:twiliotoken@api.twilio.com?from=%2B15005550006", "twiliotoken",
		"api.twilio.com", "/2010-04-01/Accounts/AC123/Messages.json", `{}`, "Basic QUMxMjM6dHdpbGlvdG9rZW4=",
		[]string{"To=%2B4915112345678", "From=%2B15005550006"},
	},
	"twilio service": {
		choice.SMS, "twilio://AC123:twiliotoken@api.twilio.com?from=MG99", "twiliotoken",
		"api.twilio.com", "/2010-04-01/Accounts/AC123/Messages.json", `{}`, "", []string{"MessagingServiceSid=MG99"},
	},
	"webhook": {
		choice.Room, "https://user:hookpassword@hook.test/in?key=1", "hookpassword",
		"hook.test", "/in", "", "Basic dXNlcjpob29rcGFzc3dvcmQ=", []string{`"kind":"low_stock"`, `"severity":"critical"`, `"id":7`},
	},
	"webhook for text messages": {
		choice.SMS, "https://sms.test/send?to={phone}&key=smssecret", "smssecret",
		"sms.test", "/send", "", "", []string{"Bolt is low"},
	},
}

func TestEveryProviderGetsItsMessage(t *testing.T) {
	for name, p := range providers {
		t.Run(name, func(t *testing.T) {
			scheme, err := CheckProvider(p.kind, p.address)
			require.NoError(t, err)
			require.Contains(t, Providers(p.kind), scheme)
			w := &wire{answer: reply{status: http.StatusOK, body: p.says}}
			s := newService(t, w)
			require.NoError(t, s.Send(t.Context(), through(t, s, p.kind, p.address)))
			assert.Equal(t, p.host, w.request.URL.Hostname())
			assert.Equal(t, p.path, w.request.URL.Path)
			assert.Equal(t, "stockflow-delivery-7", w.request.Header.Get("Idempotency-Key"))
			if p.header != "" {
				assert.Equal(t, p.header, w.request.Header.Get("Authorization"))
			}
			for _, part := range p.body {
				assert.Contains(t, w.body, part)
			}
			// A name calls nobody: Discord is told so, and webhooks get it as it is.
			if scheme != "https" && scheme != "discord" {
				assert.NotContains(t, w.body, "@here")
			}
			if strings.HasPrefix(p.address, "https://sms") {
				assert.Equal(t, "+4915112345678", w.request.URL.Query().Get("to"))
			}
		})
	}
	tested := map[string]bool{}
	for _, p := range providers {
		scheme, _, _ := strings.Cut(p.address, ":")
		tested[scheme] = true
	}
	for scheme := range schemes {
		assert.True(t, tested[scheme] || scheme == "http", "%s has no test", scheme)
	}
}

// What a provider answers decides whether it is tried again; and whatever goes
// wrong, no secret is in the words that people read.
func TestWhatProvidersAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer    reply
		permanent bool
		after     time.Duration
		reason    string
	}{
		"too many":      {reply{status: 429, after: "30"}, false, 30 * time.Second, "the provider answered 429"},
		"in trouble":    {reply{status: 503, body: "{}"}, false, 0, "the provider answered 503"},
		"wrong token":   {reply{status: 401, body: "{}"}, true, 0, "the provider answered 401"},
		"gone":          {reply{status: 404}, true, 0, "the provider answered 404"},
		"no connection": {reply{err: &url.Error{Op: "Post", URL: "https://x/?secret", Err: errors.New("connection refused")}}, false, 0, "connection refused"},
		"private":       {reply{err: errPrivate}, true, 0, errPrivate.Error()},
	} {
		for provider, p := range providers {
			s := newService(t, &wire{answer: c.answer})
			err := s.Send(t.Context(), through(t, s, p.kind, p.address))
			var f *Failure
			require.ErrorAs(t, err, &f, "%s: %s", provider, name)
			assert.Equal(t, Failure{Reason: c.reason, Permanent: c.permanent, RetryAfter: c.after}, *f, "%s: %s", provider, name)
			assert.NotContains(t, f.Reason, p.secret)
		}
	}
	// Slack says no with a 200.
	s := newService(t, &wire{answer: reply{status: 200, body: `{"ok":false,"error":"channel_not_found"}`}})
	var f *Failure
	require.ErrorAs(t, s.Send(t.Context(), through(t, s, choice.Room, providers["slack bot"].address)), &f)
	assert.True(t, f.Permanent)
	assert.Contains(t, f.Reason, "channel_not_found")
}

// A provider that has failed often is given a rest, and others aren't.
func TestAProviderInTroubleIsGivenARest(t *testing.T) {
	w := &wire{answer: reply{status: 503}}
	s := newService(t, w)
	d := through(t, s, choice.Room, "https://hook.test/")
	var f *Failure
	for range failures {
		require.ErrorAs(t, s.Send(t.Context(), d), &f)
		require.False(t, f.Busy)
	}
	w.answer = reply{status: 200}
	require.ErrorAs(t, s.Send(t.Context(), d), &f)
	require.True(t, f.Busy)
	require.Positive(t, f.RetryAfter)
	d.ChannelID++
	require.NoError(t, s.Send(t.Context(), d))
}

// One provider has so many senders at most, so that others have room.
func TestAProviderHasItsShare(t *testing.T) {
	release, in := make(chan struct{}), make(chan struct{}, 100)
	w := &wire{}
	s := newService(t, w)
	slow := through(t, s, choice.Room, "https://hook.test/")
	s.guarded = roundTrip(func(*http.Request) (*http.Response, error) {
		in <- struct{}{}
		<-release
		return reply{status: 200}.response()
	})
	done := make(chan error, abreast)
	for range abreast {
		go func() { done <- s.Send(t.Context(), slow) }()
	}
	for range abreast {
		<-in
	}
	var f *Failure
	require.ErrorAs(t, s.Send(t.Context(), slow), &f)
	require.True(t, f.Busy)
	close(release)
	for range abreast {
		require.NoError(t, <-done)
	}
	require.NoError(t, s.Send(t.Context(), slow))
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
