package stack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// redisService describes the Redis server. Its password is in a file, since
// arguments can be read by everybody on the machine.
func (s *Stack) redisService(port int) (*service, error) {
	dir := s.files.path("redis")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the Redis directory: %w", err)
	}
	config := s.files.path("redis", "redis.conf")
	if err := os.WriteFile(config, []byte(redisConfig(port, dir, s.secrets.Redis, !s.files.throwAway)), 0o600); err != nil {
		return nil, fmt.Errorf("write the Redis configuration: %w", err)
	}
	client := redis.NewClient(&redis.Options{Addr: address(port), Password: s.secrets.Redis, MaxRetries: -1, PoolSize: 1})
	return s.supervise(&service{
		name:    "redis",
		title:   "Redis",
		clean:   syscall.SIGTERM,
		abort:   syscall.SIGKILL,
		orphan:  syscall.SIGTERM,
		logPath: s.files.path("logs", "redis.log"),
		command: func() *exec.Cmd { return exec.Command(s.programs.redis, config) },
		ready: func(ctx context.Context) error {
			if err := client.Ping(ctx).Err(); err != nil {
				return fmt.Errorf("ping: %w", err)
			}
			return nil
		},
	}), nil
}

func redisConfig(port int, dir, password string, persistent bool) string {
	lines := []string{
		"bind " + host,
		fmt.Sprintf("port %d", port),
		"requirepass " + password,
		fmt.Sprintf("dir %q", dir),
		"daemonize no",
		"loglevel notice",
		// Losing a cache entry early is fine, running out of memory isn't.
		"maxmemory 256mb",
		"maxmemory-policy volatile-lru",
		"save \"\"",
	}
	if persistent {
		// Sessions outlive a restart of the machine.
		lines = append(lines, "appendonly yes", "appendfsync everysec")
	}
	return strings.Join(lines, "\n") + "\n"
}
