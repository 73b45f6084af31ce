package anchor_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/anchor"
)

func newKeeper(t *testing.T, url string) (k *anchor.Keeper, log *bytes.Buffer) {
	t.Helper()
	text, err := anchor.NewKey()
	require.NoError(t, err)
	log = &bytes.Buffer{}
	k, err = anchor.NewKeeper(anchor.Settings{Key: text, Dir: t.TempDir(), URL: url}, slog.New(slog.NewJSONHandler(log, nil)))
	require.NoError(t, err)
	return k, log
}

func (t proofTest) read(k *anchor.Keeper) anchor.Proof {
	t.Helper()
	public, err := anchor.ParsePublicKey(anchor.PublicKey(k.Key))
	require.NoError(t, err)
	proof, err := anchor.Read(k.Dir, public)
	require.NoError(t, err)
	return proof
}

type proofTest struct{ *testing.T }

// A scheduled anchor is made once, however often it is tried, and everybody
// gets the same: the directory, the log and the address.
func TestAnAnchorIsMadeOnceForATime(t *testing.T) {
	var mu sync.Mutex
	var bodies []string
	answer := http.StatusBadGateway
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		w.WriteHeader(answer)
	}))
	defer server.Close()
	k, log := newKeeper(t, server.URL)
	at := time.Date(2026, 5, 31, 8, 5, 0, 0, time.UTC)
	heads := []anchor.Head{{Stream: "people", Seq: 7, Hash: "aa"}}
	require.ErrorContains(t, k.Keep(t.Context(), at, heads), "502")
	mu.Lock()
	answer = http.StatusNoContent
	mu.Unlock()
	require.NoError(t, k.Keep(t.Context(), at, []anchor.Head{{Stream: "people", Seq: 9, Hash: "cc"}}))
	proof := proofTest{t}.read(k)
	assert.Equal(t, map[string]map[int64]string{"people": {7: "aa"}}, proof.Hashes)
	assert.Empty(t, proof.Problems)
	assert.Equal(t, 1, proof.Count)
	require.Len(t, bodies, 2)
	assert.Equal(t, bodies[0], bodies[1])
	var sent anchor.Signed
	require.NoError(t, json.Unmarshal([]byte(bodies[0]), &sent))
	assert.Contains(t, log.String(), sent.Signature)

	require.NoError(t, k.Keep(t.Context(), at.Add(time.Hour), []anchor.Head{{Stream: "people", Seq: 9, Hash: "cc"}}))
	require.NoError(t, k.Keep(t.Context(), time.Time{}, heads))
	proof = proofTest{t}.read(k)
	assert.Equal(t, 3, proof.Count)
	assert.Empty(t, proof.Problems)
}

// Several processes that anchor at once make one chain of anchors.
func TestAnchorsOfSeveralProcesses(t *testing.T) {
	k, _ := newKeeper(t, "")
	k.Logger = slog.New(slog.DiscardHandler)
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			assert.NoError(t, k.Keep(t.Context(), time.Time{}, []anchor.Head{{Stream: "people", Seq: int64(i + 1), Hash: "aa"}}))
		})
	}
	group.Wait()
	proof := proofTest{t}.read(k)
	assert.Equal(t, 20, proof.Count)
	assert.Empty(t, proof.Problems)
}

// Months follow one another; a month that is taken away shows.
func TestMonthsAreChained(t *testing.T) {
	k, _ := newKeeper(t, "")
	require.NoError(t, k.Keep(t.Context(), time.Time{}, nil))
	files, err := filepath.Glob(filepath.Join(k.Dir, "anchors-*.jsonl"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	before := filepath.Join(k.Dir, "anchors-2020-01.jsonl")
	require.NoError(t, os.Rename(files[0], before))
	require.NoError(t, k.Keep(t.Context(), time.Time{}, nil))
	assert.Empty(t, proofTest{t}.read(k).Problems)
	require.NoError(t, os.Remove(before))
	assert.Len(t, proofTest{t}.read(k).Problems, 1)
}

func TestSettingsOfAKeeper(t *testing.T) {
	k, err := anchor.NewKeeper(anchor.Settings{}, nil)
	require.NoError(t, err)
	assert.Nil(t, k)
	_, err = anchor.NewKeeper(anchor.Settings{Key: "short"}, nil)
	assert.ErrorContains(t, err, "32 bytes in base64")
}
