#!/bin/sh
# Installs what building, testing and benchmarking need, on Debian by apt-get; elsewhere it says what is missing.
#
#   ./setup.sh build test        install what is missing for these
#   ./setup.sh --check build     install nothing; exit code 1 and a line on what is missing
set -eu

check=
if [ "${1-}" = --check ]; then check=1; shift; fi
[ $# -gt 0 ] || set -- build test bench

missing=
# needs COMMAND PACKAGE...: the packages, where the shell command fails
needs() {
  eval "$1" >/dev/null 2>&1 || { shift; missing="$missing $*"; }
}

for part in "$@"; do
  case $part in
  build) # the program links libxml2
    needs 'command -v gcc && pkg-config --exists libxml-2.0' gcc libc6-dev pkg-config libxml2-dev ;;
  test) # second opinions, and what the commands in reports are written for
    needs 'command -v chromium' chromium
    needs 'command -v mcs' mono-mcs libmono-system-runtime-serialization4.0-cil
    needs 'command -v php' php-cli php-curl php-xml
    needs 'command -v xmllint' libxml2-utils
    needs 'command -v curl' curl
    needs 'command -v nginx || test -x /usr/sbin/nginx' nginx-light
    needs '/usr/bin/python3 -c "import requests_oauthlib, jwt, cryptography"' \
      python3-requests-oauthlib python3-jwt python3-cryptography ;;
  bench)
    needs 'command -v nginx || test -x /usr/sbin/nginx' nginx-light
    needs 'command -v wrk' wrk
    needs 'command -v xmllint' libxml2-utils ;;
  *) echo "setup.sh: $part is none of build, test, bench" >&2; exit 2 ;;
  esac
done

[ -n "$missing" ] || exit 0
if [ -n "$check" ]; then echo "missing:$missing"; exit 1; fi
if ! command -v apt-get >/dev/null; then echo "setup.sh: please install$missing" >&2; exit 1; fi
echo "installing$missing"
sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
