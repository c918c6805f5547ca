//go:build !windows

package ownership

import (
	"errors"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// Of tells whose a file is: a name, or a number as sudo takes it.
func Of(path string) (name string, uid int, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", 0, err
	}
	return OfInfo(info)
}

// OfInfo is Of for what has been looked at already.
func OfInfo(info os.FileInfo) (name string, uid int, err error) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", 0, errors.ErrUnsupported
	}
	uid = int(stat.Uid)
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username, uid, nil
	}
	return "'#" + strconv.Itoa(uid) + "'", uid, nil
}
