//go:build mage

// Pantau's build: `go tool mage -l` lists what there is. Nothing but Go is
// needed, and Node for the plugin's front end.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

const (
	pluginName = "gpx_pantau_social"
	linter     = "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0"
)

// Demo shows Pantau at work: a year of a fictional city, read, and questions answered.
func Demo() error {
	if _, err := os.Stat(binary("pantau")); err != nil {
		fmt.Println("building Pantau; the first time takes some minutes …")
	}
	mg.Deps(Collector, Backend)
	args := append([]string{"demo"}, strings.Fields(os.Getenv("ARGS"))...)
	cmd := exec.Command(binary("pantau"), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

// Build builds everything: pantau, the plugin's back end and front end.
func Build() error {
	mg.Deps(Collector, Backend, Frontend)
	return nil
}

// Collector builds bin/pantau.
func Collector() error {
	return sh.RunV("go", "build", "-trimpath", "-o", binary("pantau"), "./collector")
}

// Backend builds the plugin's binary into plugin/dist.
func Backend() error {
	name := fmt.Sprintf("%s_%s_%s%s", pluginName, goos(), goarch(), ending())
	return sh.RunV("go", "build", "-trimpath", "-o", filepath.Join("plugin", "dist", name), "./plugin/pkg")
}

// Frontend builds the plugin's module.js into plugin/dist.
func Frontend() error {
	mg.Deps(nodeModules)
	return in("plugin", "npm", "run", "build")
}

// Test runs every test: Go with the race detector, and the front end's.
func Test() error {
	mg.SerialDeps(TestGo, TestFrontend)
	return nil
}

// TestGo runs the Go tests, also against InfluxDB 2.7, a real atproto network and a connector in Python where they are installed.
func TestGo() error {
	env, err := peers()
	if err != nil {
		return err
	}
	if !raceable() {
		fmt.Println("race detector: skipped: it needs cgo and a C compiler")
		return sh.RunWithV(env, "go", "test", "-timeout", "30m", "./...")
	}
	if err := sh.RunWithV(env, "go", "test", "-timeout", "30m", "-race", "./..."); err != nil {
		return err
	}
	// What the detector itself would change, memory and allocations, and what it would only slow down.
	return sh.RunWithV(env, "go", "test", "-timeout", "30m", "-run",
		"^TestConnectorsStaySmall$|^TestAHundredAccounts|Alloc|Hostile|^TestEveryPanelAnswers$|^TestAlertsTell|^TestThreeCollectors(KeepOneQuota)?$", "./collector/...")
}

// TestFrontend type-checks, lints and tests the plugin's front end.
func TestFrontend() error {
	if _, err := exec.LookPath("npm"); err != nil {
		fmt.Println("front end tests: skipped: there is no npm; install Node 20 or newer")
		return nil
	}
	mg.Deps(nodeModules)
	for _, script := range []string{"typecheck", "lint", "build", "test"} {
		if err := in("plugin", "npm", "run", script); err != nil {
			return err
		}
	}
	return nil
}

// E2E opens every dashboard, the settings, Explore and the alert rules of the Grafana at GRAFANA_URL in Chromium (CHROMIUM, /usr/bin/chromium).
func E2E() error {
	if os.Getenv("GRAFANA_URL") == "" {
		fmt.Println("end-to-end tests: SKIPPED: GRAFANA_URL names no Grafana that has the plugin and the provisioning; see docs/e2e.md")
		return nil
	}
	return inBrowser("grafana")
}

// Screenshots takes the pictures of README and docs from the Grafana at GRAFANA_URL; with PICTURES, every dashboard in every size, theme and language into that folder too.
func Screenshots() error {
	if os.Getenv("GRAFANA_URL") == "" {
		return errors.New("screenshots: GRAFANA_URL is not set; name a Grafana with the plugin, the provisioning and the demonstration's year, as docs/e2e.md starts it")
	}
	return inBrowser("pictures")
}

// inBrowser runs a project of plugin/e2e; ARGS go to Playwright, such as --grep wall.
func inBrowser(project string) error {
	folder := filepath.Join("plugin", "e2e")
	if err := in(folder, "npm", "ci", "--no-audit", "--no-fund"); err != nil {
		return err
	}
	args := append([]string{"exec", "playwright", "--", "test", "--project=" + project}, strings.Fields(os.Getenv("ARGS"))...)
	return in(folder, "npm", args...)
}

// Lint checks style and the import rules.
func Lint() error { return sh.RunV("go", "run", linter, "run", "./...") }

// Generate writes everything that is made from code; a test fails where it was forgotten.
func Generate() error { return sh.RunV("go", "generate", "./...") }

// Check is what CI runs.
func Check() error {
	mg.SerialDeps(Lint, Test)
	return nil
}

// Bench runs the benchmarks. The sink's ones print ours beside client-go alone.
func Bench() error {
	return sh.RunV("go", "test", "-run", "^$", "-bench", ".", "-benchmem", "./collector/...", "./plugin/pkg/...")
}

// New makes things that are to be changed by hand.
type New mg.Namespace

// Connector makes the folder of a new connector, green from the start: new:connector ID.
func (New) Connector(id string) error { return sh.RunV("go", "run", "./connectors/sdk/skeleton", id) }

// Query makes a new query type with its texts and a case, green from the start: new:query ID.
func (New) Query(id string) error { return sh.RunV("go", "run", "./plugin/pkg/query/skeleton", id) }

// Train makes the sentiment and language models anew from the data in DATA.
func Train() error {
	data, err := trainingData("train")
	if err != nil {
		return err
	}
	for model, out := range map[string]string{"sentiment": "collector/enrich/sentiment/fast.bin", "language": "collector/enrich/language/language.bin"} {
		if err := sh.RunV("go", "run", "./training/"+model, "--data", data, "--out", out); err != nil {
			return err
		}
	}
	return nil
}

// Proto writes the connector protocol's Go code; it needs protoc.
func Proto() error {
	dir, err := os.MkdirTemp("", "pantau-protoc-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := sh.RunV("go", "build", "-o", dir+"/", "google.golang.org/protobuf/cmd/protoc-gen-go", "google.golang.org/grpc/cmd/protoc-gen-go-grpc"); err != nil {
		return err
	}
	env := map[string]string{"PATH": dir + string(os.PathListSeparator) + os.Getenv("PATH")}
	return sh.RunWithV(env, "protoc", "--go_out=.", "--go_opt=paths=source_relative",
		"--go-grpc_out=.", "--go-grpc_opt=paths=source_relative", "connectors/sdk/wire/connector.proto")
}

// Clean removes what was built.
func Clean() error {
	return errors.Join(sh.Rm("bin"), sh.Rm("plugin/dist"), sh.Rm("plugin/node_modules"))
}

// nodeModules installs the front end's packages unless they are there already.
func nodeModules() error {
	if _, err := os.Stat("plugin/node_modules/.package-lock.json"); err == nil {
		return nil
	}
	if _, err := exec.LookPath("npm"); err != nil {
		return errors.New("the front end needs npm: install Node 20 or newer; without it: go tool mage collector backend")
	}
	return in("plugin", "npm", "ci", "--no-audit", "--no-fund")
}

// peers finds the servers that tests use if they are installed, and says what
// is skipped.
func peers() (map[string]string, error) {
	cache := os.Getenv("PANTAU_CACHE")
	if cache == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, err
		}
		cache = filepath.Join(home, ".cache", "pantau")
	}
	env := map[string]string{}
	find := func(variable, pattern, what, how string) {
		if os.Getenv(variable) != "" {
			return
		}
		found, _ := filepath.Glob(filepath.Join(cache, pattern)) // the patterns are well formed
		if len(found) == 0 {
			fmt.Printf("%s: skipped: not installed; %s installs it\n", what, how)
			return
		}
		env[variable] = found[len(found)-1]
	}
	find("PANTAU_INFLUXD2", "influxd-2.7.12/influxd", "tests on InfluxDB 2.7", ".ci/influxdb27")
	find("PANTAU_TELEGRAF", "telegraf-1.37.2/telegraf", "the comparison with Telegraf 1.37", ".ci/telegraf")
	find("PANTAU_ATPROTO", "atproto-????????????", "tests on a real atproto network", ".ci/atproto/install")
	find("PANTAU_READERS", "readers-????????????", "tests with the platforms' own clients", ".ci/readers/install")
	find("PANTAU_PYTHON", "python-????????????/bin/python", "tests of the connector in Python", ".ci/python")
	return env, nil
}

func raceable() bool {
	out, err := sh.Output("go", "env", "CGO_ENABLED")
	if err != nil || out != "1" {
		return false
	}
	_, err = exec.LookPath("gcc")
	return err == nil
}

// in runs a command in a folder.
func in(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stdout, os.Stderr
	return cmd.Run()
}

func binary(name string) string { return filepath.Join("bin", name+ending()) }

func goos() string { return cmp.Or(os.Getenv("GOOS"), runtime.GOOS) }

func goarch() string { return cmp.Or(os.Getenv("GOARCH"), runtime.GOARCH) }

func ending() string {
	if goos() == "windows" {
		return ".exe"
	}
	return ""
}
