/** Flags for reports and annotations, and what they ask for. */
import { basename, extname } from "node:path";
import { list, toggle, type ValuesOf } from "../../cli/flag.ts";
import { usage } from "../../failure.ts";
import { option, say, words } from "../../hint.ts";

/** Formats of reports, by the endings of their files. */
export const REPORT_FORMATS = { ".html": "html", ".md": "markdown", ".xml": "junit" } as const;

/** The name that GitLab's own templates use. */
const GITLAB_FILE = "gl-code-quality-report.json";

export type ReportTarget = {
  /** As it was typed. */
  readonly path: string;
  readonly format: (typeof REPORT_FORMATS)[keyof typeof REPORT_FORMATS] | "gitlab";
};

export type ReportRequest = {
  readonly targets: readonly ReportTarget[];
  /** True: failed rows are workflow commands of GitHub on stderr. */
  readonly github: boolean;
  /** True: existing files are replaced. */
  readonly overwrite: boolean;
};

export const reportFlags = {
  report: list("file", "Write a report to this file: .html, .md or .xml (JUnit); repeatable", {
    offers: "file",
  }),
  force: toggle("Overwrite existing files"),
} as const;

export const annotationFlags = {
  annotations: list(
    "kind",
    `Failed rows as annotations: github (on stderr) or gitlab[=file] (Code Quality, default ${GITLAB_FILE})`,
  ),
} as const;

type ReportFlagValues = Pick<ValuesOf<typeof reportFlags>, "report" | "force"> &
  Partial<ValuesOf<typeof annotationFlags>>;

/** @throws Failure `bad_report_file`, `bad_annotations` */
export function reportRequest({ annotations = [], force, report }: ReportFlagValues): ReportRequest {
  const gitlab = annotations.filter((kind) => kind !== "github").map(gitlabTarget);
  return {
    targets: [...report.map(reportTarget), ...gitlab],
    github: annotations.includes("github"),
    overwrite: force,
  };
}

/** True when nothing was asked for. */
export function isEmptyRequest({ github, targets }: ReportRequest): boolean {
  return !github && targets.length === 0;
}

function reportTarget(path: string): ReportTarget {
  const ending = extname(path).toLowerCase();
  if (isEnding(ending)) return { path, format: REPORT_FORMATS[ending] };
  throw usage(
    "bad_report_file",
    words`${option("report")} writes ${Object.keys(REPORT_FORMATS).join(", ")} files, got ${JSON.stringify(path)}`,
    say`the extension of the file selects the format: ${option("report", `${basename(path, extname(path)) || "report"}.html`)}`,
  );
}

function isEnding(ending: string): ending is keyof typeof REPORT_FORMATS {
  return Object.hasOwn(REPORT_FORMATS, ending);
}

function gitlabTarget(kind: string): ReportTarget {
  if (kind === "gitlab") return { path: GITLAB_FILE, format: "gitlab" };
  const path = /^gitlab=(.+)$/s.exec(kind)?.[1];
  if (path !== undefined) return { path, format: "gitlab" };
  throw usage(
    "bad_annotations",
    words`${option("annotations")} must be github, gitlab or gitlab=FILE, got ${JSON.stringify(kind)}`,
    say`write ${option("annotations", "github")}`,
  );
}
