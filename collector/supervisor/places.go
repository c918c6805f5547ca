package supervisor

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// places are the files and folders that a connector may touch. All others, the
// data_dir and the files of tokens among them, do not concern it.
type places struct {
	read  []string
	write []string
}

// system is what programs need of any machine: themselves, the names of the
// network, the time zone, the certificates that they trust.
var system = []string{
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store", "/proc", "/sys", "/dev/urandom", "/dev/random",
	"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols",
	"/etc/localtime", "/etc/timezone", "/etc/passwd", "/etc/group", "/etc/mime.types", "/etc/alternatives",
	"/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/var/lib/ca-certificates",
	"/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager",
}

// placesOf gives what a connector may touch: its own program, what the system
// has for all, what its accounts and the operator name, and a temporary folder.
func placesOf(p Program, opts Options, own string) places {
	read := slices.Concat(system, []string{p.Path, os.Getenv("SSL_CERT_FILE"), os.Getenv("SSL_CERT_DIR")}, opts.Readable[p.ID])
	if p.Foreign {
		read = append(read, opts.Dir)
	}
	read = slices.DeleteFunc(read, func(path string) bool { return path == "" })
	return places{read: read, write: []string{own, "/dev/null", "/dev/zero", "/dev/full"}}
}

// Beneath gives the deepest folder in which all files of a pattern stand, or the
// file itself where it is no pattern.
func Beneath(pattern string) string {
	if abs, err := filepath.Abs(pattern); err == nil {
		pattern = abs
	}
	if !strings.ContainsAny(pattern, `*?[\`) {
		return pattern
	}
	for strings.ContainsAny(pattern, `*?[\`) {
		pattern = filepath.Dir(pattern)
	}
	return pattern
}

// changeable are the places that others replace while a connector runs: a rule
// holds the file that was there, not its name.
func changeable(p Program, opts Options) []string {
	return append([]string{"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", os.Getenv("SSL_CERT_FILE")}, opts.Readable[p.ID]...)
}

// glimpse is what stood in some places at some time.
type glimpse map[string]os.FileInfo

func look(paths []string) glimpse {
	g := glimpse{}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			info = nil // not there, or not yet
		}
		g[path] = info
	}
	return g
}

// stale reports whether something else stands in one of the places now.
func (g glimpse) stale() bool {
	for path, then := range g {
		now, err := os.Stat(path)
		if (err == nil) != (then != nil) || err == nil && !os.SameFile(then, now) {
			return true
		}
	}
	return false
}
