/** One plan, one run at a time: who applies a plan, or a shard of it, holds its lock. Only shards of the same split go together. */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asFailure, Failure } from "../../failure.ts";
import { makeFolder } from "../../files/privateFile.ts";
import type { Clock } from "../../host.ts";
import { lockRun, lockState, type RunLock } from "./lock.ts";
import type { Machine } from "./processIdentity.ts";

/**
 * Takes the lock of a plan for a run. It lies where the plans of other commands lie, so that what a killed one left is swept with them.
 * @param plan its digest and the part of it
 * @param run the id of the run that applies it
 * @throws Failure `plan_in_use` that names the run which does; `lock_failed`
 */
export async function lockPlan(
  stateDir: string,
  plan: { readonly digest: string; readonly shard: string | undefined; readonly run: string },
  means: { readonly machine: Machine; readonly clock: Clock },
): Promise<RunLock> {
  const { digest, shard = "", run } = plan;
  const name = createHash("sha256").update(digest).digest("hex").slice(0, 16);
  const folder = join(stateDir, "plans", folderName(name, shard));
  const owner = join(folder, "run");
  await makeFolder(folder).catch((error: unknown) => {
    throw new Failure("local_io", `cannot make the folder ${folder}: ${asFailure(error).message}`, {
      code: "lock_failed",
      hint: "make the folder yours and writable, or set XDG_STATE_HOME to another one",
    });
  });
  const lock = await lockRun(folder, means).catch(async (error: unknown) => {
    if (asFailure(error).code !== "run_locked") throw error;
    throw inUse(await readFile(owner, "utf8").catch(() => ""));
  });
  await writeFile(owner, run, { mode: 0o600 });
  const release = async () => {
    await rm(owner, { force: true });
    await lock.release();
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    // Others may lie there.
    await rmdir(dirname(folder)).catch(() => {});
  };
  // Looked for with our own lock in place: of two that begin at once, one at least sees the other.
  const other = await overlapping(dirname(folder), name, shard, means.machine);
  if (other === undefined) return { release };
  await release();
  throw inUse(other);
}

/** `1of4`; the whole plan is a split of its own. */
function folderName(name: string, shard: string): string {
  return `${name}-${(shard === "" ? "1/1" : shard).replace("/", "of")}`;
}

/** The run that applies deals of ours under another split, empty where it has not said its id yet; undefined where there is none. */
async function overlapping(
  plans: string,
  name: string,
  shard: string,
  machine: Machine,
): Promise<string | undefined> {
  const split = splitOf(folderName(name, shard));
  for (const one of await readdir(plans).catch(() => [])) {
    if (!one.startsWith(`${name}-`) || splitOf(one) === split) continue;
    const folder = join(plans, one);
    if ((await lockState(folder, machine)).state === "held")
      return readFile(join(folder, "run"), "utf8").catch(() => "");
  }
  return undefined;
}

function splitOf(folder: string): string | undefined {
  return folder.split("of").at(-1);
}

/** @param run empty where it has not said its id yet */
function inUse(run: string): Failure {
  const isKnown = /^[\w-]{1,64}$/.test(run);
  return new Failure("local_io", `this plan is being applied by ${isKnown ? `run ${run}` : "another run"}`, {
    code: "plan_in_use",
    retryable: true,
    hint: {
      say: "wait for it; should it stop, go on with",
      run: { command: "runs resume", operands: [isKnown ? run : "last"] },
    },
  });
}
