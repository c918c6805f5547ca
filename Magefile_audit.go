//go:build mage

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// vulnerabilities is run, not required: it is no part of Pantau.
const vulnerabilities = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"

// Audit looks for known vulnerabilities and for licences that do not fit, and writes the bill of materials dist/pantau.cdx.json.
func Audit() error {
	mg.SerialDeps(Licences, Vulnerabilities)
	return nil
}

// Licences checks the licence of everything that ships and writes the bill of materials.
func Licences() error { return sh.RunV("go", "run", "./packaging/audit") }

// Vulnerabilities asks the Go project (or the copy of its database at PANTAU_VULNDB, as file:///srv/vulndb) and npm what is known of our dependencies; offline it says what was skipped.
func Vulnerabilities() error {
	check := []string{"run", vulnerabilities, "./collector/...", "./connectors/...", "./plugin/..."}
	if db := os.Getenv("PANTAU_VULNDB"); db != "" {
		check = slices.Insert(check, 2, "-db", db)
	}
	if err := asking("govulncheck", "", "go", check...); err != nil {
		return err
	}
	// Nothing of npm ships (the licences' check holds that); what builds the plugin and looks at it must be sound too.
	for _, folder := range []string{"plugin", "plugin/e2e"} {
		if err := asking("npm audit in "+folder, folder, "npm", "audit", "--omit=dev"); err != nil {
			return err
		}
	}
	return nil
}

// unreachable are the words of a tool that found no server to ask.
var unreachable = []string{"no such host", "connection refused", "i/o timeout", "network is unreachable", "403 Forbidden", "ENOTFOUND", "EAI_AGAIN",
	"ECONNREFUSED", "ETIMEDOUT", "audit endpoint returned an error", "Client.Timeout", "executable file not found"}

// asking runs a tool that asks a server. Where there is none it is skipped, loudly.
func asking(what, dir, name string, args ...string) error {
	var said bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, io.MultiWriter(os.Stdout, &said), io.MultiWriter(os.Stderr, &said)
	err := cmd.Run()
	if err == nil {
		return nil
	}
	for _, words := range unreachable {
		if strings.Contains(said.String()+err.Error(), words) {
			fmt.Printf("%s: SKIPPED: no server answers (%s); run it where there is a network\n", what, words)
			return nil
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
