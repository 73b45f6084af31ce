package wiring

import (
	"context"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/config"
	"stockflow/internal/notify"
	"stockflow/internal/relay"
	"stockflow/internal/sealed"
	"stockflow/internal/workerrun"
	"stockflow/workflows"
)

// Notify makes of the settings what reaches people.
func Notify(c config.Notify, publicURL string, keys notify.KeyStore) (*notify.Service, error) {
	secrets, err := sealed.New(c.SecretsKey)
	if err != nil {
		return nil, fmt.Errorf("read the environment: %w", err)
	}
	s, err := notify.New(notify.Options{
		SMTPURL: c.SMTPURL, SMTPFrom: c.SMTPFrom, MailFile: c.MailFile, AllowPrivate: c.AllowPrivate, PublicURL: publicURL,
		Secrets: secrets, Keys: keys, PushPublicKey: c.VAPIDPublicKey, PushPrivateKey: c.VAPIDPrivateKey,
	})
	if err != nil {
		return nil, fmt.Errorf("set up the notifications: %w", err)
	}
	return s, nil
}

// notifications is the task queue of what people are told, and the relay that
// fills it.
func notifications(p Parts) (queue workerrun.Queue, run func(context.Context), err error) {
	service, err := Notify(p.Config.Notify, p.PublicURL, p.Store)
	if err != nil {
		return workerrun.Queue{}, nil, err
	}
	attempts := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "stockflow_notification_attempts_total", Help: "Attempts to deliver a notification, by channel and result.",
	}, []string{"channel", "result"})
	if err := p.Metrics.Register(attempts); err != nil {
		return workerrun.Queue{}, nil, fmt.Errorf("register the metrics of notifications: %w", err)
	}
	acts := &activities.Notify{
		Deliveries: p.Store, Sender: service, Patience: activities.DefaultPatience(),
		Observe: func(channel, result string) { attempts.WithLabelValues(channel, result).Inc() },
	}
	deliverer := &relay.Deliverer{Outbox: p.Store, Start: p.Client, Mail: service.CanMail(), Logger: p.Logger}
	queue = workerrun.Queue{
		Name: workflows.NotificationsQueue,
		Register: func(r worker.Registry) {
			r.RegisterWorkflow(workflows.Deliver)
			r.RegisterActivity(acts)
		},
		// More than one provider may take: who waits for one leaves room for others.
		Options: worker.Options{MaxConcurrentActivityExecutionSize: 64, MaxConcurrentWorkflowTaskExecutionSize: 20},
	}
	return queue, deliverer.Run, nil
}
