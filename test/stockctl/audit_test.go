package stockctl

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/apiclient"
	"stockflow/internal/fixture"
	"stockflow/test/system"
)

// archive is a company whose audit chains are anchored, after which it went on.
type archive struct {
	*fixture.Company
	stockctl *Tool
	dir      string
}

func newArchive(t *testing.T) *archive {
	c, dir := fixture.New(t), filepath.Join(t.TempDir(), "anchors")
	key := strings.TrimSpace(tool(t, "AUDIT_ANCHOR_KEY=").Run(t, 0, "audit", "key"))
	a := &archive{c, tool(t, "DATABASE_URL="+c.DB.AppURL, "AUDIT_ANCHOR_KEY="+key, "AUDIT_ANCHOR_DIR="+dir, "AUDIT_ANCHOR_URL="), dir}
	product := c.Product(t, "P")
	for range 2 {
		c.At(c.North).Receive(t, product, 10)
		c.At(c.South).Receive(t, product, 10)
		a.stockctl.Run(t, 0, "audit", "anchor")
	}
	c.At(c.North).Ship(t, product, 1)
	return a
}

// unguarded changes the database as a superuser can.
func (a *archive) unguarded(t *testing.T, sql string, args ...any) {
	t.Helper()
	tx, err := a.Super.Begin(t.Context())
	require.NoError(t, err)
	defer tx.Rollback(context.WithoutCancel(t.Context()))
	_, err = tx.Exec(t.Context(), "SET LOCAL session_replication_role = replica") // no trigger fires
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), sql, args...)
	require.NoError(t, err, sql)
	require.NoError(t, tx.Commit(t.Context()))
}

// rechain computes a stream anew from its records, and its head, as somebody
// does who knows how.
func (a *archive) rechain(t *testing.T, stream string) (hashes []string) {
	t.Helper()
	rows, err := a.Super.Query(t.Context(), `SELECT seq, at, user_id, action, subject_kind, subject_id, COALESCE(before::text, ''), COALESCE(after::text, ''),
		remote_address, request_id FROM audit_records WHERE stream = $1 ORDER BY seq`, stream)
	require.NoError(t, err)
	defer rows.Close()
	var last []byte
	var chain [][]byte
	for rows.Next() {
		var seq, user int64
		var at time.Time
		var f [7]string
		require.NoError(t, rows.Scan(&seq, &at, &user, &f[0], &f[1], &f[2], &f[3], &f[4], &f[5], &f[6]))
		h := sha256.New()
		for _, text := range append([]string{string(last), stream, fmt.Sprint(seq), at.UTC().Format("2006-01-02T15:04:05.000000Z"), fmt.Sprint(user)}, f[:]...) {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text))))
			h.Write([]byte(text))
		}
		last = h.Sum(nil)
		chain, hashes = append(chain, last), append(hashes, hex.EncodeToString(last))
	}
	require.NoError(t, rows.Err())
	for i, hash := range chain {
		a.unguarded(t, "UPDATE audit_records SET hash = $1 WHERE stream = $2 AND seq = $3", hash, stream, i+1)
	}
	a.unguarded(t, "UPDATE audit_heads SET seq = $1, hash = $2 WHERE stream = $3", len(chain), last, stream)
	return hashes
}

// rewriteAnchors changes the text of the anchors' file.
func (a *archive) rewriteAnchors(t *testing.T, change func(lines []string) []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(a.dir, "anchors-*.jsonl"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	last := files[len(files)-1]
	text, err := os.ReadFile(last)
	require.NoError(t, err)
	lines := change(strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"))
	require.NoError(t, os.WriteFile(last, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
}

// Whoever owns the database, and whatever they do with it, shows: what they
// rewrite consistently differs from what was anchored.
func TestAuditVerifyCatchesTheSuperuser(t *testing.T) {
	const edit = `UPDATE audit_records SET user_id = 1 WHERE stream = $1 AND seq = 2`
	for name, test := range map[string]struct {
		do   func(t *testing.T, a *archive, north string)
		says string
		// chained says that the chains alone give it away.
		chained bool
	}{
		"a record is edited":                     {func(t *testing.T, a *archive, north string) { a.unguarded(t, edit, north) }, "record 2: the record was edited", true},
		"a record is edited, and the chain anew": {func(t *testing.T, a *archive, north string) { a.unguarded(t, edit, north); a.rechain(t, north) }, "record 2: this record or one before it is not what was anchored", false},
		"a record is removed": {func(t *testing.T, a *archive, north string) {
			a.unguarded(t, "DELETE FROM audit_records WHERE stream = $1 AND seq = 2", north)
		}, "record 2: a record is missing", true},
		"a record is removed, and the chain anew": {func(t *testing.T, a *archive, north string) {
			a.unguarded(t, "DELETE FROM audit_records WHERE stream = $1 AND seq = 2", north)
			a.unguarded(t, "UPDATE audit_records SET seq = seq - 1 WHERE stream = $1 AND seq > 2", north)
			a.rechain(t, north)
		}, "record 2: this record or one before it is not what was anchored", false},
		"the newest records are cut off": {func(t *testing.T, a *archive, north string) {
			a.unguarded(t, "DELETE FROM audit_records WHERE stream = $1 AND seq > 3", north)
			a.rechain(t, north)
		}, "record 3: the chain ends here, record 4 was anchored", false},
		"a whole chain is gone": {func(t *testing.T, a *archive, north string) {
			a.unguarded(t, "DELETE FROM audit_records WHERE stream = $1", north)
			a.unguarded(t, "DELETE FROM audit_heads WHERE stream = $1", north)
		}, "record 0: the chain ends here, record 4 was anchored", false},
		"a month is dropped": {func(t *testing.T, a *archive, _ string) {
			a.Exec(t, "DROP TABLE audit_records_"+time.Now().UTC().Format("2006_01"))
		}, "record 0: the chain ends here, its head says", true},
		"a month is dropped, and all heads": {func(t *testing.T, a *archive, _ string) {
			a.Exec(t, "DROP TABLE audit_records_"+time.Now().UTC().Format("2006_01"))
			a.Exec(t, "TRUNCATE audit_heads")
		}, "record 0: the chain ends here, record 4 was anchored", false},
		"the anchors are made to fit": {func(t *testing.T, a *archive, north string) {
			was := a.Text(t, "SELECT encode(hash, 'hex') FROM audit_records WHERE stream = $1 AND seq = 2", north)
			a.unguarded(t, edit, north)
			now := a.rechain(t, north)[1]
			a.rewriteAnchors(t, func(lines []string) []string {
				require.Contains(t, lines[0], was)
				lines[0] = strings.Replace(lines[0], was, now, 1)
				return lines
			})
		}, "line 1: the signature is not by the key", false},
		"an anchor is taken out": {func(t *testing.T, a *archive, _ string) {
			a.rewriteAnchors(t, func(lines []string) []string { return lines[1:] })
		}, "line 1: anchors before it are missing", false},
		"an anchor is garbled": {func(t *testing.T, a *archive, _ string) {
			a.rewriteAnchors(t, func(lines []string) []string { lines[1] = lines[1][:40]; return lines })
		}, "line 2: this is no anchor", false},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			a := newArchive(t)
			north := fmt.Sprintf("warehouse:%d", a.North.ID)
			out := a.stockctl.Run(t, 0, "audit", "verify")
			assert.Contains(t, out, "are as they were written\n2 anchors agree, the newest of ")
			test.do(t, a, north)
			assert.Contains(t, a.stockctl.Run(t, 1, "audit", "verify"), test.says)
			without := 0
			if test.chained {
				without = 1
			}
			a.stockctl.Run(t, without, "audit", "verify", "--anchors", "")
		})
	}
}

func TestAuditVerifyNeedsTheRightKey(t *testing.T) {
	a := newArchive(t)
	public := strings.TrimSpace(a.stockctl.Run(t, 0, "audit", "key"))
	only := func(env ...string) *Tool {
		return tool(t, append([]string{"DATABASE_URL=" + a.DB.AppURL, "AUDIT_ANCHOR_DIR=" + a.dir, "AUDIT_ANCHOR_KEY="}, env...)...)
	}
	assert.Contains(t, only("AUDIT_ANCHOR_PUBLIC_KEY="+public).Run(t, 0, "audit", "verify"), "2 anchors agree")
	other := base64.StdEncoding.EncodeToString(make([]byte, 32))
	assert.Contains(t, only("AUDIT_ANCHOR_KEY="+other).Run(t, 1, "audit", "verify"), "the signature is not by the key")
	assert.Contains(t, only().Run(t, 2, "audit", "verify"), "AUDIT_ANCHOR_PUBLIC_KEY or AUDIT_ANCHOR_KEY")
	assert.Contains(t, only("AUDIT_ANCHOR_PUBLIC_KEY=short").Run(t, 2, "audit", "verify"), "32 bytes in base64")
	assert.Contains(t, only("AUDIT_ANCHOR_PUBLIC_KEY="+public).Run(t, 1, "audit", "verify", "--max-age", "1ns"), "there is no anchor of the last 1ns")
	assert.Contains(t, only("AUDIT_ANCHOR_PUBLIC_KEY="+public).Run(t, 2, "audit", "verify", "--anchors", filepath.Join(a.dir, "none")), "look for anchors")
}

// The scheduled job anchors as well, once for each time.
func TestAuditIsAnchoredByTheClock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "anchors")
	key := strings.TrimSpace(tool(t, "AUDIT_ANCHOR_KEY=").Run(t, 0, "audit", "key"))
	s := system.New(t, system.Options{Env: []string{"AUDIT_ANCHOR_KEY=" + key, "AUDIT_ANCHOR_DIR=" + dir, "AUDIT_ANCHOR_URL="}})
	s.Site(t, "NORTH", nil)
	answer := s.Admin.Send(t, system.Request{Method: http.MethodPost, Path: "/schedules/audit_anchor/trigger"})
	require.Equal(t, http.StatusAccepted, answer.Status, answer)
	system.Until(t, time.Minute, "the run succeeds", func() (any, bool) {
		runs := system.Get[apiclient.ScheduleRunPage](t, s.Admin, "/schedules/audit_anchor/runs").Items
		return runs, len(runs) == 1 && runs[0].Status == "succeeded" && runs[0].Done > 0
	})
	stockctl := tool(t, "DATABASE_URL="+s.Company.DB.AppURL, "AUDIT_ANCHOR_KEY="+key, "AUDIT_ANCHOR_DIR="+dir)
	assert.Contains(t, stockctl.Run(t, 0, "audit", "verify"), "1 anchors agree")
	s.Verify(t)
}
