package wiring

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/worker"

	"stockflow/activities"
	"stockflow/internal/config"
	"stockflow/internal/notify"
	"stockflow/internal/relay"
	"stockflow/internal/sealed"
	"stockflow/internal/store"
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
	if err := p.Metrics.Register(backlog{p.Store}); err != nil {
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

// backlog counts the deliveries that are not over whenever it is asked.
type backlog struct{ store *store.Store }

var deliveries = prometheus.NewDesc("stockflow_notification_deliveries", "Deliveries that are not over, by state.", []string{"state"}, nil)

// Describe implements prometheus.Collector.
func (b backlog) Describe(to chan<- *prometheus.Desc) { to <- deliveries }

// Collect implements prometheus.Collector. Without a database there is no number.
func (b backlog) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	counts, err := b.store.DeliveryCounts(ctx)
	if err != nil {
		return // an outage of the database must not hide the other metrics
	}
	for _, c := range counts {
		to <- prometheus.MustNewConstMetric(deliveries, prometheus.GaugeValue, float64(c.Count), c.State)
	}
}
