/** Steps → a plan file, whole or not at all. */
import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure, usage } from "../../failure.ts";
import { endPrefix, endSuffix, planLine } from "./planLine.ts";
import type { PlanEnd, PlanHead, Step } from "./step.ts";

/** Written at once, in characters: few system calls, little memory. */
const PIECE = 64 * 1024;

/**
 * Streams the steps into a temporary file (0600) beside `path`, with a digest over all of it, and gives it its name when
 * it is complete and on disk. When anything fails, nothing is left.
 * @param unchanged asked once the steps are over
 * @param options.overwrite true: replaces a file that is there
 * @throws Failure `plan_exists` of kind usage, `plan_write_failed`; what the steps throw
 */
export async function writePlan(
  path: string,
  head: PlanHead,
  steps: AsyncIterable<Step>,
  unchanged: () => number,
  options: { readonly overwrite?: boolean } = {},
): Promise<PlanEnd> {
  const overwrite = options.overwrite ?? false;
  await refuseExisting(path, overwrite);
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  const file = await attempt(path, () => open(temporary, "wx", 0o600));
  try {
    const end = await writeAll(file, path, head, steps, unchanged);
    await attempt(path, () => file.sync());
    await file.close();
    await giveName(temporary, path, overwrite);
    await syncFolder(dirname(path));
    return end;
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** @throws Failure `plan_exists` where the file is there and may not be replaced */
export async function refuseExisting(path: string, overwrite: boolean): Promise<void> {
  const facts = await lstat(path).catch(() => undefined);
  if (facts === undefined) return;
  if (!overwrite) throw planExists(path);
  if (!facts.isFile())
    throw usage("plan_exists", `${path} is there and is not a plain file`, "name another file");
}

function planExists(path: string): Failure {
  return usage("plan_exists", `${path} is there already`, "add --force to replace it, or name another file");
}

async function writeAll(
  file: FileHandle,
  path: string,
  head: PlanHead,
  steps: AsyncIterable<Step>,
  unchanged: () => number,
): Promise<PlanEnd> {
  const hash = createHash("sha256");
  const counts = { changes: 0, impossible: 0 };
  let waiting = `${planLine(head)}\n`;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(waiting);
    waiting = "";
    hash.update(bytes);
    // writeFile goes on from here until every byte is written; a short write is its error, not ours.
    await attempt(path, () => file.writeFile(bytes));
  };
  for await (const step of steps) {
    counts[step.type === "change" ? "changes" : "impossible"] += 1;
    waiting += `${planLine(step)}\n`;
    if (waiting.length >= PIECE) await flush();
  }
  const end = { ...counts, unchanged: unchanged() };
  waiting += endPrefix(end);
  await flush();
  const digest = `sha256:${hash.digest("hex")}`;
  await attempt(path, () => file.writeFile(`${endSuffix(digest)}\n`));
  return { type: "end", changes: end.changes, unchanged: end.unchanged, impossible: end.impossible, digest };
}

async function giveName(temporary: string, path: string, overwrite: boolean): Promise<void> {
  if (overwrite) return attempt(path, () => rename(temporary, path));
  try {
    // Unlike rename, this fails when somebody made the file meanwhile.
    await link(temporary, path);
    await unlink(temporary);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw planExists(path);
    // Some file systems have no links.
    await attempt(path, () => rename(temporary, path));
  }
}

/** Without this the new name may be lost with the power. Some file systems cannot; the file itself is safe by then. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

async function attempt<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Failure("local_io", `cannot write the plan ${path}: ${reason}`, {
      code: "plan_write_failed",
      hint: "nothing was kept; mend that and run the command again, or name another file",
    });
  }
}
