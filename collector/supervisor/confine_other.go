//go:build !linux

package supervisor

// Confinement is the version of Landlock, which only Linux has.
func Confinement() int { return 0 }

func confined(_ places, start func() error) error { return start() }
