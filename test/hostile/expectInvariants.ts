/** What holds after every call, whatever the world did to it. */
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Deal } from "../../src/deals/deal.ts";
import { differingFields } from "../../src/deals/sameValue.ts";
import { isJsonObject, parseJson, printJson } from "../../src/json.ts";
import { readJournal } from "../../src/runs/journal/read.ts";
import type { Intent, RowResultRecord } from "../../src/runs/journal/record.ts";
import { CANARY, type Home, type ProcessResult, SECRET_CANARY } from "../harness/program.ts";
import { expectNoCanary } from "../threats/leakAssertions.ts";
import type { HostileServer, Logged } from "./hostileServer.ts";

export type ScenarioResult = {
  readonly home: Home;
  readonly server: HostileServer;
  readonly done: ProcessResult;
  /** True for a call that was ended in the middle of its work: its lock and its temporary plan may stay. */
  readonly cutDown?: boolean;
  /** True when stdout and stderr were a terminal. */
  readonly terminal?: boolean;
};

export async function expectInvariants(after: ScenarioResult): Promise<void> {
  const { home, server, done, cutDown = false, terminal = false } = after;
  expectWrittenOnce(server);
  await expectJournalsKept(home, server);
  for (const secret of [CANARY, SECRET_CANARY]) expectNoCanary(withoutTokenCache(home), done, [], secret);
  expectNothingLeft(home, cutDown);
  expectQuietTerminal(done.stdout + done.stderr, terminal);
}

/** At most one write of a deal takes effect, and none is sent again before it is proved that the one before did not. */
function expectWrittenOnce({ bytes, log }: HostileServer): void {
  const patches = bytes().flatMap(patchesIn);
  const ids = new Set(log.filter(({ method }) => method === "PATCH").map(({ id }) => id));
  for (const id of ids) {
    const about = log.filter((one) => one.id === id);
    const writes = about.filter(({ method }) => method === "PATCH");
    expect(writes.filter(({ stored }) => stored).length, `writes of ${id} that took effect`).toBeLessThan(2);
    const again = writes.slice(1).filter((write, at) => !isProved(about, writes[at] as Logged, write));
    expect(again, `writes of ${id} that were sent again without proof`).toEqual([]);
    const sent = new Set(patches.filter(({ target }) => dealIn(target) === id).map(({ text }) => text));
    expect([...sent], `what was sent for ${id}, again as before`).toHaveLength(1);
  }
}

type Sent = { readonly target: string; readonly text: string };

/** Every PATCH of a connection as it came, but for its token and its kind of connection: fresh ones may take their place. */
function patchesIn(bytes: string): readonly Sent[] {
  const found: Sent[] = [];
  for (let rest = bytes; rest !== ""; ) {
    const end = rest.indexOf("\r\n\r\n") + 4;
    // Cut off in the middle of its head.
    if (end < 4) break;
    const head = rest.slice(0, end);
    const [, method, target = ""] = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(head) ?? [];
    expect(method, `what begins a request: ${head.slice(0, 40)}`).toMatch(/^(GET|PATCH|POST)$/);
    const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
    const text = head.replace(/^(authorization|connection): .*\r\n/gim, "") + rest.slice(end, end + length);
    if (method === "PATCH") found.push({ target, text });
    rest = rest.slice(end + length);
  }
  return found;
}

function dealIn(target: string): string {
  return decodeURIComponent(/^\/deals\/([^/?]+)/.exec(target)?.[1] ?? "");
}

/** Refused for now, or read after it and found unchanged: what it was to set is not there. */
function isProved(about: readonly Logged[], before: Logged, after: Logged): boolean {
  if (before.stored) return false;
  if (before.status === 429 || before.status === 401) return true;
  const between = about.slice(about.indexOf(before) + 1, about.indexOf(after));
  return between.some(
    ({ shown }) => shown !== undefined && differingFields(before.fields, shown as Deal).length > 0,
  );
}

/** Every write was announced; what the journal calls done is done, and what it calls not done is not. */
async function expectJournalsKept(home: Home, server: HostileServer): Promise<void> {
  const runs = runsIn(home);
  if (runs.length === 0) return;
  const announced = new Map<string, Intent>();
  const results = new Map<string, RowResultRecord>();
  for (const run of runs) {
    // A run that was stopped before it began.
    if (!existsSync(join(run, "journal.jsonl"))) continue;
    for await (const record of readJournal(join(run, "journal.jsonl"))) {
      if (record.type === "intent") announced.set(record.id, record);
      if (record.type === "result") results.set(record.id, record);
    }
  }
  for (const { id, method } of server.log)
    if (method === "PATCH") expect([...announced.keys()], "what was announced").toContain(id);
  for (const [id, { outcome }] of results) {
    const stored = server.log.some((one) => one.id === id && one.stored);
    if (outcome === "applied") {
      expect(announced.has(id), `${id} is applied, and was never announced`).toBe(true);
      const set = parseJson(announced.get(id)?.set ?? "{}");
      expect(isJsonObject(set)).toBe(true);
      for (const [name, value] of Object.entries(isJsonObject(set) ? set : {}))
        expect(printJson(server.deal(id)[name] ?? null), `${name} of ${id}`).toBe(printJson(value));
    } else if (outcome !== "unknown" && outcome !== "conflict") {
      expect(stored, `${id} is ${outcome} and was written all the same`).toBe(false);
    }
  }
}

/** Directories of all runs, the oldest first. */
export function runsIn(home: Home): readonly string[] {
  const directory = join(home.path, ".local/state/routera/runs");
  try {
    return readdirSync(directory)
      .sort()
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** The one place where a token may be: its cache, which is the owner's alone. */
function withoutTokenCache(home: Home): Home {
  return {
    ...home,
    files: () => home.files().filter(({ path }) => !path.includes("/.cache/routera/tokens/")),
  };
}

/** Besides what a test has put into the home, or asked the program to. Nothing at all is left for temporary files. */
function expectNothingLeft(home: Home, cutDown: boolean): void {
  const known = [
    /^[\w-]+\.(ndjson|jsonl|csv|json)$/,
    /^\.local\/state\/routera\/runs\/[\w-]+\/(plan\.jsonl|journal\.jsonl|summary\.json)$/,
    // Plans of agents, which name them by their digest.
    /^\.local\/state\/routera\/saved-plans\/[0-9a-f]{64}\.jsonl$/,
    /^\.local\/state\/routera\/suggestions\/[\w.-]+\.json$/,
    /^\.cache\/routera\/tokens\/[\w.-]+\.json$/,
    ...(cutDown ? [/\/runs\/[\w-]+\/lock$/, /\/plans\/[0-9a-f]+(-\d+of\d+)?\/(plan\.jsonl|lock|run)$/] : []),
  ];
  const left = readdirSync(home.path, { recursive: true, encoding: "utf8" })
    // Links, sockets and the like as well.
    .filter((path) => !lstatSync(join(home.path, path)).isDirectory())
    .filter((path) => !home.written.has(path) && !known.some((pattern) => pattern.test(path)));
  expect(left, "files that should be gone").toEqual([]);
}

/** On a terminal the cursor comes back; elsewhere nothing is said that only a terminal understands. */
function expectQuietTerminal(output: string, terminal: boolean): void {
  if (terminal)
    expect(output.lastIndexOf("\u001b[?25h")).toBeGreaterThanOrEqual(output.lastIndexOf("\u001b[?25l"));
  else expect(output.includes("\u001b"), "escape sequences off a terminal").toBe(false);
}
