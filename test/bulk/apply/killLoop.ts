/** Runs that are killed over and over against a server that misbehaves, and resumed until they are done. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { foldJournal } from "../../../src/bulk/journal/foldJournal.ts";
import { runIds } from "../../../src/bulk/journal/openRun.ts";
import { readJournal } from "../../../src/bulk/journal/readJournal.ts";
import { runIn, runPath } from "../../../src/bulk/journal/run.ts";
import type { Deal } from "../../../src/deals/deal.ts";
import { systemClock } from "../../../src/host.ts";
import { parseFaults } from "../../../src/sandbox/faults.ts";
import { seedDeals } from "../../../src/sandbox/seed.ts";
import { startSandbox } from "../../../src/sandbox/startSandbox.ts";
import { memoryStore, type Store } from "../../../src/sandbox/store.ts";
import { anyToken } from "../../../src/sandbox/tokens.ts";

/** What issue and documents name. */
const FAULTS = "429%5,reset-before%4,reset-after%4,502-after%3";

export type Killed = {
  /** Calls that were killed, and among them those that had announced rows without an answer. */
  kills: number;
  inDoubt: number;
  /** Calls in all, and runs that went to their end. */
  calls: number;
  runs: number;
  rows: number;
  applied: number;
  refused: number;
  /** Writes that reached a deal a second time. */
  twice: number;
};

/** Bundles `killedCall.ts` into a folder. @returns the script */
export async function buildCall(dir: string, source: string): Promise<string> {
  const bundle = await rolldown({ input: source, platform: "node" });
  await bundle.write({ dir, format: "cjs" });
  await bundle.close();
  return join(dir, "killedCall.js");
}

/**
 * Kills until `kills` calls have died, then lets the last run end. Every run is checked.
 * @throws Error at the first row that is missing, that journal and server disagree about, or that never ends
 */
export async function killLoop(about: {
  readonly script: string;
  readonly kills: number;
  readonly rows: number;
  readonly seed: number;
  readonly tell?: (so: Killed) => void;
}): Promise<Killed> {
  const so: Killed = { kills: 0, inDoubt: 0, calls: 0, runs: 0, rows: 0, applied: 0, refused: 0, twice: 0 };
  for (let round = 0; so.kills < about.kills; round++) {
    await oneRun({ ...about, seed: about.seed + round }, so);
    about.tell?.(so);
  }
  return so;
}

type About = Parameters<typeof killLoop>[0];

async function oneRun(about: About, so: Killed): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "routera-kills-"));
  const deals = [...seedDeals(about.rows, about.seed)];
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
    faultSeed: about.seed,
    log: () => {
      answered++;
    },
  });
  try {
    const rows = join(home, "rows.ndjson");
    await writeFile(rows, deals.map(({ id }, at) => `${JSON.stringify(rowOf(id, at))}\n`).join(""));
    let hours = 0;
    const call = async (words: readonly string[], mayDie: boolean): Promise<number | "killed"> => {
      seen = 0;
      so.calls++;
      killAt = mayDie ? 1 + Math.floor(Math.random() * about.rows * 2) : Number.POSITIVE_INFINITY;
      const child = spawn(process.execPath, [about.script, String(hours++), ...words], {
        env: {
          PATH: process.env.PATH,
          HOME: home,
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
    const apply = ["deals", "apply", rows, "--yes"];
    let words = apply;
    for (let turn = 0; ; turn++) {
      if (turn > 60) throw new Error(`a run does not come to its end (seed ${about.seed})`);
      const end = await call(words, so.kills < about.kills);
      const stateDir = join(home, ".local/state/routera");
      const journal = await lastJournal(stateDir);
      // Killed while the plan was made, or before the head was on disk: there is nothing to resume.
      if (journal === undefined) {
        // 8: a deal could not be read in four tries, and a plan is made anew.
        if (end !== "killed" && end !== 8)
          throw new Error(`no run was made: exit ${end} (seed ${about.seed})`);
        words = apply;
        continue;
      }
      words = ["runs", "resume", "last"];
      if (end === "killed") {
        if (journal.undecided.size > 0) so.inDoubt++;
        continue;
      }
      // 8: some rows failed for a passing reason.
      if (end === 8 || end === 11) continue;
      if (end !== 0 && end !== 3) throw new Error(`exit ${end} (seed ${about.seed})`);
      await check({ stateDir, deals, store, writes, seed: about.seed }, so);
      return;
    }
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

async function lastJournal(stateDir: string) {
  const [id] = await runIds(stateDir);
  if (id === undefined) return undefined;
  try {
    const reading = readJournal(runIn(runPath(stateDir, id)).files.journal);
    const state = await foldJournal(reading);
    return state.head === undefined ? undefined : state;
  } catch {
    return undefined;
  }
}

async function check(
  about: {
    readonly stateDir: string;
    readonly deals: readonly Deal[];
    readonly store: Store;
    readonly writes: ReadonlyMap<string, number>;
    readonly seed: number;
  },
  so: Killed,
): Promise<void> {
  const { deals, store, seed, stateDir, writes } = about;
  const [id = ""] = await runIds(stateDir);
  const { files } = runIn(runPath(stateDir, id));
  const outcomes = new Map<string, string>();
  for await (const record of readJournal(files.journal)) {
    if (record.type === "result") outcomes.set(record.id, record.outcome);
  }
  const state = await foldJournal(readJournal(files.journal));
  if (!state.complete) throw new Error(`the run is not complete (seed ${seed})`);
  for (const [at, deal] of deals.entries()) {
    const now = await store.get(deal.id);
    const wanted = rowOf(deal.id, at);
    const holds = Object.entries(wanted).every(([name, value]) => name === "id" || now?.[name] === value);
    const outcome = outcomes.get(deal.id);
    const archived = deal.archived !== false;
    if (!archived && outcome === undefined) throw new Error(`row ${at} is missing (seed ${seed})`);
    const done = outcome === "applied" || outcome === "skipped";
    if (done !== holds) throw new Error(`row ${at} is ${outcome}, the deal says ${holds} (seed ${seed})`);
    if (outcome === "conflict") throw new Error(`row ${at} ends as a conflict (seed ${seed})`);
    if ((writes.get(deal.id) ?? 0) > 1) so.twice++;
    if (done) so.applied++;
    else so.refused++;
  }
  so.runs++;
  so.rows += deals.length;
}
