/** What holds after every call, whatever the world did to it. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Intent, Result } from "../../src/bulk/journal/journalRecord.ts";
import { readJournal } from "../../src/bulk/journal/readJournal.ts";
import { isJsonObject, parseJson, printJson } from "../../src/json.ts";
import type { Finished, Home } from "../harness/program.ts";
import { expectNoCanary } from "../threats/scene.ts";
import type { HostileServer, Logged } from "./hostileServer.ts";

export type Aftermath = {
  readonly home: Home;
  readonly server: HostileServer;
  readonly done: Finished;
  /** True for a call that was ended in the middle of its work: its lock and its temporary plan may stay. */
  readonly cutDown?: boolean;
  /** True when stdout and stderr were a terminal. */
  readonly terminal?: boolean;
};

export async function expectInvariants(after: Aftermath): Promise<void> {
  const { home, server, done, cutDown = false, terminal = false } = after;
  expectWrittenOnce(server);
  await expectJournalsKept(home, server);
  expectNoCanary(withoutTokenCache(home), done);
  expectNothingLeft(home, cutDown);
  expectQuietTerminal(done.stdout + done.stderr, terminal);
}

/** At most one write of a deal takes effect, and none is sent again before it is proved that the one before did not. */
function expectWrittenOnce({ log }: HostileServer): void {
  const ids = new Set(log.filter(({ method }) => method === "PATCH").map(({ id }) => id));
  for (const id of ids) {
    const about = log.filter((one) => one.id === id);
    const writes = about.filter(({ method }) => method === "PATCH");
    expect(writes.filter(({ stored }) => stored).length, `writes of ${id} that took effect`).toBeLessThan(2);
    const again = writes.slice(1).filter((write, at) => !isProved(about, writes[at] as Logged, write));
    expect(again, `writes of ${id} that were sent again without proof`).toEqual([]);
  }
}

/** Refused for now, or read after it and found unchanged. */
function isProved(about: readonly Logged[], before: Logged, after: Logged): boolean {
  if (before.stored) return false;
  if (before.status === 429 || before.status === 401) return true;
  const between = about.slice(about.indexOf(before) + 1, about.indexOf(after));
  return between.some(({ method, status }) => method === "GET" && status === 200);
}

/** Every write was announced; what the journal calls done is done, and what it calls not done is not. */
async function expectJournalsKept(home: Home, server: HostileServer): Promise<void> {
  const runs = runsIn(home);
  if (runs.length === 0) return;
  const announced = new Map<string, Intent>();
  const results = new Map<string, Result>();
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

/** Folders of all runs, the oldest first. */
export function runsIn(home: Home): readonly string[] {
  const folder = join(home.path, ".local/state/routera/runs");
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** The one place where a token may stand: its cache, which is the owner's alone. */
function withoutTokenCache(home: Home): Home {
  return {
    ...home,
    files: () => home.files().filter(({ path }) => !path.includes("/.cache/routera/tokens/")),
  };
}

/** Besides what a test has put at the top of the home. */
function expectNothingLeft(home: Home, cutDown: boolean): void {
  const known = [
    /^[^/]+$/,
    /^\.local\/state\/routera\/runs\/[\w-]+\/(plan\.jsonl|journal\.jsonl|summary\.json)$/,
    /^\.local\/state\/routera\/seen\/[\w.-]+\.json$/,
    /^\.cache\/routera\/tokens\/[\w.-]+\.json$/,
    ...(cutDown ? [/\/runs\/[\w-]+\/lock$/, /\/plans\/[0-9a-f]+\/(plan\.jsonl|lock)$/] : []),
  ];
  const left = home
    .files()
    .map(({ path }) => path.slice(home.path.length + 1))
    .filter((path) => !known.some((pattern) => pattern.test(path)) || /(\.tmp|\.new|~)$/.test(path));
  expect(left, "files that should be gone").toEqual([]);
}

/** On a terminal the cursor comes back; elsewhere nothing is said that only a terminal understands. */
function expectQuietTerminal(output: string, terminal: boolean): void {
  if (terminal)
    expect(output.lastIndexOf("\u001b[?25h")).toBeGreaterThanOrEqual(output.lastIndexOf("\u001b[?25l"));
  else expect(output.includes("\u001b"), "escape sequences off a terminal").toBe(false);
}
