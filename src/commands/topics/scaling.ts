/** `routera help scaling`. */

export function scaling(): string {
  return `One process: --concurrency is how many requests are under way, --rate how many leave per second. A 429 makes all of
them wait as long as Routera says, and halves the concurrency for a while. Memory does not grow with the rows.

  routera deals apply plan.jsonl --yes --concurrency 16 --rate 40

Several machines: make one plan, give every machine the same file, and let each take its part. --shard i/n counts from 1
to n. A deal falls into one part only, by a hash of its id, so no two parts write the same deal. The machines share
Routera's limit: divide --rate by n.

  routera deals plan rows.csv --out plan.jsonl
  routera deals apply plan.jsonl --yes --shard 1/4 --rate 10
  routera runs show --plan plan.jsonl                     adds up the parts whose journals this machine has

Each part is a run with its own journal in its own state folder. A part that is started again on an empty disk applies
its part of the plan again: what is done already is skipped (already_set). To undo a part, or to resume it, its journal
is needed: keep $XDG_STATE_HOME/routera/runs.

GitHub Actions (strategy.job-index counts from 0, so name the parts yourself):

  strategy:
    matrix:
      part: [1, 2, 3, 4]
  steps:
    - uses: actions/download-artifact@v4
      with: { name: plan }
    - run: routera deals apply plan.jsonl --yes --shard \${{ matrix.part }}/4 --rate 10 --format ndjson > part.ndjson
      env: { ROUTERA_TOKEN: "\${{ secrets.ROUTERA_TOKEN }}" }

GitLab CI with parallel: 4 (CI_NODE_INDEX counts from 1):

  routera deals apply plan.jsonl --yes --shard "$CI_NODE_INDEX/$CI_NODE_TOTAL" --rate 10

Kubernetes, an Indexed Job (JOB_COMPLETION_INDEX counts from 0: add 1):

  apiVersion: batch/v1
  kind: Job
  metadata: { name: routera-apply }
  spec:
    completionMode: Indexed
    completions: 8
    parallelism: 8
    backoffLimitPerIndex: 3
    template:
      spec:
        restartPolicy: Never
        containers:
          - name: apply
            image: registry.example.com/routera
            command: [sh, -c]
            args:
              - routera deals apply /plan/plan.jsonl --yes --shard "$((JOB_COMPLETION_INDEX + 1))/8" --rate 5 --json
            env:
              - name: ROUTERA_TOKEN
                valueFrom: { secretKeyRef: { name: routera, key: token } }
              - { name: XDG_STATE_HOME, value: /state }
            volumeMounts:
              - { name: plan, mountPath: /plan, readOnly: true }
              - { name: state, mountPath: /state, subPathExpr: $(POD_NAME) }

(with the volumes plan and state, and POD_NAME from metadata.name). A pod that is started again skips what is done. Exit 3
means that rows failed for good: let a podFailurePolicy end the index there (FailIndex on exit codes 2, 3, 4, 6).
`;
}
