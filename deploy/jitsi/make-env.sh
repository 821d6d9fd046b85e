#!/usr/bin/env bash
# Writes .env for compose.yaml, with new secrets, and portal.env with what the portal has to know of them. Neither is ever
# overwritten: whoever wants new secrets moves both away first.
set -euo pipefail
umask 077

usage() {
  echo "usage: make-env.sh --clinic https://citas.example.org --meet meet.example.org --ip 203.0.113.7 --version stable-NNNN" >&2
  exit 2
}

die() {
  echo "make-env.sh: $1" >&2
  exit 1
}

clinic='' meet='' ip='' version=''
while [ $# -gt 1 ]; do
  case $1 in
    --clinic) clinic=${2%/} ;;
    --meet) meet=$2 ;;
    --ip) ip=$2 ;;
    --version) version=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[ $# -eq 0 ] || usage

[[ $clinic =~ ^https://[A-Za-z0-9.-]+(:[0-9]+)?$ ]] || usage
[[ $meet =~ ^[A-Za-z0-9.-]+(:[0-9]+)?$ ]] || usage
[[ $ip =~ ^[0-9A-Fa-f.:]+$ ]] || usage
[[ $version =~ ^[A-Za-z0-9._-]+$ ]] || usage

cd "$(dirname "$0")"
for file in .env portal.env; do
  [ ! -e "$file" ] || die "$file is there already; nothing was changed."
done

# 256 bits in 64 hexadecimal digits: neither quote nor backslash, which Prosody's settings would not survive.
secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

jwt=$(secret) reservation=$(secret) event=$(secret)
sed -e "s|@VERSION@|$version|; s|@MEET@|$meet|; s|@IP@|$ip|; s|@CLINIC@|$clinic|" \
    -e "s|@JWT_APP_SECRET@|$jwt|; s|@RESERVATION_TOKEN@|$reservation|; s|@EVENT_TOKEN@|$event|" \
    -e "s|@JICOFO_AUTH_PASSWORD@|$(secret)|; s|@JVB_AUTH_PASSWORD@|$(secret)|" env.example | grep -v -e '^#' -e '^$' > .env

cat > portal.env <<PORTAL
Jitsi__Server=SelfHosted
Jitsi__Domain=$meet
Jitsi__AppId=clinicamv
Jitsi__AppSecret=$jwt
Jitsi__ReservationToken=$reservation
Jitsi__EventToken=$event
PORTAL

echo "Wrote .env for compose.yaml and portal.env for the portal, both readable by you alone."
