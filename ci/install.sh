#!/usr/bin/env bash
# Installs one version of routera; no scripts of packages run.
set -euo pipefail
if ! [[ "$ROUTERA_VERSION" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]]; then
  echo "error: version must be an exact version such as 0.1.0" >&2
  exit 2
fi
npm install --global --ignore-scripts --no-audit --no-fund "routera@$ROUTERA_VERSION"
routera --version
