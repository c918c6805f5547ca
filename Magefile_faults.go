//go:build mage

package main

import (
	"cmp"
	"os"

	"github.com/magefile/mage/sh"
)

// Faults kills, cuts, fills and confuses everything for ROUNDS (200) rounds, runs 72 simulated hours, and prints a table; RUN narrows it.
func Faults() error {
	env, err := peers()
	if err != nil {
		return err
	}
	env["ROUNDS"] = cmp.Or(os.Getenv("ROUNDS"), "200")
	return sh.RunWithV(env, "go", "test", "-count=1", "-timeout", "6h", "-parallel", "2", "-v", "-run", cmp.Or(os.Getenv("RUN"), "."), "./collector/faults")
}
