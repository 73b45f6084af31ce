package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/spf13/cobra"
)

func waitCommand() *cobra.Command {
	var url string
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "wait",
		Short: "Wait until a server is ready",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needURL(url); err != nil {
				return err
			}
			return waitReady(cmd.Context(), url, timeout)
		},
	}
	flagURL(cmd, &url)
	cmd.Flags().DurationVar(&timeout, "timeout", time.Minute, "give up after this `time`")
	return cmd
}

// waitReady asks a server until it says that it is ready.
func waitReady(ctx context.Context, url string, timeout time.Duration) error {
	client := &http.Client{Timeout: 5 * time.Second}
	pace := backoff.NewExponentialBackOff()
	pace.InitialInterval, pace.MaxInterval = 50*time.Millisecond, time.Second
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		return struct{}{}, askReady(ctx, client, strings.TrimSuffix(url, "/")+"/readyz")
	}, backoff.WithBackOff(pace), backoff.WithMaxElapsedTime(timeout))
	if err != nil {
		return fmt.Errorf("the server is not ready after %s: %w", timeout, err)
	}
	return nil
}

func askReady(ctx context.Context, client *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return backoff.Permanent(err)
	}
	response, err := client.Do(req)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 500))
	if err != nil {
		return fmt.Errorf("read %s: %w", url, err)
	}
	return fmt.Errorf("%s: %s", response.Status, strings.TrimSpace(string(body)))
}
