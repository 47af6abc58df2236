#!/usr/bin/env bash
# The Windows lane: the packed program in Node for Windows, and the executable.
# usage: .ci/windows.sh TARBALL [NODE_MAJOR | EXECUTABLE]…
#
# On Windows itself (Git Bash) it uses the Node that is there, elsewhere Wine, which it installs where apt can do that. Without
# Wine the lane is skipped and says so; with CI=true or ROUTERA_LANES=required that is a failure.
#  - stdin, stdout and stderr of a process in Wine are files or /dev/null here: Node for Windows cannot use a pipe of Linux
#    (EBADF). So the tests run inside Wine, where pipes between processes work.
#  - Wine must claim to be Windows 10, or Node ends with code 216. Node 24 does not run in Wine 8.
#  - Wine hands the environment over, so it is emptied first. It reads file names in the locale: UTF-8.
set -euo pipefail
cd "$(dirname "$0")/.."
tarball=$(realpath "$1")
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(20 22)
work=$(mktemp -d)
export WINEPREFIX=$work/prefix

# Ends what runs in this prefix, and nothing else.
finish() {
  if [ -d "$WINEPREFIX" ]; then
    timeout 20 wineserver --kill > "$work/wine" 2>&1 || true
    timeout 20 wineserver --wait > "$work/wine" 2>&1 || true
  fi
  rm -rf "$work"
}
trap finish EXIT

# Runs a quiet command for at most so many seconds; its output is shown when it fails.
within() {
  local status=0
  timeout --kill-after=10 "$1" "${@:2}" > "$work/output" 2>&1 < /dev/null || status=$?
  [ "$status" = 0 ] || { tail -n 20 "$work/output" && echo "failed with exit code $status: ${*:2}"; } >&2
  return "$status"
}

# Runs the tests with a command for at most 10 minutes. All of their output is shown when one fails.
run_tests() {
  local started=$SECONDS status=0 counts
  timeout --kill-after=10 600 "${@:2}" > "$work/tests" 2>&1 < /dev/null || status=$?
  if [ "$status" = 0 ]; then grep '^expected failure: ' "$work/tests" || true; else cat "$work/tests"; fi
  counts=$(sed -nE 's/^ℹ (pass|fail|cancelled|skipped) ([0-9]+)$/\2 \1/p' "$work/tests" | paste -sd ,)
  echo "Windows lane on $1: ${counts//,/, }, exit code $status; $((SECONDS - started)) s"
  return "$status"
}

# The tests are JavaScript; what they need of the sources is bundled.
copy_tests() {
  cp -r test/lanes/windows "$1"
  node node_modules/rolldown/bin/cli.mjs test/lanes/windows/support/quoting.ts --format esm --log-level warn \
    --file "$1/support/quoting.mjs" > "$work/output"
}

if [[ "$(uname -s)" =~ ^(MINGW|MSYS) ]]; then
  within 120 npm install --global --prefix "$work/npm prefix" --offline --no-audit --no-fund "$tarball"
  copy_tests "$work/lane"
  ROUTERA_PREFIX=$(cygpath -w "$work/npm prefix")
  export ROUTERA_PREFIX
  run_tests "Node $(node -p process.versions.node)" node --test-reporter=spec "$work/lane/main.mjs"
  exit
fi

found_wine() { command -v wine > "$work/output" && command -v wineserver > "$work/output"; }
install_wine() {
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  command -v apt-get && "${as_root[@]}" true || return 1
  "${as_root[@]}" apt-get update || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends wine64 wine
}
export -f install_wine
found_wine || within 300 bash -c install_wine || true
if ! found_wine; then
  echo "Windows lane: skipped, because Wine is not installed"
  [ "${CI:-}" != true ] && [ "${ROUTERA_LANES:-}" != required ]
  exit
fi

# They are made for Windows, hence --force.
tools=$work/tools
cp -r .ci/packages/windows "$tools"
within 180 npm ci --prefix "$tools" --force --ignore-scripts --no-bin-links --no-audit --no-fund

in_wine=(env -i "PATH=$PATH" "HOME=$work" LC_ALL=C.UTF-8 "WINEPREFIX=$WINEPREFIX" WINEDEBUG=-all WINEARCH=win64
  "WINEDLLOVERRIDES=mscoree=;mshtml=" ROUTERA_WINE=1 'ROUTERA_PREFIX=C:\npm prefix')
within 180 "${in_wine[@]}" wineboot --init
within 60 "${in_wine[@]}" wine reg add 'HKCU\Software\Wine' /v Version /d win10 /f

# The program as npm installs it, but for the shim: cmd of Wine 8 runs nothing after the `goto … ||` of npm's own.
prefix="$WINEPREFIX/drive_c/npm prefix"
mkdir -p "$prefix/node_modules/routera"
tar xzf "$tarball" -C "$prefix/node_modules/routera" --strip-components=1
printf '@echo off\r\n"node" "%%~dp0node_modules\\routera\\bin\\routera.js" %%*\r\n' > "$prefix/routera.cmd"
copy_tests "$WINEPREFIX/drive_c/lane"

failed=0
for target in "${targets[@]}"; do
  major=$target
  name="Node $target"
  variables=()
  if [[ "$target" = *.exe ]]; then
    # The tests need a Node themselves; the executable is in a directory that holds nothing else.
    major=22
    name=$(basename "$target")
    variables=('ROUTERA_EXE=C:\program\routera.exe')
    mkdir -p "$WINEPREFIX/drive_c/program"
    cp "$target" "$WINEPREFIX/drive_c/program/routera.exe"
  fi
  node="$tools/node_modules/node-$major/bin/node.exe"
  run_tests "$name" "${in_wine[@]}" "${variables[@]}" wine "$node" --test-reporter=spec 'C:\lane\main.mjs' || failed=1
done
echo "Windows lane: $SECONDS s in all"
exit "$failed"
