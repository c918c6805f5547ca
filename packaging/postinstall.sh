#!/bin/sh
# After the files are in place: the user, the owner of the configuration, the service.
set -eu
if command -v systemd-sysusers >/dev/null 2>&1; then
  systemd-sysusers pantau.conf
elif ! id pantau >/dev/null 2>&1; then
  useradd --system --home-dir /var/lib/pantau --shell /usr/sbin/nologin pantau
fi
chown -R pantau:pantau /etc/pantau
chmod 750 /etc/pantau
chmod 640 /etc/pantau/pantau.yaml
# The service would make it at its start, but pantau setup and pantau check come before.
install -d -o pantau -g pantau -m 700 /var/lib/pantau
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  # An upgrade goes on with the new version; a first installation waits for its configuration.
  systemctl try-restart pantau.service
fi
