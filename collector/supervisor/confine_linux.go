package supervisor

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What a rule may allow in a folder: to look and run, or everything but to make
// devices.
const (
	readFile = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE
	readDir  = readFile | unix.LANDLOCK_ACCESS_FS_READ_DIR
	writeDir = readDir | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR |
		unix.LANDLOCK_ACCESS_FS_REMOVE_FILE | unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_MAKE_REG |
		unix.LANDLOCK_ACCESS_FS_MAKE_SOCK | unix.LANDLOCK_ACCESS_FS_MAKE_FIFO | unix.LANDLOCK_ACCESS_FS_MAKE_SYM |
		unix.LANDLOCK_ACCESS_FS_REFER | unix.LANDLOCK_ACCESS_FS_TRUNCATE
	writeFile = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE
	devices   = unix.LANDLOCK_ACCESS_FS_MAKE_CHAR | unix.LANDLOCK_ACCESS_FS_MAKE_BLOCK
)

// Confinement is the version of Landlock that the kernel has; 0: none.
var Confinement = sync.OnceValue(func() int {
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(version)
})

// confined runs start, which launches a process, on a thread that may touch the
// allowed places only, and never more: what it launches inherits that. The
// thread ends with it. Without Landlock start just runs.
func confined(places places, start func() error) error {
	if Confinement() == 0 {
		return start()
	}
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked, so that nothing else runs here
		if err := restrict(places); err != nil {
			done <- fmt.Errorf("confining it: %w", err)
			return
		}
		done <- start()
	}()
	return <-done
}

// restrict binds the calling thread.
func restrict(p places) error {
	attr := unix.LandlockRulesetAttr{Handled_access_fs: handled()}
	size := unsafe.Sizeof(attr.Handled_access_fs) // as the first version has it
	const scopes = 6                              // the version that bounds signals and abstract sockets
	if Confinement() >= scopes {
		attr.Scoped = unix.LANDLOCK_SCOPE_SIGNAL | unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
		size = unsafe.Offsetof(attr.Scoped) + unsafe.Sizeof(attr.Scoped)
	}
	rules, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0) //nolint:gosec // as the call wants it
	if errno != 0 {
		return errno
	}
	defer func() { _ = unix.Close(int(rules)) }() // the thread keeps them
	for _, path := range p.read {
		if err := allow(int(rules), path, readFile, readDir); err != nil {
			return err
		}
	}
	for _, path := range p.write {
		if err := allow(int(rules), path, writeFile, writeDir); err != nil {
			return err
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, rules, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

// handled is all that this kernel can forbid.
func handled() uint64 {
	all := uint64(writeDir | devices)
	for since, right := range map[int]uint64{2: unix.LANDLOCK_ACCESS_FS_REFER, 3: unix.LANDLOCK_ACCESS_FS_TRUNCATE} {
		if Confinement() < since {
			all &^= right
		}
	}
	return all
}

// allow adds a rule for a file, or a folder and all below; what is not there
// needs none.
func allow(rules int, path string, file, dir uint64) error {
	at, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) || errors.Is(err, unix.ENOTDIR) {
			return nil
		}
		return fmt.Errorf("%s: %w", path, err)
	}
	defer func() { _ = unix.Close(at) }() // the rule holds it
	var is unix.Stat_t
	if err := unix.Fstat(at, &is); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	rights := file
	if is.Mode&unix.S_IFMT == unix.S_IFDIR {
		rights = dir
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: rights & handled(), Parent_fd: int32(at)}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(rules), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0) //nolint:gosec // the same
	if errno != 0 {
		return fmt.Errorf("%s: %w", path, errno)
	}
	return nil
}
