// Package atprototest gives tests a real Bluesky network: PDS, AppView and what
// is below them, as .ci/atproto installs it, with accounts and posts whose
// counts are known.
package atprototest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Network is what .ci/atproto/network.mjs says it has started.
type Network struct {
	PDS      string `json:"pds"`
	AppView  string `json:"appview"`
	Office   Office
	People   []struct{ Handle, DID, Password string }
	Posts    []Post
	Mentions []Mention
	Hashtag  string
	Gone     []string
}

// Office is the account that is watched.
type Office struct {
	Handle, DID, AppPassword string
	Followers, Following     int
}

// Post is one of its posts, with its true counts.
type Post struct {
	URI, Text, Type, CreatedAt      string
	Likes, Reposts, Replies, Quotes int
}

// Mention is one post of somebody else that a connector should find.
type Mention struct{ URI, Kind, Post, Author, Text, CreatedAt string }

// Start starts a network and ends it with the test, which is skipped where none
// is installed.
func Start(t *testing.T) Network {
	t.Helper()
	dir := os.Getenv("PANTAU_ATPROTO")
	if dir == "" {
		t.Skip("needs a real atproto network: set PANTAU_ATPROTO to the folder that .ci/atproto/install prints")
	}
	script, err := script()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "node"), script, "--seconds", "600")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = stdin.Close() // tells it to end
		_ = cmd.Wait()    // its cleaning up is not what is tested
	})
	late := time.AfterFunc(3*time.Minute, func() { _ = cmd.Process.Signal(os.Interrupt) })
	defer late.Stop()
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	require.NotErrorIs(t, err, io.EOF, "the network ended before it was ready; its log is above")
	require.NoError(t, err)
	var n Network
	require.NoError(t, json.Unmarshal(line, &n))
	require.Greater(t, len(n.Posts), 150, "paging needs more than one page")
	return n
}

// script finds network.mjs from where this file stands.
func script() (string, error) {
	_, self, _, ok := runtime.Caller(0)
	if !ok {
		return "", errors.New("don't know where the sources are")
	}
	return filepath.Join(filepath.Dir(self), "..", "..", "..", ".ci", "atproto", "network.mjs"), nil
}
