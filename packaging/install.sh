#!/bin/sh
# Installs or upgrades Pantau from this archive, without any network. See --help.
set -eu

usage() {
  cat <<'HELP'
usage: ./install.sh [--check] [--remove]

Checks the archive, then installs: /usr/lib/pantau (program and plugin), /usr/bin/pantau, /etc/pantau (kept where
it is there), /usr/share/pantau (dashboards, provisioning), the user and the service pantau. Run it again from a
newer archive to upgrade, from an older one to go back. --check only checks; --remove removes the program, and
leaves configuration and data. DESTDIR=/folder installs there, without user and service.
HELP
}

die() {
  echo "install.sh: $*" >&2
  exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
root=${DESTDIR:-}
action=install
case ${1:-} in
  '') ;;
  --check) action=check ;;
  --remove) action=remove ;;
  -h | --help) usage && exit 0 ;;
  *) die "unknown argument '$1'; see --help" ;;
esac

if [ "$action" != check ] && [ -z "$root" ] && [ "$(id -u)" != 0 ]; then die "run it as root: sudo ./install.sh"; fi

if [ "$action" = remove ]; then
  if [ -z "$root" ] && [ -d /run/systemd/system ]; then systemctl disable --now pantau.service || true; fi
  rm -rf "$root/usr/lib/pantau" "$root/usr/share/pantau" "$root/usr/share/doc/pantau"
  rm -f "$root/usr/bin/pantau" "$root/usr/lib/systemd/system/pantau.service" "$root/usr/lib/sysusers.d/pantau.conf" \
    "$root/usr/share/man/man1/pantau.1" "$root/usr/share/man/id/man1/pantau.1" \
    "$root/usr/share/bash-completion/completions/pantau" "$root/usr/share/zsh/site-functions/_pantau" \
    "$root/usr/share/fish/vendor_completions.d/pantau.fish"
  echo "removed; /etc/pantau and /var/lib/pantau stay"
  exit 0
fi

(cd "$here" && sha256sum --check --quiet SHA256SUMS) || die "the archive is damaged; copy it anew"
case $(uname -m) in x86_64) arch=amd64 ;; aarch64 | arm64) arch=arm64 ;; *) arch=$(uname -m) ;; esac
[ -e "$here/files/usr/lib/pantau/gpx_pantau_social_linux_$arch" ] || die "this archive is for another processor than $arch"
echo "the archive is whole"
if [ "$action" = check ]; then exit 0; fi

if [ -z "$root" ] && [ -d /run/systemd/system ]; then systemctl stop pantau.service 2>/dev/null || true; fi
rm -rf "$root/usr/lib/pantau" "$root/usr/share/pantau"
mkdir -p "$root/etc/pantau"
cp -R "$here/files/usr" "$root/"
if [ ! -e "$root/etc/pantau/pantau.yaml" ]; then cp "$here/files/etc/pantau/pantau.yaml" "$root/etc/pantau/pantau.yaml"; fi
if [ -z "$root" ]; then sh "$here/postinstall.sh"; fi
cat <<'NEXT'
installed. What now?
  1. sudo -u pantau pantau setup --config /etc/pantau/pantau.yaml     # your InfluxDB, or the one inside
  2. write your accounts into /etc/pantau/pantau.yaml, then: sudo -u pantau pantau check --config /etc/pantau/pantau.yaml
  3. sudo systemctl enable --now pantau
  4. sudo /usr/lib/pantau/grafana.sh                                  # plugin, dashboards and alerts into Grafana
NEXT
