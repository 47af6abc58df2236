#!/usr/bin/env bash
# Applies an input file, but only as the plan with the reviewed digest, and keeps the reports of the run.
# Takes INPUT_FILE, APPROVE, MAX_CHANGES, ROUTERA_TOKEN and ROUTERA_BASE_URL.
set -euo pipefail
if ! [[ "$APPROVE" =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo "error: approve must be the digest of the reviewed plan" >&2
  exit 2
fi
limits=()
if [ -n "$MAX_CHANGES" ]; then
  if ! [[ "$MAX_CHANGES" =~ ^[0-9]+$ ]]; then
    echo "error: max-changes must be a whole number" >&2
    exit 2
  fi
  limits=(--max-changes "$MAX_CHANGES")
fi
directory="$RUNNER_TEMP/routera-run"
mkdir -p "$directory"
echo "directory=$directory" >> "$GITHUB_OUTPUT"

status=0
routera deals apply --yes --approve "$APPROVE" ${limits[@]+"${limits[@]}"} --force \
  --report "$directory/run.html" --report "$directory/run.md" --report "$directory/rows.xml" \
  --annotations github -- "$INPUT_FILE" || status=$?

if [ -f "$directory/run.md" ]; then cat "$directory/run.md" >> "$GITHUB_STEP_SUMMARY"; fi
exit "$status"
