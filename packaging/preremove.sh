#!/bin/sh
# Before removal, not before an upgrade. Configuration and data stay.
set -eu
case ${1:-} in upgrade | 1) exit 0 ;; esac
if [ -d /run/systemd/system ]; then
  systemctl disable --now pantau.service || true
fi
