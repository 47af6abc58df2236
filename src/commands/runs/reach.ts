/** The runs of this machine, as commands find them. */
import { openRun } from "../../bulk/journal/openRun.ts";
import type { Run } from "../../bulk/journal/run.ts";
import type { Context } from "../../context.ts";
import { stateFolder } from "../../profile/paths.ts";

/** @param name a run id, the beginning of one, or `last`; undefined for the last one @throws Failure `run_not_found`, … */
export async function reachRun({ host }: Context, name: string | undefined): Promise<Run> {
  return openRun(stateFolder(host), name ?? "last", host);
}
