/** The same faults met by one update and by a run over many deals, each each result as one line. */
import { join } from "node:path";
import { expect } from "vitest";
import { sameValue } from "../../src/deals/sameValue.ts";
import { isJsonObject, type JsonObject, parseJson } from "../../src/json.ts";
import { readJournal } from "../../src/runs/journal/read.ts";
import type { RowResultRecord } from "../../src/runs/journal/record.ts";
import { fastClock, HOUR } from "../harness/fastClock.ts";
import { type Home, makeHome, type ProcessResult, type RunOptions } from "../harness/program.ts";
import { expectInvariants, runsIn } from "./expectInvariants.ts";
import {
  type Faults,
  type HostileServer,
  type HostileServerOptions,
  hostileServer,
} from "./hostileServer.ts";

export type FaultScenario = {
  /** What goes wrong with the first deal; `everywhere`: with all of them. */
  readonly faults: Faults;
  readonly everywhere?: boolean;
  /** Further words of the command. */
  readonly words?: readonly string[];
  readonly env?: RunOptions["env"];
};

export type BulkFaultScenario = FaultScenario & {
  /** How many deals. */
  readonly deals?: number;
};

/** Result of a run, and of resuming it once the server works again: undefined where all was done then. */
export type ScenarioSummary = { readonly told: string; readonly resumed: string | undefined };

/**
 * One update of the deal d1.
 * @returns `7 values_refused/not_applied: PATCH`: the exit code, what stderr says, what was asked of the server
 */
export async function runSingleScenario({ faults, words = [], env }: FaultScenario): Promise<string> {
  return withHostileServer({ faults: () => faults }, async (home, server) => {
    const args = ["deals", "update", "d1", "--field", "deal_name=Renamed", "--json", ...words];
    const options = { env: { ...server.env, ...env }, clock: fastClock() };
    const done = await home.run(args, options);
    await expectInvariants({ home, server, done });
    return `${summarizeSingle(done, server)}: ${server.asked("d1")}`;
  });
}

/** Exit code and stderr; an answer that does not fit to the server's state is reported as well. */
export function summarizeSingle({ exit, stdout, stderr }: ProcessResult, server: HostileServer): string {
  const codes = codesIn(stderr);
  const lies = [
    exit === 0 && JSON.parse(stdout).deal_name !== "Renamed" && "stdout shows another deal",
    exit === 0 && !server.log.some((one) => one.stored) && "nothing was written",
    exit !== 0 && stdout !== "" && `stdout: ${stdout}`,
  ].filter((lie) => lie !== false);
  return [exit, codes, ...lies, ...liesIn(codes, server)].filter((part) => part !== "").join(" ");
}

/** What stderr claims of the outcome, held against what the server did. */
function liesIn(codes: string, { log }: HostileServer): readonly string[] {
  const stored = log.some((one) => one.stored);
  if (stored && /\/not_applied/.test(codes)) return ["it was written"];
  if (!stored && /\/applied/.test(codes)) return ["it was not written"];
  return [];
}

/**
 * A run over d1, d2, …
 * @returns `3 rejected/values_refused applied applied: 1 1 1`: the exit code, the outcome of each deal by stdout and journal,
 * what stderr says, and how often each deal was written to; then the same of its resume, where there was anything to do
 */
export async function runBulkScenario({
  deals = 3,
  faults,
  everywhere = false,
  words = [],
  env,
}: BulkFaultScenario): Promise<ScenarioSummary> {
  const ids = idsTo(deals);
  return withHostileServer(
    { faults: (id) => (everywhere || id === "d1" ? faults : {}) },
    async (home, server) => {
      home.write("rows.ndjson", rowsFor(ids));
      const args = ["deals", "apply", "rows.ndjson", "--yes", "--format", "ndjson", "--concurrency", "1"];
      const options = { env: { ...server.env, ...env }, clock: fastClock() };
      const done = await home.run([...args, ...words], options);
      await expectInvariants({ home, server, done });
      const told = await summarizeBulk(done, home, server, ids);
      const writes = writesOf(server, ids);
      // What failed for now, is not known, or was not reached, is done by whoever resumes the run in a better world.
      const left = /unknown|retryable|resume/.test(told);
      const resumed = left ? await resume(home, server, { env }) : undefined;
      return { told: `${told}: ${writes}`, resumed: resumed && `${resumed}: ${writesOf(server, ids)}` };
    },
  );
}

/** The world is well again: the run is resumed, and every deal is as it should be. */
export async function expectResumed(...about: Parameters<typeof resume>): Promise<void> {
  expect(await resume(...about), "what the resume leaves").toBeUndefined();
}

type Resuming = {
  readonly env?: RunOptions["env"];
  /** True: in a process of its own. */
  readonly launched?: boolean;
};

/**
 * An hour later, so that no one has to wait for rows with an unknown outcome.
 * @returns undefined when everything is done and nothing was to be said
 */
async function resume(
  home: Home,
  server: HostileServer,
  { env, launched = false }: Resuming = {},
): Promise<string | undefined> {
  server.heal();
  const words = ["runs", "resume", "last", "--format", "ndjson"];
  const options = { env: { ...server.env, ...env } };
  const done = await (launched
    ? home.launch(words, options)
    : home.run(words, { ...options, clock: fastClock(HOUR) }));
  await expectInvariants({ home, server, done });
  const lines = objectsIn(done.stdout);
  const { complete, applied, rows } = lines.at(-1) ?? {};
  if (done.exit === 0 && done.stderr === "" && complete === true && sameValue(applied, rows))
    return undefined;
  const ids = lines.filter(({ type }) => type === "row").map(({ id }) => String(id));
  return summarizeBulk(done, home, server, ids);
}

export function idsTo(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `d${at + 1}`);
}

export function rowsFor(ids: readonly string[]): string {
  return ids.map((id) => `${JSON.stringify({ id, deal_name: `Renamed ${id}` })}\n`).join("");
}

/** `1 1 0` */
export function writesOf({ log }: HostileServer, ids: readonly string[]): string {
  return ids.map((id) => log.filter((one) => one.id === id && one.method === "PATCH").length).join(" ");
}

/** Exit code, deals, stderr. Where stdout and journal do not agree, both are reported; and so is a false claim about the server. */
export async function summarizeBulk(
  { exit, stdout, stderr }: ProcessResult,
  home: Home,
  server: HostileServer,
  ids: readonly string[],
): Promise<string> {
  const lines = objectsIn(stdout);
  const printed = outcomes(
    lines.filter(({ type }) => type === "row"),
    ids,
  );
  const kept = outcomes((await resultsIn(home)).map(asReported), ids);
  const summary = lines.at(-1);
  const ending =
    summary?.type !== "summary"
      ? "(no summary)"
      : summary.stopped === null
        ? ""
        : `(stopped: ${summary.stopped}, ${(summary.next as readonly string[]).map((next) => next.split(" ")[2]).join("+")})`;
  const rows = printed === kept ? printed : `stdout: ${printed}; journal: ${kept}`;
  const codes = codesIn(stderr);
  return [exit, rows, ending, codes, ...liesIn(codes, server)].filter((part) => part !== "").join(" ");
}

/** Of the latest run. */
export async function resultsIn(home: Home): Promise<readonly RowResultRecord[]> {
  const run = runsIn(home).at(-1);
  if (run === undefined) return [];
  const results: RowResultRecord[] = [];
  for await (const record of readJournal(join(run, "journal.jsonl")))
    if (record.type === "result") results.push(record);
  return results;
}

/** A row that was announced and then not sent is pending, and not reported. */
function asReported({ code, id, outcome }: RowResultRecord): ToldRow {
  return code === "not_sent" ? { id, outcome: "-" } : { id, outcome, code };
}

type ToldRow = { readonly id?: unknown; readonly outcome?: unknown; readonly code?: unknown };

function outcomes(rows: readonly ToldRow[], ids: readonly string[]): string {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids
    .map((id) => {
      const { outcome, code } = byId.get(id) ?? { outcome: "-" };
      return code === undefined || code === null ? outcome : `${outcome}/${code}`;
    })
    .join(" ");
}

/** `values_refused/not_applied`, `warning stored_differently`; whatever is no JSON is as it is. */
export function codesIn(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      if (!line.startsWith("{")) return line;
      const { error, warning, note } = JSON.parse(line);
      if (error !== undefined) return `${error.code}/${error.outcome}`;
      return warning === undefined ? `note: ${JSON.stringify(note)}` : `warning ${warning.code}`;
    })
    .join(" ");
}

export function objectsIn(ndjson: string): readonly JsonObject[] {
  return ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseJson(line))
    .filter(isJsonObject);
}

/** A home and a server, for as long as the play continues. */
export async function withHostileServer<T>(
  options: HostileServerOptions,
  play: (home: Home, server: HostileServer) => Promise<T>,
): Promise<T> {
  const home = makeHome();
  const server = await hostileServer(options);
  try {
    return await play(home, server);
  } finally {
    await server.close();
    home.remove();
  }
}
