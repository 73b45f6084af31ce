package notify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/discord"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/slack"

	"stockflow/internal/store"
)

// The providers here are called without shoutrrr's senders, which would use
// the process's own HTTP client. It still reads the addresses of Slack and
// Discord, and words Slack's messages.

// post sends a body and gives the answer.
func post(c *call, address, contentType string, body []byte, prepare func(*http.Request)) ([]byte, error) {
	r, err := http.NewRequestWithContext(c.ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make a request: %w", err)
	}
	r.Header.Set("Content-Type", contentType)
	if prepare != nil {
		prepare(r)
	}
	res, err := c.client().Do(r)
	if err != nil {
		return nil, fmt.Errorf("call the provider: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("read the provider's answer: %w", err)
	}
	return answer, nil
}

func postJSON(c *call, address string, v any, prepare func(*http.Request)) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode a message: %w", err)
	}
	return post(c, address, "application/json", body, prepare)
}

// mention is what makes everybody in a room look up. Names of products must
// not be able to.
var mention = regexp.MustCompile(`(?i)@(channel|here|all|everyone)\b`)

func quietMentions(text string) string { return mention.ReplaceAllString(text, "@\u200b$1") }

// slackText writes text that Slack takes for text.
var slackText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// openSlack reads slack://hook:A-B-C@webhook, and slack://xoxb:…@C0123 for a
// bot's token and its channel.
func openSlack(u *url.URL) (provider, error) {
	config, err := slack.CreateConfigFromURL(u)
	if err != nil {
		return nil, fmt.Errorf("read the address: %w", err)
	}
	return func(c *call, m message) error {
		payload := slack.CreateJSONPayload(config, slackText.Replace(quietMentions(m.short())))
		if !config.Token.IsAPIToken() {
			answer, err := postJSON(c, config.Token.WebhookURL(), payload, nil)
			if err == nil && c.status == http.StatusOK && string(answer) != "ok" {
				err = errRefused
			}
			return err
		}
		answer, err := postJSON(c, "https://slack.com/api/chat.postMessage", payload, func(r *http.Request) {
			r.Header.Set("Authorization", config.Token.Authorization())
		})
		if err != nil || c.status != http.StatusOK {
			return err
		}
		var said struct {
			OK    bool   `json:"ok"`
			Error string `json:"error"`
		}
		if err := json.Unmarshal(answer, &said); err != nil {
			return fmt.Errorf("read Slack's answer: %w", err)
		}
		if !said.OK {
			return fmt.Errorf("%w: %.60s", errRefused, said.Error)
		}
		return nil
	}, nil
}

// openDiscord reads discord://token@webhook-id.
func openDiscord(u *url.URL) (provider, error) {
	config := &discord.Config{}
	if err := config.SetURL(u); err != nil {
		return nil, fmt.Errorf("read the address: %w", err)
	}
	address := discord.CreateAPIURLFromConfig(config)
	if address == "" {
		return nil, errors.New("the address lacks the webhook's id or token")
	}
	return func(c *call, m message) error {
		_, err := postJSON(c, address, map[string]any{
			"content": cut(m.short(), 2000), "allowed_mentions": map[string]any{"parse": []string{}},
		}, nil)
		return err
	}, nil
}

// maxSMS is how long a text message may get: four parts.
const maxSMS = 600

// openTwilio reads twilio://account:token@api.twilio.com?from=+49…, where from
// may be the id of a messaging service. The fragment is the receiver.
func openTwilio(u *url.URL) (provider, error) {
	account, from := u.User.Username(), u.Query().Get("from")
	token, _ := u.User.Password()
	if account == "" || token == "" || from == "" || u.Host == "" {
		return nil, errors.New("the address lacks something")
	}
	form := url.Values{"To": {u.Fragment}}
	if strings.HasPrefix(from, "MG") {
		form.Set("MessagingServiceSid", from)
	} else {
		form.Set("From", from)
	}
	address := (&url.URL{Scheme: "https", Host: u.Host, Path: "/2010-04-01/Accounts/" + account + "/Messages.json"}).String()
	return func(c *call, m message) error {
		form.Set("Body", cut(m.short(), maxSMS))
		_, err := post(c, address, "application/x-www-form-urlencoded", []byte(form.Encode()), func(r *http.Request) {
			r.SetBasicAuth(account, token)
		})
		return err
	}, nil
}

// webhookItem is what a webhook is told of one notification.
type webhookItem struct {
	Kind     string         `json:"kind"`
	Severity store.Severity `json:"severity"`
	Subject  string         `json:"subject"`
	Body     string         `json:"body,omitempty"`
	Link     string         `json:"link,omitempty"`
}

// openWebhook sends what happened as JSON to any address; user and password in
// it are sent as basic authentication.
func openWebhook(u *url.URL) (provider, error) {
	if u.Hostname() == "" {
		return nil, errors.New("the address lacks a host")
	}
	return func(c *call, m message) error {
		items := make([]webhookItem, len(m.Items))
		for n, i := range m.Items {
			items[n] = webhookItem{i.Kind, i.Severity, i.Subject, i.Body, i.Link}
		}
		_, err := postJSON(c, u.String(), map[string]any{
			"id": m.ID, "subject": m.Subject, "severity": m.Severity, "text": m.short(), "notifications": items,
		}, nil)
		return err
	}, nil
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
