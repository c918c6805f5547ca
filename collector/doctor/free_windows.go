package doctor

import "golang.org/x/sys/windows"

// freeSpace is how many bytes this user may still write on the folder's disk.
func freeSpace(dir string) (free uint64, err error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	return free, windows.GetDiskFreeSpaceEx(path, &free, nil, nil)
}
