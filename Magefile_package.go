//go:build mage

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// packager makes Linux packages. It is run, not required: its own dependencies stay out of go.mod.
const packager = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4"

// releasePlatforms are those that a release is built for.
const releasePlatforms = "linux_amd64,linux_arm64,darwin_amd64,darwin_arm64,windows_amd64"

// Package builds a release into dist: archives, plugin zips, deb, rpm, the air-gapped archive, the bill of materials, SHA256SUMS; PLATFORMS=linux_amd64 narrows it.
func Package() error {
	mg.Deps(Frontend)
	platforms := cmp.Or(os.Getenv("PLATFORMS"), releasePlatforms)
	version, err := sh.Output("node", "-p", "require('./plugin/package.json').version")
	if err != nil {
		return err
	}
	revision, err := sourceRevision()
	if err != nil {
		return err
	}
	binaries := filepath.Join("bin", "release")
	bill := filepath.Join(binaries, "pantau.cdx.json")
	if err := sh.RunV("go", "run", "./packaging/audit", "-out", bill); err != nil {
		return err
	}
	for platform := range strings.SplitSeq(platforms, ",") {
		if err := releaseBinaries(platform, version, revision, filepath.Join(binaries, platform)); err != nil {
			return err
		}
	}
	return sh.RunV("go", "run", "./packaging", "-platforms", platforms, "-binaries", binaries, "-bill", bill, "-nfpm", "go run "+packager)
}

// sourceRevision is the commit that a release is built from; "-modified" follows where the tree is another by now.
func sourceRevision() (string, error) {
	revision, err := sh.Output("git", "rev-parse", "HEAD")
	if err != nil {
		return "", fmt.Errorf("the release's revision: %w; build it from a git checkout", err)
	}
	changed, err := sh.Output("git", "status", "--porcelain")
	if changed != "" {
		revision += "-modified"
	}
	return revision, err
}

// releaseBinaries builds both programs for one platform, static and without debugging tables.
func releaseBinaries(platform, version, revision, to string) error {
	system, arch, _ := strings.Cut(platform, "_")
	end := ""
	if system == "windows" {
		end = ".exe"
	}
	env := map[string]string{"CGO_ENABLED": "0", "GOOS": system, "GOARCH": arch}
	for name, source := range map[string]string{"pantau": "./collector", pluginName + "_" + platform: "./plugin/pkg"} {
		err := sh.RunWithV(env, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version="+version+" -X main.revision="+revision,
			"-o", filepath.Join(to, name+end), source)
		if err != nil {
			return err
		}
	}
	return nil
}

// KeepVersion adds what this version promises to testdata/compat, before its release: keepVersion 0.2.
func KeepVersion(version string) error {
	env, err := peers()
	if err != nil {
		return err
	}
	env["PANTAU_KEEP"] = version
	return sh.RunWithV(env, "go", "test", "-count=1", "-run", "^(TestNamesInTheDatabaseStay|TestSavedQueriesAreAccepted|TestQueryTypesKeepTheirParameters|"+
		"TestUpgradeAndBack|TestCommandsAndFlagsStay)$", "./collector", "./collector/schema", "./plugin/pkg/query")
}
