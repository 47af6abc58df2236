/** Runs that are killed over and over against a server that misbehaves, and resumed until they are done. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deal } from "../../../src/deals/deal.ts";
import { systemClock } from "../../../src/host.ts";
import { readJournal } from "../../../src/runs/journal/read.ts";
import type { RowOutcome } from "../../../src/runs/journal/record.ts";
import { type JournalState, replayJournal } from "../../../src/runs/journal/replay.ts";
import { runIds } from "../../../src/runs/storage/open.ts";
import { runIn, runPath } from "../../../src/runs/storage/runDirectory.ts";
import { parseFaults } from "../../../src/sandbox/faults/spec.ts";
import { seedDeals } from "../../../src/sandbox/seed.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { memoryStore, type Store } from "../../../src/sandbox/store.ts";
import { anyToken } from "../../../src/sandbox/tokens.ts";
import { profileEnvironment } from "../../harness/profile/profileEnvironment.mjs";
import { checkRun, inApply, inUndo, KINDS, type Kind } from "./killedKinds.ts";

/** What issue and documents name. */
const FAULTS = "429%5,reset-before%4,reset-after%4,502-after%3";

export type KillStatistics = {
  /** Calls that were killed, and among them those that had announced rows without an answer. */
  kills: number;
  unknown: number;
  /** Calls in all, and runs that went to their end; `of` counts them by their kind. */
  calls: number;
  runs: number;
  of: Record<string, number>;
  rows: number;
  applied: number;
  refused: number;
  /** Writes that reached a deal a second time. */
  twice: number;
};

/**
 * Kills until `kills` calls have died, then lets the last run end. Every run is checked.
 * @throws Error at the first row that is missing, that journal and server disagree about, or that never ends
 */
export async function killLoop(about: {
  /** The path of killedCall.cjs. */
  readonly script: string;
  readonly kills: number;
  readonly rows: number;
  readonly seed: number;
  readonly tell?: (so: KillStatistics) => void;
}): Promise<KillStatistics> {
  const so: KillStatistics = {
    kills: 0,
    unknown: 0,
    calls: 0,
    runs: 0,
    of: {},
    rows: 0,
    applied: 0,
    refused: 0,
    twice: 0,
  };
  for (let round = 0; so.kills < about.kills; round++) {
    const seed = about.seed + round;
    await oneRun({ ...about, seed, kind: KINDS[seed % KINDS.length] as Kind }, so);
    about.tell?.(so);
  }
  return so;
}

type About = Parameters<typeof killLoop>[0] & { readonly kind: Kind };

async function oneRun(about: About, so: KillStatistics): Promise<void> {
  const { kind, seed } = about;
  const home = await mkdtemp(join(tmpdir(), "routera-kills-"));
  const stateDir = join(home, ".local/state/routera");
  const deals = [...seedDeals(about.rows, seed)];
  const writes = new Map<string, number>();
  const store = counted(memoryStore(deals), writes);
  let seen = 0;
  let killAt = Number.POSITIVE_INFINITY;
  let kill = () => {};
  let answered = 0;
  const sandbox = await startSandbox({
    store: watched(store, () => {
      if (++seen === killAt) kill();
    }),
    clock: systemClock,
    tokens: anyToken,
    faults: parseFaults(FAULTS),
    faultSeed: seed,
    log: () => {
      answered++;
    },
  });
  let hours = 0;
  const call = async (words: readonly string[], mayDie: boolean): Promise<number | "killed"> => {
    seen = 0;
    so.calls++;
    killAt = mayDie ? 1 + Math.floor(Math.random() * about.rows * kind.requests) : Number.POSITIVE_INFINITY;
    const child = spawn(process.execPath, [about.script, String(hours++), ...words], {
      env: {
        PATH: process.env.PATH,
        ...profileEnvironment(home),
        ROUTERA_TOKEN: "kills",
        ROUTERA_BASE_URL: sandbox.url,
      },
      stdio: ["ignore", "ignore", "ignore"],
    });
    kill = () => child.kill("SIGKILL");
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.on("close", (...end) => resolve(end as [number | null, string | null])),
    );
    await quiet(() => answered);
    if (signal === null) return code ?? -1;
    so.kills++;
    return "killed";
  };
  /** @param after the run in front of it, which is not resumed @returns the id of the run that `begin` makes, at its end */
  const toItsEnd = async (
    begin: readonly string[],
    { mayDie, after }: { readonly mayDie: boolean; readonly after?: string },
  ): Promise<string> => {
    let words = begin;
    for (let turn = 0; turn < 60; turn++) {
      const end = await call(words, mayDie && so.kills < about.kills);
      const run = await lastRun(stateDir, after);
      // Killed while the plan was made, or before the head was on disk: there is nothing to resume.
      if (run === undefined) {
        // 8: a deal could not be read in four tries, and a plan is made again.
        if (end !== "killed" && end !== 8) throw new Error(`no run was made: exit ${end} (seed ${seed})`);
        words = begin;
        continue;
      }
      words = ["runs", "resume", "last"];
      if (end === "killed") {
        if (run.state.counts.unknown > 0) so.unknown++;
        continue;
      }
      // 8: some rows failed for a passing reason.
      if (end === 8 || end === 11) continue;
      if (end !== 0 && end !== 3) throw new Error(`exit ${end} (seed ${seed})`);
      return run.id;
    }
    throw new Error(`a run does not come to its end (seed ${seed})`);
  };
  try {
    const rows = join(home, "rows.ndjson");
    await writeFile(rows, deals.map(({ id }, at) => `${JSON.stringify(rowOf(id, at))}\n`).join(""));
    const apply = ["deals", "apply", rows, "--yes", ...kind.words];
    const facts = { deals, store, writes };
    let expected = (deal: Deal, at: number) => inApply(kind, deal, rowOf(deal.id, at));
    let run = await toItsEnd(apply, { mayDie: !kind.undo });
    if (kind.undo) {
      const applied = await outcomesOf(stateDir, run);
      expected = (deal) => inUndo(deal, applied.get(deal.id));
      writes.clear();
      run = await toItsEnd(["runs", "undo", run, "--yes"], { mayDie: true, after: run });
    }
    await checkRun({ ...facts, expected, outcomes: await outcomesOf(stateDir, run) }, so).catch((error) => {
      throw new Error(`${kind.name}: ${(error as Error).message} (seed ${seed})`);
    });
    so.runs++;
    so.of[kind.name] = (so.of[kind.name] ?? 0) + 1;
  } finally {
    await sandbox.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Every other row sets two fields; every tenth takes an external id that another deal has, which is refused. */
function rowOf(id: string, at: number): Record<string, string> {
  const fields = { id, next_step: `step ${at}` };
  if (at % 10 === 7) return { ...fields, external_id: "ext-001" };
  return at % 2 === 0 ? { ...fields, deal_name: `Deal ${at}` } : fields;
}

function counted(store: Store, writes: Map<string, number>): Store {
  return {
    ...store,
    update: async (id, update) => {
      const change = await store.update(id, update);
      if (change !== undefined && "deal" in change) writes.set(id, (writes.get(id) ?? 0) + 1);
      return change;
    },
  };
}

function watched(store: Store, see: () => void): Store {
  return {
    get: (id) => {
      see();
      return store.get(id);
    },
    page: store.page,
    // Half of the kills fall in front of the write, half behind it.
    update: async (id, update) => {
      if (Math.random() < 0.5) {
        see();
        return store.update(id, update);
      }
      const change = await store.update(id, update);
      see();
      return change;
    },
  };
}

/** What a killed process had sent has arrived by then: the server answers nothing any more. */
async function quiet(answers: () => number): Promise<void> {
  for (let before = -1; before !== answers(); ) {
    before = answers();
    await systemClock.wait(20);
  }
}

/** The latest run, if it has begun, and none that is `after`. */
async function lastRun(
  stateDir: string,
  after: string | undefined,
): Promise<{ readonly id: string; readonly state: JournalState } | undefined> {
  const [id] = await runIds(stateDir);
  if (id === undefined || id === after) return undefined;
  try {
    const state = await replayJournal(readJournal(runIn(runPath(stateDir, id)).files.journal));
    return state.head === undefined ? undefined : { id, state };
  } catch {
    return undefined;
  }
}

/** By deal, the last one each. @throws Error where the run is not complete */
async function outcomesOf(stateDir: string, id: string): Promise<ReadonlyMap<string, RowOutcome>> {
  const { files } = runIn(runPath(stateDir, id));
  const outcomes = new Map<string, RowOutcome>();
  for await (const record of readJournal(files.journal)) {
    if (record.type === "result") outcomes.set(record.id, record.outcome);
  }
  const state = await replayJournal(readJournal(files.journal));
  if (!state.complete) throw new Error(`run ${id} is not complete`);
  return outcomes;
}
