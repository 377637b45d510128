# What the scripts share; sourced, never run. Sets the working directory to the root of the checkout.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/grandstand/target}"
# Line-by-line output where nobody watches, such as in CI.
[ -t 2 ] || export CARGO_TERM_PROGRESS_WHEN=never

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs Debian packages; says which. Services that a package brings are not started.
apt_install() {
  have apt-get || fail "please install: $* (this system has no apt-get)"
  [ "$(id -u)" -eq 0 ] || have sudo || fail "please install as root: apt-get install $*"
  say "installing $*"
  as_root apt-get -o DPkg::Lock::Timeout=300 -qq update
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends install "$@" >/dev/null </dev/null
}

# Folder of PostgreSQL's own programs (newest version), empty if it is not installed.
postgres_bin() {
  local pg_ctl
  pg_ctl=$(ls -d /usr/lib/postgresql/*/bin/pg_ctl 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$pg_ctl" ]; then pg_ctl=$(command -v pg_ctl || true); fi
  [ -z "$pg_ctl" ] || dirname "$pg_ctl"
}

# One hash over the names and contents of the given files and folders.
hash_of() {
  find "$@" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -print0 2>/dev/null \
    | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1
}

# Installs the packages of a folder's package-lock.json, unless the last install was of the same lock file.
npm_install() {
  local folder=$1 stamp
  [ -f "$folder/package-lock.json" ] || return 0
  stamp=$(cat "$folder/package.json" "$folder/package-lock.json" | sha256sum | cut -d' ' -f1)
  [ "$(cat "$folder/node_modules/.grandstand-stamp" 2>/dev/null)" = "$stamp" ] && return 0
  say "installing the packages of $folder"
  npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error </dev/null
  echo "$stamp" >"$folder/node_modules/.grandstand-stamp"
}

# Builds scripts and styles into frontend/dist, when something they are made of has changed.
build_front_end() {
  [ -f frontend/package.json ] || return 0
  npm_install frontend
  local stamp
  stamp=$(hash_of frontend)
  # A program that has the files built in is compiled anew when this changes (crates/web/src/assets.rs).
  export FRONT_END_STAMP="$stamp"
  [ "$(cat frontend/dist/.grandstand-stamp 2>/dev/null)" = "$stamp" ] && return 0
  say "building scripts and styles"
  npm run --prefix frontend --silent build </dev/null
  echo "$stamp" >frontend/dist/.grandstand-stamp
}

# The Python that has the packages of e2e/clients/requirements.txt, in the cache folder; made anew when the list changes.
clients_python() {
  local folder stamp
  folder="${XDG_CACHE_HOME:-$HOME/.cache}/grandstand/clients"
  stamp=$(sha256sum e2e/clients/requirements.txt | cut -d' ' -f1)
  if [ "$(cat "$folder/.grandstand-stamp" 2>/dev/null)" != "$stamp" ]; then
    say "installing the packages of e2e/clients/requirements.txt"
    rm -rf "$folder"
    python3 -m venv "$folder" >&2
    "$folder/bin/pip" install --quiet --disable-pip-version-check -r e2e/clients/requirements.txt >&2 </dev/null
    echo "$stamp" >"$folder/.grandstand-stamp"
  fi
  echo "$folder/bin/python"
}
