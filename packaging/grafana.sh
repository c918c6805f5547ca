#!/bin/sh
# Puts the plugin, the dashboards and the alert rules into a Grafana that is there already, beside what it has.
# See --help.
set -eu

share=/usr/share/pantau plugin=/usr/lib/pantau/plugin/pantau-social-datasource
provisioning=/etc/grafana/provisioning plugins=/var/lib/grafana/plugins
source_file=/etc/pantau/grafana-datasource.yaml token_file=
token_at=/etc/grafana/pantau-token ini=/etc/grafana/grafana.ini policies=no

usage() {
  cat <<'HELP'
usage: grafana.sh [--provisioning DIR] [--plugins DIR] [--ini FILE] [--datasource FILE] [--token FILE]
                  [--token-at FILE] [--share DIR] [--plugin DIR] [--with-policies]

Adds Pantau to a Grafana 11 to 13: the plugin, the data source that `pantau setup` wrote with its token, the
dashboards, the alert rules. Files of others are never touched; those of Pantau are renewed, except the contact
points and the data source, which offices change. Notification policies are left out, since they would take the
place of all that are there; --with-policies adds them. Run again after an upgrade, then restart Grafana.
HELP
}

die() {
  echo "grafana.sh: $*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --provisioning) provisioning=${2:?} && shift ;;
    --plugins) plugins=${2:?} && shift ;;
    --ini) ini=${2:?} && shift ;;
    --datasource) source_file=${2:?} && shift ;;
    --token) token_file=${2:?} && shift ;;
    --token-at) token_at=${2:?} && shift ;;
    --share) share=${2:?} && shift ;;
    --plugin) plugin=${2:?} && shift ;;
    --with-policies) policies=yes ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown argument '$1'; see --help" ;;
  esac
  shift
done

[ -d "$plugin" ] || die "$plugin is not there; name the plugin's folder with --plugin"
[ -d "$provisioning" ] || die "$provisioning is not there; name the folder of your Grafana with --provisioning"

# A server's token stands beside the configuration, the embedded database's with its data, and only a server has an organisation.
if [ -z "$token_file" ]; then
  token_file=/var/lib/pantau/influxdb/grafana-token
  if grep -Eqs '^[[:space:]]*org:' "$source_file"; then token_file=/etc/pantau/grafana-token; fi
fi

# Two data sources of one uid would make Grafana refuse to start.
for file in "$provisioning"/datasources/*.y*ml; do
  [ -e "$file" ] && [ "$(basename "$file")" != pantau.yaml ] || continue
  if grep -Eq '^[[:space:]]*uid:[[:space:]]*pantau[[:space:]]*$' "$file"; then
    die "$file has a data source with the uid pantau already; remove it there first"
  fi
done

# grafana lets Grafana's own user read a file where there is one.
grafana() {
  if id grafana >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then chown -R "root:grafana" "$1"; fi
}

# renew replaces a file of ours; keep leaves one that is there.
renew() {
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.new" && chmod 640 "$2.new" && grafana "$2.new" && mv "$2.new" "$2" && echo "renewed  $2"
}
keep() {
  if [ -e "$2" ]; then echo "kept     $2"; else renew "$1" "$2"; fi
}

mkdir -p "$plugins"
rm -rf "$plugins/.pantau-new"
cp -R "$plugin" "$plugins/.pantau-new"
chmod -R u=rwX,go=rX "$plugins/.pantau-new"
rm -rf "$plugins/pantau-social-datasource"
mv "$plugins/.pantau-new" "$plugins/pantau-social-datasource"
echo "renewed  $plugins/pantau-social-datasource"

if [ -r "$source_file" ] && [ -r "$token_file" ]; then
  keep "$source_file" "$provisioning/datasources/pantau.yaml"
  (umask 077 && cp "$token_file" "$token_at.new")
  chmod 440 "$token_at.new" && grafana "$token_at.new" && mv "$token_at.new" "$token_at" && echo "renewed  $token_at"
else
  echo "left out the data source: $source_file and $token_file are not here; pantau setup makes them"
fi

boards=$(mktemp)
trap 'rm -f "$boards"' EXIT
sed "s|\$PANTAU_DASHBOARDS|$share/dashboards|" "$share/provisioning/dashboards/pantau.yaml" >"$boards"
renew "$boards" "$provisioning/dashboards/pantau.yaml"
renew "$share/provisioning/alerting/rules.yaml" "$provisioning/alerting/pantau-rules.yaml"
keep "$share/provisioning/alerting/contact.yaml" "$provisioning/alerting/pantau-contact.yaml"
if [ "$policies" = yes ]; then
  renew "$share/provisioning/alerting/policies.yaml" "$provisioning/alerting/pantau-policies.yaml"
else
  echo "left out the notification policies: route the label source=pantau to the contact point Pantau, or see --help"
fi

if ! grep -Eqs '^[[:space:]]*allow_loading_unsigned_plugins[[:space:]]*=.*pantau-social-datasource' "$ini"; then
  echo "in $ini write, under [plugins]:"
  echo "    allow_loading_unsigned_plugins = pantau-social-datasource"
fi
echo "now restart Grafana: systemctl restart grafana-server"
