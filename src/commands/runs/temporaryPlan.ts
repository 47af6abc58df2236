/** A plan that is only needed until the run has its own copy. */
import { temporaryPlan as openTemporaryPlan } from "../../bulk/plan/temporaryPlan.ts";
import type { Context } from "../../context.ts";
import { privateStateFolder } from "../../profile/privateState.ts";
import { runMeans } from "./runMeans.ts";

/** A path below the state folder (0700) where nothing is yet. Whatever lies there when the call ends is removed. */
export async function temporaryPlan(context: Context): Promise<string> {
  const folder = await privateStateFolder(context.host);
  const { path, remove } = await openTemporaryPlan(folder, await runMeans(context));
  context.onClose(remove);
  return path;
}
