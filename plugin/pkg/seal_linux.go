package main

import "golang.org/x/sys/unix"

// seal keeps the database's token from other processes of the same user, who
// could trace this one, and from core dumps.
func seal() {
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)           // if it is forbidden, all is as before
	_ = unix.Prlimit(0, unix.RLIMIT_CORE, &unix.Rlimit{}, nil) // the same
}
