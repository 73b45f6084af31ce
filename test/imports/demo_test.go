package imports

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/demo"
	"stockflow/test/stockctl"
	"stockflow/test/system"
)

var printedPassword = regexp.MustCompile(`demo logins, password (\S+)`)

func TestTheDemoIsLoadedOnce(t *testing.T) {
	s := system.New(t, system.Options{})
	c := &company{System: s, tool: stockctl.New(t, s)}
	c.tool.Env = append(c.tool.Env, "STOCKFLOW_STATE_DIR="+t.TempDir())
	first := c.tool.Run(t, 0, "demo")
	password := printedPassword.FindStringSubmatch(first)
	require.Len(t, password, 2, first)

	operations := c.operations(t)
	for _, want := range []string{
		"receipt closed", "receipt closed_short", "receipt receiving", "receipt expected",
		"shipment dispatched", "shipment reserved", "shipment backordered", "shipment picking", "shipment picked", "shipment packed",
		"transfer closed", "transfer discrepancy", "transfer partially_received", "transfer in_transit", "transfer reserved",
		"transfer awaiting_approval",
	} {
		assert.Positive(t, operations[want], "an example of: %s", want)
	}
	approvals := system.Get[apiclient.ApprovalPage](t, c.Admin, "/approvals?status=pending").Items
	assert.Len(t, approvals, 2, "an over-receipt and a transfer wait for a manager")

	again := c.tool.Run(t, 0, "demo")
	assert.Equal(t, password, printedPassword.FindStringSubmatch(again))
	assert.Equal(t, operations, c.operations(t))
	for _, name := range []string{"admin", "manager", "staff"} {
		_, err := apiclient.SignIn(t.Context(), s.APIs[0].URL(), name+"@"+demo.Domain, password[1])
		assert.NoError(t, err)
	}
	c.Verify(t)

	// With the password's file lost a new one is made, and works.
	c.tool.Env = append(c.tool.Env, "STOCKFLOW_STATE_DIR="+t.TempDir())
	renewed := printedPassword.FindStringSubmatch(c.tool.Run(t, 0, "demo"))
	require.Len(t, renewed, 2)
	assert.NotEqual(t, password, renewed)
	_, err := apiclient.SignIn(t.Context(), s.APIs[0].URL(), "staff@"+demo.Domain, renewed[1])
	assert.NoError(t, err)
	assert.Equal(t, operations, c.operations(t))
}
