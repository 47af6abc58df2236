/** Where a plan lies that is only needed until the run has its own copy. */
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { systemReason } from "../../bulk/journal/journalFailure.ts";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { makeFolder } from "../../makeFolder.ts";
import { privateStateFolder } from "../../profile/privateState.ts";

/** A path below the state folder (0700) where nothing is yet. Whatever lies there when the call ends is removed. */
export async function temporaryPlan(context: Context): Promise<string> {
  const folder = join(await privateStateFolder(context.host), "plans");
  try {
    await makeFolder(folder);
  } catch (error) {
    throw new Failure("local_io", `cannot make the folder ${folder}: ${systemReason(error)}`, {
      code: "plan_folder_failed",
      hint: "make the folder yours and writable, or set XDG_STATE_HOME to another one",
    });
  }
  const path = join(folder, `${randomBytes(8).toString("hex")}.jsonl`);
  context.onClose(() => rm(path, { force: true }).catch(() => {}));
  return path;
}
