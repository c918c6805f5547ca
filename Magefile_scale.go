//go:build mage

package main

import (
	"os"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// BenchScale measures every query type on a store of 60 accounts, 3 years and 5 million mentions; ARGS are flags, such as -help.
func BenchScale() error {
	mg.Deps(Backend)
	return scale()
}

// BenchStore makes that store, which BenchScale otherwise does at first, under ~/.cache/pantau.
func BenchStore() error { return scale("-make") }

func scale(args ...string) error {
	env, err := peers()
	if err != nil {
		return err
	}
	args = append([]string{"run", "./collector/scale"}, args...)
	return sh.RunWithV(env, "go", append(args, strings.Fields(os.Getenv("ARGS"))...)...)
}
