//go:build mage

package main

import (
	"cmp"
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

// Package builds a release into dist: archives, plugin zips, deb, rpm, the air-gapped archive, SHA256SUMS; PLATFORMS=linux_amd64 narrows it.
func Package() error {
	mg.Deps(Frontend)
	platforms := cmp.Or(os.Getenv("PLATFORMS"), releasePlatforms)
	version, err := sh.Output("node", "-p", "require('./plugin/package.json').version")
	if err != nil {
		return err
	}
	binaries := filepath.Join("bin", "release")
	for platform := range strings.SplitSeq(platforms, ",") {
		if err := releaseBinaries(platform, version, filepath.Join(binaries, platform)); err != nil {
			return err
		}
	}
	return sh.RunV("go", "run", "./packaging", "-platforms", platforms, "-binaries", binaries, "-nfpm", "go run "+packager)
}

// releaseBinaries builds both programs for one platform, static and without debugging tables.
func releaseBinaries(platform, version, to string) error {
	system, arch, _ := strings.Cut(platform, "_")
	end := ""
	if system == "windows" {
		end = ".exe"
	}
	env := map[string]string{"CGO_ENABLED": "0", "GOOS": system, "GOARCH": arch}
	for name, source := range map[string]string{"pantau": "./collector", pluginName + "_" + platform: "./plugin/pkg"} {
		err := sh.RunWithV(env, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version="+version,
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
