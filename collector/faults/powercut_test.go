//go:build linux

package faults

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// disk is a file system in a file. A copy of the file holds what has reached the
// disk, and nothing that the system only meant to write: a power cut.
type disk struct{ image, at string }

// newDisk makes a file system and mounts it, or skips with a loud word.
func newDisk(t testing.TB, dir, at string, size int64) *disk {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("NO DISK WAS TRIED: only root can mount a file system")
	}
	d := &disk{image: filepath.Join(dir, "disk.img"), at: at}
	require.NoError(t, os.MkdirAll(at, 0o700))
	require.NoError(t, os.WriteFile(d.image, nil, 0o600))
	require.NoError(t, os.Truncate(d.image, size))
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", d.image).CombinedOutput(); err != nil {
		t.Skipf("NO DISK WAS TRIED: mkfs.ext4: %v: %s", err, out)
	}
	if out, err := d.mount(); err != nil {
		t.Skipf("NO DISK WAS TRIED: mounting: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = syscall.Unmount(d.at, syscall.MNT_DETACH) }) // not mounted if a round failed
	return d
}

// mount leaves writing out to those who ask for it: by itself it happens every
// five minutes only.
func (d *disk) mount() ([]byte, error) {
	return exec.Command("mount", "-o", "loop,commit=300", d.image, d.at).CombinedOutput()
}

// cut copies what is on the disk while its writers stand still, ends them, and
// goes on with the copy.
func (d *disk) cut(t testing.TB, p *process) {
	t.Helper()
	all := append(children(p.pid(), ""), p.pid())
	for _, pid := range all {
		_ = syscall.Kill(pid, syscall.SIGSTOP) // a child may have gone
	}
	out, err := exec.Command("cp", "--sparse=always", d.image, d.image+".cut").CombinedOutput()
	require.NoError(t, err, "%s", out)
	p.kill(t)
	for _, pid := range all[:len(all)-1] {
		_ = syscall.Kill(pid, syscall.SIGKILL) // the same
	}
	await(t, 10*time.Second, "the disk is let go", func() bool { return syscall.Unmount(d.at, 0) == nil })
	require.NoError(t, os.Rename(d.image+".cut", d.image))
	out, err = d.mount()
	require.NoError(t, err, "%s", out)
}

// TestPowerCut takes the power away while the collector writes, and starts it on
// what the disk holds then.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	began, n := time.Now(), rounds(t, 2, 0.1)
	o := newOffice(t, size{accounts: 2, posts: 40, comments: 6, live: 20 * time.Minute})
	dir := t.TempDir()
	d := newDisk(t, dir, filepath.Join(dir, "data"), 512<<20)
	config := o.configure(t, dir, embeddedDB)
	busy := strike(t, dir, config, n, 1500*time.Millisecond, func(p *process) { d.cut(t, p) })
	require.Positive(t, busy, "the power went while it had work")
	o.freeze()
	once(t, config)
	sum := o.requireStored(t, dir)
	require.Empty(t, letters(t, dir))
	table.note(t, began, n, "%d cut at work; %+v stored once", busy, sum)
}
