package system

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// startRedis starts a Redis that nobody else uses. It keeps nothing.
func startRedis(t testing.TB) (url string) {
	t.Helper()
	program, err := redisProgram()
	require.NoError(t, err)
	port, err := freePort()
	require.NoError(t, err)
	cmd := exec.Command(program, "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	cmd.Stderr = os.Stderr
	require.NoError(t, spawn(cmd))
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	Until(t, startLimit, "Redis listens", func() (any, bool) {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			conn.Close()
		}
		return err, err == nil
	})
	return "redis://" + address + "/0"
}

func redisProgram() (string, error) {
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("neither redis-server nor valkey-server is installed; `make deps` does that")
}
