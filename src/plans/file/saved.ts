/** Plans that are saved in the state directory under their digest. */
import { join } from "node:path";
import type { LocalState } from "../../account/account.ts";
import { Failure } from "../../failure.ts";
import { writeFileAtomic } from "../../files/atomicWrite.ts";
import { lstat, readdir, rm } from "../../files/operations.ts";
import { checkPrivateDirectory, preparePrivateDirectory } from "../../files/privateFile.ts";
import { type CheckedPlan, openPlanFile, type PlanBytes, planFile } from "./read.ts";

/** As a plan says it of itself. */
const DIGEST = /^sha256:([0-9a-f]{64})$/;

/** A saved plan that was last written longer ago is removed; a run has its own copy. */
const MAX_AGE_MS = 30 * 24 * 3_600_000;

export type SavedPlan = { readonly plan: CheckedPlan; readonly source: PlanBytes };

/** Copies a complete plan. @throws Failure `unsafe_place`, `write_failed` */
export async function savePlan({ host, stateDir }: LocalState, { source, plan }: SavedPlan): Promise<void> {
  const { digest } = plan.end;
  const directory = savedPlansDirectory(await stateDir.open());
  await preparePrivateDirectory(directory, host, "state");
  await removeOldPlans(directory, host.clock.now());
  const path = join(directory, fileOf(digest));
  await writeFileAtomic(path, source.open(), { overwrite: true, what: "plan", shown: digest });
}

/** @throws Failure `plan_not_found`; what `openPlan` throws */
export async function findSavedPlan({ host, stateDir }: LocalState, digest: string): Promise<SavedPlan> {
  const directory = savedPlansDirectory(await stateDir.find());
  await checkPrivateDirectory(directory, host);
  const path = DIGEST.test(digest) ? join(directory, fileOf(digest)) : undefined;
  const facts = path === undefined ? undefined : await lstat(path).catch(() => undefined);
  if (path === undefined || !facts?.isFile()) throw notFound(digest);
  const source = planFile(path, digest);
  const plan = await openPlanFile(source);
  if (plan.end.digest !== digest) throw notFound(digest);
  return { plan, source };
}

function notFound(digest: string): Failure {
  return new Failure("not_found", `no saved plan has the digest ${JSON.stringify(digest.slice(0, 80))}`, {
    code: "plan_not_found",
    hint: { say: "make a new plan", run: { command: "deals plan" } },
  });
}

/** Never throws: they are in no one's way. */
async function removeOldPlans(directory: string, now: number): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (!/^[0-9a-f]{64}\.jsonl(\.[0-9a-f]{16}\.tmp)?$/.test(name)) continue;
    const path = join(directory, name);
    const facts = await lstat(path).catch(() => undefined);
    if (facts !== undefined && now - facts.mtimeMs > MAX_AGE_MS)
      await rm(path, { force: true }).catch(() => {});
  }
}

function savedPlansDirectory(stateDir: string): string {
  return join(stateDir, "saved-plans");
}

function fileOf(digest: string): string {
  return `${DIGEST.exec(digest)?.[1] ?? ""}.jsonl`;
}
