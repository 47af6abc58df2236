/** The topic about concurrency and shards. Its manifest is checked against the types of Kubernetes by a test. */

import type { TopicPlace } from "./place.ts";

/** The Indexed Job, as it is applied. The state of each shard is kept, so that a new pod resumes the run of a dead one. */
export const KUBERNETES_JOB = `apiVersion: batch/v1
kind: Job
metadata: { name: routera-apply }
spec:
  completionMode: Indexed
  completions: 8
  parallelism: 8
  backoffLimitPerIndex: 3
  podReplacementPolicy: Failed
  podFailurePolicy:
    rules:
      - action: FailIndex
        onExitCodes: { operator: In, values: [2, 3, 4, 6] }
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 30
      containers:
        - name: apply
          image: registry.example.com/routera
          command: [sh, -c]
          args:
            - |
              rm -rf "$XDG_STATE_HOME"/routera/plans "$XDG_STATE_HOME"/routera/runs/*/lock
              if ls "$XDG_STATE_HOME"/routera/runs/*/journal.jsonl; then
                exec routera runs resume last --rate 5 --json
              fi
              shard=$((JOB_COMPLETION_INDEX + 1))/8
              exec routera deals apply /plan/plan.jsonl --yes --shard "$shard" --rate 5 --json
          env:
            - name: SHARD_INDEX
              valueFrom:
                fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" }
            - name: ROUTERA_TOKEN
              valueFrom: { secretKeyRef: { name: routera, key: token } }
            - { name: XDG_STATE_HOME, value: /state }
          volumeMounts:
            - { name: plan, mountPath: /plan, readOnly: true }
            - { name: state, mountPath: /state, subPathExpr: shard-$(SHARD_INDEX) }
      volumes:
        - { name: plan, configMap: { name: routera-plan } }
        - { name: state, persistentVolumeClaim: { claimName: routera-state } }
`;

/** One job a shard, then one job that adds them up. */
export const GITHUB_MATRIX = `jobs:
  apply:
    strategy:
      fail-fast: false
      matrix:
        shard: [1, 2, 3, 4]
    runs-on: ubuntu-latest
    env:
      ROUTERA_TOKEN: \${{ secrets.ROUTERA_TOKEN }}
      XDG_STATE_HOME: \${{ github.workspace }}/state
      SHARD: \${{ matrix.shard }}/4
    steps:
      - run: npm install -g routera@VERSION
      - uses: actions/download-artifact@v4
        with: { name: plan }
      - run: routera deals apply plan.jsonl --yes --shard "$SHARD" --rate 10 --annotations github
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: shard-\${{ matrix.shard }}
          path: state/routera/runs
  report:
    if: always()
    needs: apply
    runs-on: ubuntu-latest
    steps:
      - run: npm install -g routera@VERSION
      - uses: actions/download-artifact@v4
        with: { path: artifacts }
      - run: routera runs show --plan artifacts/plan/plan.jsonl --from artifacts --report run.html --report run.md
      - if: always()
        run: cat run.md >> "$GITHUB_STEP_SUMMARY"
`;

export const GITLAB_PARALLEL = `default:
  before_script:
    - npm install -g routera@VERSION
apply:
  parallel: 4
  variables:
    XDG_STATE_HOME: $CI_PROJECT_DIR/state-$CI_NODE_INDEX
  script:
    - routera deals apply plan.jsonl --yes --shard "$CI_NODE_INDEX/$CI_NODE_TOTAL" --rate 10
  artifacts:
    when: always
    paths: [state-*/routera/runs]
report:
  needs: [apply]
  when: always
  script:
    - routera runs show --plan plan.jsonl --from . --report run.html --report rows.xml
  artifacts:
    when: always
    paths: [run.html]
    reports:
      junit: rows.xml
`;

export function scaling(place: TopicPlace): string {
  return `One process: --concurrency limits requests in parallel, --rate limits requests per second. After a 429, all
requests wait as long as Routera asks, and the concurrency is halved temporarily. Memory use does not grow
with the number of rows.

  routera deals apply plan.jsonl --yes --concurrency 16 --rate 40

Several machines: make one plan, copy it to every machine, and let each machine apply one shard. --shard i/n
counts from 1 to n. A hash of the deal ID selects the shard, so that no two shards write the same deal. All
machines share Routera's rate limit: divide --rate by n.

  routera deals plan rows.csv --out plan.jsonl
  routera deals apply plan.jsonl --yes --shard 1/4 --rate 10
  routera runs show --plan plan.jsonl                     # Add up the shards whose journals are on this machine
  routera runs show --plan plan.jsonl --from artifacts    # Add up runs that were copied from other machines

Each shard is a run with its own journal in its own state directory, ${place.state("runs")}.
Keep it: it is needed to resume, undo or add up the shard. A shard that is started again without its journal
applies its changes again: deals that already have the values are skipped (already_set).

With --from, the directories are only read. Owners and modes are not checked, because artifacts lose them: a run is
counted if its journal is intact and names the digest of the plan. The exit code is 0 if every shard is complete,
3 for failed rows, 5 for a missing shard, 8 for pending rows, 12 for a damaged journal.

A job that died: start it again with its state directory, and resume the run instead of applying it.

  routera runs resume last --rate 10

GitHub Actions:

${indented(GITHUB_MATRIX)}
GitLab CI (CI_NODE_INDEX counts from 1):

${indented(GITLAB_PARALLEL)}
Kubernetes, an Indexed Job (JOB_COMPLETION_INDEX counts from 0: add 1). A new pod resumes the run of a failed one.
podReplacementPolicy: Failed starts it only after the other has ended, so that its locks can be removed.
Exit codes 2, 3, 4 and 6 do not change with another attempt, so they fail the index:

${indented(KUBERNETES_JOB)}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
