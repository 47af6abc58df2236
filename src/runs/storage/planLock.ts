/** One plan, one run at a time: who applies a plan, or a shard of it, holds its lock. Only shards of the same split go together. */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { asFailure, Failure } from "../../failure.ts";
import { replaceFile } from "../../files/atomicWrite.ts";
import { readdir, readFile, rm, rmdir } from "../../files/operations.ts";
import { makeDirectory } from "../../files/privateFile.ts";
import { systemReason } from "../../files/systemError.ts";
import type { Clock } from "../../host.ts";
import { lockRun, lockState, type RunLock } from "./lock.ts";
import type { Machine } from "./processIdentity.ts";

/**
 * Takes the lock of a plan for a run. It is next to the plans of other commands, so that what a killed one left is swept with them.
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
  const directory = join(stateDir, "plans", directoryName(name, shard));
  const owner = join(directory, "run");
  await makeDirectory(directory).catch((error: unknown) => {
    throw new Failure("local_io", `cannot create the directory ${directory}: ${asFailure(error).message}`, {
      code: "lock_failed",
      hint: "make the directory writable for you, or set XDG_STATE_HOME to another one",
    });
  });
  const lock = await lockRun(directory, means).catch(async (error: unknown) => {
    if (asFailure(error).code !== "run_locked") throw error;
    throw inUse(await readFile(owner, "utf8").catch(() => ""));
  });
  const release = async (): Promise<void> => {
    await rm(owner, { force: true }).catch(() => {});
    await lock.removeDirectory();
    // There may be others.
    await rmdir(dirname(directory)).catch(() => {});
  };
  try {
    await replaceFile(owner, run, { durable: false });
  } catch (error) {
    await release();
    throw new Failure("local_io", `cannot write ${owner}: ${systemReason(error)}`, { code: "lock_failed" });
  }
  // Looked for with our own lock in place: of two that begin at once, one at least sees the other.
  const other = await overlapping(dirname(directory), name, shard, means.machine);
  if (other === undefined) return { release };
  await release();
  throw inUse(other);
}

/** `1of4`; the whole plan is a split of its own. */
function directoryName(name: string, shard: string): string {
  return `${name}-${(shard === "" ? "1/1" : shard).replace("/", "of")}`;
}

/** The run that applies deals of ours under another split, empty where it has not said its id yet; undefined where there is none. */
async function overlapping(
  plans: string,
  name: string,
  shard: string,
  machine: Machine,
): Promise<string | undefined> {
  const split = splitOf(directoryName(name, shard));
  for (const one of await readdir(plans).catch(() => [])) {
    if (!one.startsWith(`${name}-`) || splitOf(one) === split) continue;
    const directory = join(plans, one);
    if ((await lockState(directory, machine)).state === "held")
      return readFile(join(directory, "run"), "utf8").catch(() => "");
  }
  return undefined;
}

function splitOf(directory: string): string | undefined {
  return directory.split("of").at(-1);
}

/** @param run empty where it has not said its id yet */
function inUse(run: string): Failure {
  const isKnown = /^[\w-]{1,64}$/.test(run);
  return new Failure("local_io", `this plan is being applied by ${isKnown ? `run ${run}` : "another run"}`, {
    code: "plan_in_use",
    retryable: true,
    hint: {
      say: "wait for it; if it stops, resume it",
      run: { command: "runs resume", operands: [isKnown ? run : "last"] },
    },
  });
}
