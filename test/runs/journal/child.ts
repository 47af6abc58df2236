/**
 * A process of its own for the tests that kill, starve and race one. `node child.js <what> <directory> [number]`
 * Every kind ends by itself.
 */
import { access, mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { asFailure } from "../../../src/failure.ts";
import { hostOf } from "../../../src/host.ts";
import { resumeJournal } from "../../../src/runs/journal/resume.ts";
import { type Journal, openJournal } from "../../../src/runs/journal/write.ts";
import { lockRun } from "../../../src/runs/storage/lock.ts";
import { machineOf } from "../../../src/runs/storage/processIdentity.ts";

const host = hostOf(process);
const { clock } = host;
const [what = "", dir = "", number = "0"] = host.argv;
const at = new Date(0).toISOString();

const kinds: Readonly<Record<string, () => Promise<void>>> = { write, starve, race };
kinds[what]?.().catch((error: unknown) => {
  const failure = asFailure(error);
  host.stderr.write(`${JSON.stringify({ code: failure.code, message: failure.message })}\n`);
  process.exitCode = failure.exitCode;
});

/** Locks the run, starts or resumes it, and writes rows from `number` on; says `durable <row>` after each intent. */
async function write(): Promise<void> {
  const lock = await lockRun(dir, { machine: await machineOf(host), clock });
  const journal = await begin();
  const last = Number(number) + 3000;
  let next = Number(number);
  const worker = async () => {
    while (next < last) {
      const row = ++next;
      await intend(journal, row);
      await host.stdout.write(`durable ${row}\n`);
      await journal.append({ type: "result", row, id: `deal-${row}`, at, outcome: "applied" });
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  await journal.close();
  await lock.release();
}

/** Writes until the journal breaks. */
async function starve(): Promise<void> {
  const journal = await begin();
  try {
    for (let row = 1; row <= 10_000; row++) {
      await intend(journal, row);
      await host.stdout.write(`durable ${row}\n`);
    }
  } finally {
    // What broke it has been thrown already; a handle that is left to the garbage is an error from Node 26 on.
    await journal.close().catch(() => {});
  }
}

/** Takes the lock and gives it back, over and over; says each time how it went. */
async function race(): Promise<void> {
  const machine = await machineOf(host);
  const held = join(dir, "held");
  for (let turn = 0; turn < Number(number); turn++) {
    try {
      const lock = await lockRun(dir, { machine, clock });
      // Fails when another user is inside as well.
      await mkdir(held);
      await rmdir(held);
      await lock.release();
      await host.stdout.write("won\n");
    } catch (error) {
      if (asFailure(error).code !== "run_locked") throw error;
      await host.stdout.write("locked\n");
    }
  }
}

async function begin(): Promise<Journal> {
  const started = await access(join(dir, "journal.jsonl")).then(
    () => true,
    () => false,
  );
  if (started) {
    const { journal } = await resumeJournal(dir, { clock });
    return journal;
  }
  const journal = await openJournal(dir, { clock });
  await journal.append({
    type: "head",
    version: 1,
    run: "20261124-031502-7f3a",
    kind: "apply",
    origin: "https://api.routera.io",
    profile: "default",
    plan_digest: "sha256:0",
    token_fingerprint: "0",
    started: at,
    rows: 1_000_000,
  });
  return journal;
}

function intend(journal: Journal, row: number): Promise<void> {
  return journal.append({ type: "intent", row, id: `deal-${row}`, at, set: `{"note":"${row}"}`, try: 1 });
}
