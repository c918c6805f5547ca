// Command packaging makes what a release consists of, from binaries that are
// built already: `go tool mage package` builds them and runs it.
//
//	pantau_V_OS_ARCH.tar.gz (.zip)                   the collector, with the plugin's binary that `pantau query` asks
//	pantau-social-datasource-V.OS_ARCH.zip           the plugin, to be unpacked in Grafana's plugin folder
//	pantau-social-datasource-V.zip                   the plugin with the binaries of all platforms, for several Grafanas
//	pantau_V_ARCH.deb, pantau-V.ARCH.rpm             Linux packages, by nfpm
//	pantau-airgap_V_linux_ARCH.tar.gz                all of it with an installer, for machines without a network
//	pantau_V_kubernetes.yaml
//	pantau_V.cdx.json                                the bill of materials
//	SHA256SUMS
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const pluginID = "pantau-social-datasource"

// release is what is packaged.
type release struct {
	root     string // of the source tree
	version  string
	binaries string // holds OS_ARCH/pantau and OS_ARCH/gpx_…
	frontend string // plugin/dist
	out      string
	bill     string // of materials; "" adds none
	nfpm     string // command that makes Linux packages; "" makes none
}

func main() {
	r := release{root: "."}
	platforms := flag.String("platforms", "linux_amd64", "comma-separated OS_ARCH")
	flag.StringVar(&r.binaries, "binaries", "bin/release", "folder of the binaries, one a platform")
	flag.StringVar(&r.frontend, "frontend", "plugin/dist", "the plugin's built front end")
	flag.StringVar(&r.out, "out", "dist", "folder to write to")
	flag.StringVar(&r.bill, "bill", "", "the bill of materials")
	flag.StringVar(&r.nfpm, "nfpm", "", "command that makes Linux packages")
	flag.Parse()
	if err := r.run(strings.Split(*platforms, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "packaging:", err)
		os.Exit(1)
	}
}

func (r release) run(platforms []string) error {
	version, err := versionOf(r.root)
	if err != nil {
		return err
	}
	r.version = version
	if err := os.RemoveAll(r.out); err != nil {
		return err
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	if err := r.manifest(); err != nil {
		return err
	}
	for _, p := range platforms {
		if err := r.platform(p); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
	}
	if err := r.beside(platforms); err != nil {
		return err
	}
	return sums(r.out)
}

// beside adds what is of no platform, or of all.
func (r release) beside(platforms []string) error {
	if len(platforms) > 1 {
		var backends []content
		for _, p := range platforms {
			backends = append(backends, r.backend(p))
		}
		plugin, err := r.plugin(backends...)
		if err != nil {
			return err
		}
		if err := pack(filepath.Join(r.out, fmt.Sprintf("%s-%s.zip", pluginID, r.version)), pluginID, plugin); err != nil {
			return err
		}
	}
	if r.bill != "" {
		if err := copyFile(r.bill, filepath.Join(r.out, fmt.Sprintf("pantau_%s.cdx.json", r.version)), plain); err != nil {
			return err
		}
	}
	return copyFile(filepath.Join(r.root, "packaging", "kubernetes.yaml"), filepath.Join(r.out, fmt.Sprintf("pantau_%s_kubernetes.yaml", r.version)), plain)
}

// backend is the plugin's binary for a platform, named as Grafana looks for it.
func (r release) backend(platform string) content {
	name := "gpx_pantau_social_" + platform
	if strings.HasPrefix(platform, "windows_") {
		name += ".exe"
	}
	return content{name, filepath.Join(r.binaries, platform, name), program}
}

// versionOf is the version of the plugin, which is that of the whole.
func versionOf(root string) (string, error) {
	raw, err := os.ReadFile(filepath.Join(root, "plugin", "package.json"))
	if err != nil {
		return "", err
	}
	var about struct{ Version string }
	if err := json.Unmarshal(raw, &about); err != nil {
		return "", fmt.Errorf("plugin/package.json: %w", err)
	}
	if about.Version == "" {
		return "", errors.New("plugin/package.json names no version")
	}
	return about.Version, nil
}

// archive packs the programs for those who install by hand, with the pages.
func (r release) archive(p, system string, backend content) error {
	pages, err := r.shared("docs", "docs")
	if err != nil {
		return err
	}
	dir, ending := filepath.Dir(backend.from), filepath.Ext(backend.name)
	files := append(pages, content{"pantau" + ending, filepath.Join(dir, "pantau"+ending), program}, backend)
	for _, name := range []string{"LICENSE", "README.md", "README.id.md", "pantau.example.yaml"} {
		files = append(files, content{name, filepath.Join(r.root, name), plain})
	}
	name, kind := fmt.Sprintf("pantau_%s_%s", r.version, p), ".tar.gz"
	if system == "windows" {
		kind = ".zip"
	}
	return pack(filepath.Join(r.out, name+kind), name, files)
}

// platform makes everything for one.
func (r release) platform(p string) error {
	system, arch, ok := strings.Cut(p, "_")
	if !ok {
		return errors.New("write OS_ARCH, such as linux_amd64")
	}
	backend := r.backend(p)
	plugin, err := r.plugin(backend)
	if err != nil {
		return err
	}
	if err := pack(filepath.Join(r.out, fmt.Sprintf("%s-%s.%s.zip", pluginID, r.version, p)), pluginID, plugin); err != nil {
		return err
	}
	if err := r.archive(p, system, backend); err != nil {
		return err
	}
	if system != "linux" {
		return nil
	}
	return errors.Join(r.airgap(arch, backend, plugin), r.linuxPackages(arch, filepath.Dir(backend.from), plugin))
}

// plugin is the front end as built, without binaries of other platforms, the
// back ends, and what these are built from.
func (r release) plugin(backends ...content) ([]content, error) {
	all, err := tree(r.frontend, "")
	if err != nil {
		return nil, fmt.Errorf("the plugin's front end: %w", err)
	}
	var out []content
	built := false
	for _, c := range all {
		if strings.HasPrefix(c.name, "gpx_") {
			continue
		}
		built = built || c.name == "module.js"
		out = append(out, c)
	}
	if !built {
		return nil, fmt.Errorf("the plugin's front end is not in %s; go tool mage frontend builds it", r.frontend)
	}
	out = append(out, content{manifestName, filepath.Join(r.binaries, manifestName), plain})
	return append(out, backends...), nil
}

// linuxPackages runs nfpm for both kinds.
func (r release) linuxPackages(arch, binaries string, plugin []content) error {
	if r.nfpm == "" {
		return nil
	}
	staged, err := os.MkdirTemp("", "pantau-package-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(staged) }() // a scratch folder
	// It becomes the plugin's folder, into which the service's user and Grafana's must get.
	if err := os.Chmod(staged, 0o755); err != nil {
		return err
	}
	for _, c := range plugin {
		if err := copyFile(c.from, filepath.Join(staged, filepath.FromSlash(c.name)), c.mode); err != nil {
			return err
		}
	}
	out, err := filepath.Abs(r.out)
	if err != nil {
		return err
	}
	if binaries, err = filepath.Abs(binaries); err != nil {
		return err
	}
	for _, kind := range []string{"deb", "rpm"} {
		words := append(strings.Fields(r.nfpm), "package", "--config", "packaging/nfpm.yaml", "--packager", kind, "--target", out+string(os.PathSeparator))
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Dir = r.root
		cmd.Env = append(os.Environ(), "PANTAU_ARCH="+arch, fmt.Sprintf("SOURCE_DATE_EPOCH=%d", moment.Unix()), "PANTAU_VERSION="+r.version, "PANTAU_BINARIES="+binaries, "PANTAU_PLUGIN="+staged)
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", kind, err, said)
		}
	}
	return nil
}
