#!/usr/bin/env bash
# Plans the changes of an input file with a profile that cannot write, and keeps the plan and its reports.
# Takes INPUT_FILE, ROUTERA_TOKEN and ROUTERA_BASE_URL; writes step outputs and the summary of the job.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory="$RUNNER_TEMP/routera-plan"
mkdir -p "$directory"

config="$RUNNER_TEMP/routera-config.json"
printf '%s\n' '{"profiles":{"plan":{"readonly":true}}}' > "$config"
chmod 600 "$config"
export ROUTERA_CONFIG="$config" ROUTERA_PROFILE=plan

status=0
routera deals plan --out "$directory/plan.jsonl" --force \
  --report "$directory/plan.html" --report "$directory/plan.md" --report "$directory/rows.xml" \
  --annotations github -- "$INPUT_FILE" || status=$?

if [ -f "$directory/plan.jsonl" ]; then
  echo "directory=$directory" >> "$GITHUB_OUTPUT"
  node "$here/planOutputs.mjs" "$directory/plan.jsonl" >> "$GITHUB_OUTPUT"
fi
if [ -f "$directory/plan.md" ]; then
  echo "report=$directory/plan.md" >> "$GITHUB_OUTPUT"
  cat "$directory/plan.md" >> "$GITHUB_STEP_SUMMARY"
fi
exit "$status"
