/** The topic about CI systems. Its examples are parsed and run by tests. */

/** Plans on a pull request; applies the reviewed plan when it is started by hand with its digest. */
export const GITHUB_WORKFLOW = `on:
  pull_request:
    paths: [deals/rows.csv]
  workflow_dispatch:
    inputs:
      digest: { description: Digest of the reviewed plan, required: true }
jobs:
  plan:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    permissions: { contents: read, pull-requests: write }
    steps:
      - uses: actions/checkout@v4
      - uses: OWNER/routera@COMMIT
        with: { operation: plan, file: deals/rows.csv, token: "\${{ secrets.ROUTERA_READ_TOKEN }}" }
  apply:
    if: github.event_name == 'workflow_dispatch' && github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    environment: production
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@v4
      - uses: OWNER/routera@COMMIT
        with:
          operation: apply
          file: deals/rows.csv
          approve: \${{ inputs.digest }}
          max-changes: 500
          token: \${{ secrets.ROUTERA_TOKEN }}
`;

export const GITLAB_INCLUDE = `include:
  - local: ci/gitlab.yml
    inputs: { file: deals/rows.csv }
stages: [test]
`;

export const JENKINS_STAGE = `stage('Plan') {
  environment { ROUTERA_TOKEN = credentials('routera-read') }
  steps {
    sh 'routera deals plan deals/rows.csv --out plan.jsonl --force --report plan.html --report rows.xml'
  }
  post {
    always {
      junit 'rows.xml'
      archiveArtifacts 'plan.jsonl, plan.html'
    }
  }
}
`;

export const AZURE_STEPS = `steps:
  - script: routera deals plan deals/rows.csv --out plan.jsonl --report plan.html --report rows.xml
    env: { ROUTERA_TOKEN: $(ROUTERA_READ_TOKEN) }
  - task: PublishTestResults@2
    condition: always()
    inputs: { testResultsFormat: JUnit, testResultsFiles: rows.xml }
`;

export function ci(): string {
  return `Plan on every pull request with a read-only token, review the report, and apply exactly that plan.

  routera deals plan rows.csv --out plan.jsonl --report plan.html --report plan.md --report rows.xml
  routera deals apply rows.csv --yes --approve sha256:${"0".repeat(64)}

The digest covers every change and its previous value. --approve plans again and stops before the first write (exit 6)
if the result differs: the input was edited, or a deal changed. To apply the plan file itself, keep it as an artifact.

Reports, by file name extension: .html for people, .md for a comment or a job summary (at most 65,536 characters),
.xml for test reports (JUnit, one test case per row). Annotations point to lines of the input file: --annotations github
prints workflow commands to stderr, --annotations gitlab=FILE writes Code Quality JSON. Text from deals never starts a
command of the runner. Keep reports as long as you may keep the data of the deals.

A plan exits 0 with or without changes; with --exit-code it exits 10 if there are any. A plan with blocked deals and
an apply with failed rows exit 3. Both still write their reports and annotations. See \`routera help exit-codes\`.

GitHub Actions, with the action of this package. Secrets are not available to pull requests from forks; do not use
pull_request_target for them.

${indented(GITHUB_WORKFLOW)}
GitLab CI, with the template of this package. The job routera-apply is manual and requires the variable ROUTERA_APPROVE:

${indented(GITLAB_INCLUDE)}
Jenkins:

${indented(JENKINS_STAGE)}
Azure Pipelines:

${indented(AZURE_STEPS)}
Several jobs for one plan: \`routera help scaling\`.
`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
