package stockctl

import (
	"context"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/fixture"
	"stockflow/test/system"
)

// tool is stockctl without a running system.
func tool(t *testing.T, env ...string) *Tool {
	t.Helper()
	path, err := program()
	require.NoError(t, err)
	return &Tool{Path: path, Env: append(os.Environ(), env...)}
}

func TestMigrationsWaitForOneAnother(t *testing.T) {
	admin := os.Getenv("DEVSTACK_PG_ADMIN_URL")
	require.NotEmpty(t, admin, "this test needs real services: run it as bin/devstack -- go test ./test/...")
	conn, err := pgx.Connect(t.Context(), admin)
	require.NoError(t, err)
	name := "migrate_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	_, err = conn.Exec(t.Context(), "CREATE DATABASE "+name+" OWNER stockflow_owner")
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := conn.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
		assert.NoError(t, err)
		assert.NoError(t, conn.Close(context.Background()))
	})
	owner, err := url.Parse(os.Getenv("DATABASE_OWNER_URL"))
	require.NoError(t, err)
	owner.Path = "/" + name
	stockctl := tool(t, "DATABASE_OWNER_URL="+owner.String())
	outputs := make([]string, 3)
	var group sync.WaitGroup
	for i := range outputs {
		group.Go(func() { outputs[i] = stockctl.Run(t, 0, "migrate") })
	}
	group.Wait()
	all := strings.Join(outputs, "")
	assert.Equal(t, 1, strings.Count(all, "applied 00001_"), all)
	assert.Equal(t, 2, strings.Count(all, "the database is up to date"), all)
}

func TestVerifyNamesTheOffendingRows(t *testing.T) {
	c := fixture.New(t)
	stockctl := tool(t, "DATABASE_URL="+c.DB.AppURL)
	product := c.Product(t, "P")
	c.At(c.North).Receive(t, product, 10)
	assert.Equal(t, "I1 to I5 hold\n", stockctl.Run(t, 0, "verify"))

	c.Exec(t, "ALTER TABLE inventory DISABLE TRIGGER inventory_guard")
	c.Exec(t, "UPDATE inventory SET on_hand = on_hand + 1 WHERE on_hand > 0")
	c.Exec(t, "ALTER TABLE inventory ENABLE TRIGGER inventory_guard")
	out := stockctl.Run(t, 1, "verify")
	assert.Contains(t, out, "I1 is broken: on hand is the sum of the movements")
	assert.Contains(t, out, "rows break the invariants")
	assert.Contains(t, stockctl.Run(t, 1, "verify", "--json"), `"invariant":"I1"`)
}

func TestCreateAdmin(t *testing.T) {
	s := system.New(t, system.Options{})
	stockctl := tool(t, "DATABASE_URL="+s.Company.DB.AppURL, "STOCKFLOW_ADMIN_PASSWORD=")
	out := stockctl.Run(t, 0, "create-admin", "--email", "Boss@test.example", "--name", "Boss")
	password := regexp.MustCompile(`(?m)^password: (\S+)$`).FindStringSubmatch(out)
	require.Len(t, password, 2, "a password is made up and printed")
	session, err := apiclient.SignIn(t.Context(), s.APIs[0].URL(), "boss@test.example", password[1])
	require.NoError(t, err)
	assert.Equal(t, apiclient.RoleAdmin, session.User().Role)

	out = stockctl.Run(t, 2, "create-admin", "--email", "boss@TEST.example", "--name", "Boss")
	assert.Contains(t, out, "there is a user with this email address")
	stockctl.Env = append(stockctl.Env, "STOCKFLOW_ADMIN_PASSWORD=a new broom sweeps")
	out = stockctl.Run(t, 0, "create-admin", "--email", "boss@test.example", "--name", "The Boss", "--reset")
	assert.NotContains(t, out, "a new broom", "a password that was given isn't printed")
	session, err = apiclient.SignIn(t.Context(), s.APIs[0].URL(), "boss@test.example", "a new broom sweeps")
	require.NoError(t, err)
	assert.Equal(t, "The Boss", session.User().Name)

	stockctl.Env = append(stockctl.Env, "STOCKFLOW_ADMIN_PASSWORD=short")
	assert.Contains(t, stockctl.Run(t, 2, "create-admin", "--email", "x@test.example", "--name", "X"), "12 to 128 characters")
	s.Verify(t)
}

func TestWaitGivesUp(t *testing.T) {
	began := time.Now()
	out := tool(t).Run(t, 2, "wait", "--url", "http://127.0.0.1:9", "--timeout", "1s")
	assert.Contains(t, out, "the server is not ready after 1s")
	assert.Less(t, time.Since(began), 30*time.Second)
	assert.Contains(t, tool(t, "STOCKFLOW_URL=").Run(t, 2, "wait"), "--url or STOCKFLOW_URL")
}
