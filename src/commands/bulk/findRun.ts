/** Finds runs of this machine, and opens what they depend on. */
import type { Context } from "../../cli/context.ts";
import { privateStateFolder, trustedStateFolder } from "../../files/privateFile.ts";
import { scratchDirectory } from "../../files/scratchDirectory.ts";
import type { RunMeans } from "../../runs/apply.ts";
import { openRun } from "../../runs/storage/open.ts";
import { machineOf } from "../../runs/storage/processIdentity.ts";
import type { Run } from "../../runs/storage/runDirectory.ts";
import { temporaryPlan as openTemporaryPlan } from "../../runs/storage/temporaryPlan.ts";

/** @param name a run id, the beginning of one, or `last`; undefined for the last one @throws Failure `run_not_found`, … */
export async function reachRun({ host }: Context, name: string | undefined): Promise<Run> {
  return openRun(await trustedStateFolder(host), name ?? "last", host);
}

export async function runMeans({ host }: Context): Promise<RunMeans> {
  return { machine: await machineOf(host), clock: host.clock };
}

/**
 * A path below the state folder (0700) where nothing is yet. Whatever lies there when the call ends is removed.
 * @param isRun true for a plan that becomes a run, which has to be kept there
 */
export async function temporaryPlan(context: Context, isRun: boolean): Promise<string> {
  const { host, onClose } = context;
  const folder = isRun ? await privateStateFolder(host) : await scratchDirectory(host, onClose);
  const { path, remove } = await openTemporaryPlan(folder, await runMeans(context));
  context.onClose(remove);
  return path;
}
