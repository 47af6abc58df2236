/** The faces of the engine: each takes the same steps and reports them in the same form. */
import { join } from "node:path";
import { vi } from "vitest";
import { systemClock } from "../../../src/host.ts";
import {
  apply,
  RouteraClient,
  RouteraFailure,
  type RowResult,
  type RunSummary,
  resume,
  undo,
} from "../../../src/library/index.ts";
import { ROW_OUTCOMES } from "../../../src/runs/journal/record.ts";
import { fastClock } from "../../harness/fastClock.ts";
import type { Home } from "../../harness/program.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import { objectsIn } from "../../hostile/runFaultScenario.ts";

/** What a case asks for. Names are those of the library; a face that has other ones translates them. */
export type Step =
  | ({ readonly do: "apply" } & Common & {
        readonly approve?: string;
        readonly maxChanges?: number;
        readonly shard?: string;
        readonly read?: boolean;
        readonly dryRun?: boolean;
      })
  | ({ readonly do: "resume" } & Common & {
        readonly retry?: "pending" | "failed" | "all";
        /** Default true: the command line only warns. */
        readonly allowDifferentToken?: boolean;
      })
  | ({ readonly do: "undo" } & Common & {
        readonly approve?: string;
        readonly maxChanges?: number;
        readonly dryRun?: boolean;
      });

type Common = {
  readonly limit?: number;
  readonly maxErrors?: number | `${number}%`;
  /** Default: that of the server. */
  readonly token?: string;
  /** Default: the last one. */
  readonly run?: string;
  /** Name of the file that failed rows are written to, and whether one of that name is replaced. */
  readonly failures?: string;
  readonly overwrite?: boolean;
};

export type ReportedRow = {
  readonly line: number | undefined;
  readonly id: string;
  readonly outcome: string;
  readonly code: string | undefined;
};

/** Result of a step, whatever the frontend. */
export type Reported = {
  readonly exit: number;
  /** Code of the failure that refused the step. */
  readonly refused?: string;
  readonly counts?: string;
  readonly blocked?: number;
  readonly pending?: number;
  readonly complete?: boolean;
  /** Code of what stopped the run before its end. */
  readonly stopped?: string | undefined;
  /** `2 d1 applied`, `- d2 blocked/deal_archived`, by ID. */
  readonly rows?: readonly string[];
  /** Of a dry run: how many deals would change. */
  readonly changes?: number;
  /** The lines of the file that failed rows are written to. */
  readonly failed?: readonly string[];
  /** Messages without the command that they end in. */
  readonly warnings: readonly string[];
};

export type World = { readonly home: Home; readonly server: HostileServer; readonly url: string };

export type Frontend = {
  readonly name: "command line" | "library" | "agent server";
  /** Before the first step, and after the last one. */
  open?(world: World): Promise<void>;
  close?(world: World): Promise<void>;
  /** False for a step that this face has no operation for. Absent: it has all. */
  has?(step: Step): boolean;
  take(step: Step, world: World): Promise<Reported>;
};

/** One for all steps: the time of a run is in its ID, and never goes back. */
const CLOCK = fastClock();

const commandLine: Frontend = {
  name: "command line",
  take: async (step, { home, server }) => {
    const env = { ...server.env, ...(step.token !== undefined && { ROUTERA_TOKEN: step.token }) };
    const done = await home.run(wordsOf(step), { env, clock: CLOCK });
    const said = objectsIn(done.stderr) as readonly Said[];
    const warnings = said.flatMap(({ warning }) => (warning === undefined ? [] : [warning.message]));
    const lines = objectsIn(done.stdout) as readonly Printed[];
    const summary = lines.find(({ type }) => type === "summary");
    const exit = done.exit ?? -1;
    if (summary?.changes !== undefined && "dryRun" in step && step.dryRun) {
      return { exit, ...dryRunText(summary.changes, summary.blocked), warnings };
    }
    if (summary === undefined) {
      const refused = said.find(({ error }) => error !== undefined)?.error?.code ?? "";
      return { exit, refused, warnings: warnings.map(withoutCommand) };
    }
    return {
      exit,
      counts: countsText(summary),
      blocked: Number(summary.blocked),
      pending: Number(summary.pending),
      complete: summary.complete === true,
      stopped: summary.stopped ?? undefined,
      rows: rowsText(lines.filter(({ type }) => type === "row").map(printedRow)),
      warnings: warnings.map(withoutCommand),
    };
  },
};

type Said = {
  readonly warning?: { readonly message: string };
  readonly error?: { readonly code: string };
};

type Printed = {
  readonly type?: string;
  readonly id?: string;
  readonly line?: unknown;
  readonly outcome?: string;
  readonly code?: string | null;
  readonly blocked?: unknown;
  readonly changes?: unknown;
  readonly pending?: unknown;
  readonly complete?: boolean;
  readonly stopped?: string | null;
};

function printedRow({ code, id = "", line, outcome = "" }: Printed): ReportedRow {
  return {
    id,
    outcome,
    code: code ?? undefined,
    line: line === null || line === undefined ? undefined : Number(line),
  };
}

function wordsOf(step: Step): readonly string[] {
  const { limit, maxErrors, run = "last" } = step;
  const words = step.do === "apply" ? ["deals", "apply", "plan.jsonl"] : ["runs", step.do, run];
  const flags: readonly (readonly [string, unknown])[] = [
    ["--limit", limit],
    ["--max-errors", maxErrors],
    ["--max-changes", "maxChanges" in step ? step.maxChanges : undefined],
    ["--approve", "approve" in step ? step.approve : undefined],
    ["--shard", step.do === "apply" ? step.shard : undefined],
    ["--retry", step.do === "resume" ? step.retry : undefined],
    ["--failures", step.failures],
  ];
  return [
    ...words,
    ...(step.do === "resume" ? [] : ["--yes"]),
    ...(step.do === "apply" && step.read === false ? ["--no-read"] : []),
    ...("dryRun" in step && step.dryRun ? ["--dry-run"] : []),
    ...(step.overwrite ? ["--force"] : []),
    ...flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
    ...["--concurrency", "1", "--format", "ndjson"],
  ];
}

const library: Frontend = {
  name: "library",
  take: async (step, { home, server, url }) => {
    const hurry = hurrySystemClock();
    const client = new RouteraClient({
      baseUrl: url,
      token: step.token ?? server.env.ROUTERA_TOKEN ?? "",
    });
    const rows: ReportedRow[] = [];
    const { failures, limit, maxErrors, overwrite, run = "last" } = step;
    const common = {
      client,
      limit,
      maxErrors,
      failures: failures && join(home.path, failures),
      overwrite,
      concurrency: 1,
      stateDir: join(home.path, ".local/state/routera"),
      onRow: ({ code, id, line, outcome }: RowResult) => void rows.push({ code, id, line, outcome }),
    };
    try {
      const summary = await take();
      if (!("dryRun" in step && step.dryRun)) return reported(summary, rows);
      const { exitCode: exit, blocked, pending, run: started, warnings } = summary;
      if (started !== undefined) throw new Error("a dry run makes no run");
      return {
        exit,
        ...dryRunText(pending, blocked),
        warnings: warnings.map(({ message }) => withoutCommand(message)),
      };
    } catch (error) {
      if (!(error instanceof RouteraFailure)) throw error;
      return { exit: error.exitCode, refused: error.code, warnings: [] };
    } finally {
      client.close();
      hurry.mockRestore();
    }

    function take(): Promise<RunSummary> {
      if (step.do === "undo") {
        const { approve, dryRun, maxChanges } = step;
        return undo({ ...common, run, approve, maxChanges, dryRun });
      }
      if (step.do === "resume") {
        const { allowDifferentToken = true, retry } = step;
        return resume({ ...common, run, retry, allowDifferentToken });
      }
      const { approve, dryRun, maxChanges, read, shard } = step;
      const plan = join(home.path, "plan.jsonl");
      return apply({ ...common, plan, approve, dryRun, maxChanges, read, shard });
    }
  },
};

function reported(summary: RunSummary, rows: readonly ReportedRow[]): Reported {
  const { complete, counts, exitCode, blocked, pending, stopReasons, warnings } = summary;
  return {
    exit: exitCode,
    counts: countsText(counts),
    blocked,
    pending,
    complete,
    stopped: stopReasons[0]?.code ?? (pending > counts.unknown ? "limit" : undefined),
    rows: rowsText(rows),
    warnings: warnings.map(({ message }) => withoutCommand(message)),
  };
}

function dryRunText(changes: unknown, blocked: unknown): Pick<Reported, "changes" | "blocked"> {
  return { changes: Number(changes), blocked: Number(blocked) };
}

/** Never goes back from one step to the next: the time of a run is in its ID. */
let skipped = 0;

/** The library has the machine's own clock: each wait moves it on at once. */
function hurrySystemClock(): { mockRestore(): void } {
  const { elapsed, now, wait } = systemClock;
  const spies = [
    vi.spyOn(systemClock, "now").mockImplementation(() => now() + skipped),
    vi.spyOn(systemClock, "elapsed").mockImplementation(() => elapsed() + skipped),
    vi.spyOn(systemClock, "wait").mockImplementation(async (ms, signal) => {
      await wait(0, signal);
      skipped += ms;
    }),
  ];
  return {
    mockRestore: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}

export function countsText(counts: Readonly<Record<string, unknown>>): string {
  return ROW_OUTCOMES.filter((outcome) => Number(counts[outcome]) > 0)
    .map((outcome) => `${String(counts[outcome])} ${outcome}`)
    .sort()
    .join(", ");
}

export function rowsText(rows: readonly ReportedRow[]): readonly string[] {
  return rows
    .map(
      ({ code, id, line, outcome }) =>
        `${line ?? "-"} ${id} ${outcome}${code === undefined ? "" : `/${code}`}`,
    )
    .sort();
}

/** IDs of runs are different each time, and each face has words of its own for a command. */
export function withoutCommand(message: string): string {
  return message.replace(/: (?:routera |\w+(?:\(| )\{).*$/s, "").replace(/\d{8}-\d{6}-[0-9a-f]{4}/g, "RUN");
}

export const FRONTENDS: readonly Frontend[] = [commandLine, library];
