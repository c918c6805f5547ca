package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// share is what is installed beside program and plugin: from the source tree to
// where it stands on the machine.
var share = [][2]string{
	{"dashboards/id", "usr/share/pantau/dashboards/id"},
	{"dashboards/en", "usr/share/pantau/dashboards/en"},
	{"dashboards/library", "usr/share/pantau/dashboards/library"},
	{"provisioning/dashboards", "usr/share/pantau/provisioning/dashboards"},
	{"provisioning/datasources", "usr/share/pantau/provisioning/datasources"},
	{"provisioning/alerting", "usr/share/pantau/provisioning/alerting"},
	{"provisioning/playlists", "usr/share/pantau/provisioning/playlists"},
	{"docs", "usr/share/doc/pantau/docs"}, // so that links and references from the front page lead there
	{"README.md", "usr/share/doc/pantau/README.md"},
	{"README.id.md", "usr/share/doc/pantau/README.id.md"},
	{"CHANGELOG.md", "usr/share/doc/pantau/CHANGELOG.md"},
	{"LICENSE", "usr/share/doc/pantau/copyright"},
	{"packaging/pantau.service", "usr/lib/systemd/system/pantau.service"},
	{"packaging/pantau.sysusers", "usr/lib/sysusers.d/pantau.conf"},
	{"packaging/man/pantau.en.1", "usr/share/man/man1/pantau.1"},
	{"packaging/man/pantau.id.1", "usr/share/man/id/man1/pantau.1"},
	{"packaging/completion/pantau.bash", "usr/share/bash-completion/completions/pantau"},
	{"packaging/completion/pantau.zsh", "usr/share/zsh/site-functions/_pantau"},
	{"packaging/completion/pantau.fish", "usr/share/fish/vendor_completions.d/pantau.fish"},
	{"packaging/pantau.yaml", "etc/pantau/pantau.yaml"},
}

// launcher is /usr/bin/pantau in archives, which hold no links. The program finds
// the plugin's binary beside itself.
const launcher = "#!/bin/sh\nexec /usr/lib/pantau/pantau \"$@\"\n"

// airgap packs all that a machine without a network needs, with its installer.
func (r release) airgap(arch string, backend content, plugin []content) error {
	scratch, err := os.MkdirTemp("", "pantau-airgap-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }() // a scratch folder
	put := func(from, to string, mode os.FileMode) error {
		return copyFile(from, filepath.Join(scratch, filepath.FromSlash(to)), mode)
	}
	const lib = "files/usr/lib/pantau"
	files := []content{
		{lib + "/pantau", filepath.Join(filepath.Dir(backend.from), "pantau"), program},
		{lib + "/" + backend.name, backend.from, program},
		{lib + "/grafana.sh", filepath.Join(r.root, "packaging/grafana.sh"), program},
		{"install.sh", filepath.Join(r.root, "packaging/install.sh"), program},
		{"postinstall.sh", filepath.Join(r.root, "packaging/postinstall.sh"), program},
	}
	for _, c := range plugin {
		files = append(files, content{path.Join(lib, "plugin", pluginID, c.name), c.from, c.mode})
	}
	for _, s := range share {
		more, err := r.shared(s[0], path.Join("files", s[1]))
		if err != nil {
			return err
		}
		files = append(files, more...)
	}
	for _, name := range []string{"docker-compose.yml", ".env.example", "pantau.example.yaml", "packaging/kubernetes.yaml"} {
		files = append(files, content{path.Join("containers", path.Base(name)), filepath.Join(r.root, name), plain})
	}
	for _, c := range files {
		if err := put(c.from, c.name, c.mode); err != nil {
			return err
		}
	}
	start := filepath.Join(scratch, "files/usr/bin/pantau")
	if err := os.MkdirAll(filepath.Dir(start), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(start, []byte(launcher), program); err != nil {
		return err
	}
	if err := sums(scratch); err != nil {
		return err
	}
	files = append(files, content{"files/usr/bin/pantau", start, program}, content{"SHA256SUMS", filepath.Join(scratch, "SHA256SUMS"), plain})
	name := fmt.Sprintf("pantau-airgap_%s_linux_%s", r.version, arch)
	return pack(filepath.Join(r.out, name+".tar.gz"), name, files)
}

// shared lists a file or the files of a folder, without what only Go reads.
func (r release) shared(from, to string) ([]content, error) {
	source := filepath.Join(r.root, filepath.FromSlash(from))
	info, err := os.Stat(source)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []content{{to, source, plain}}, nil
	}
	all, err := tree(source, to)
	return slices.DeleteFunc(all, func(c content) bool { return strings.HasSuffix(c.name, ".go") }), err
}
