/** Locks that another run would hold; the test's own process holds them, and it is alive. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { thisHost } from "../../../src/host.ts";
import { lockRun } from "../../../src/runs/storage/lock.ts";
import { lockPlan } from "../../../src/runs/storage/planLock.ts";
import { machineOf } from "../../../src/runs/storage/processIdentity.ts";
import type { World } from "./frontends.ts";

/** Takes the lock of the plan. */
export async function holdPlan({ home }: World): Promise<void> {
  const stateDir = stateOf(home.path);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const digest = /sha256:[0-9a-f]{64}/.exec(readFileSync(join(home.path, "plan.jsonl"), "utf8"))?.[0] ?? "";
  await lockPlan(stateDir, { digest, shard: undefined, run: "20261124-031502-7f3a" }, await means());
}

/** Takes the lock of the newest run. */
export async function holdRun({ home }: World): Promise<void> {
  const runs = join(stateOf(home.path), "runs");
  await lockRun(join(runs, readdirSync(runs).sort().at(-1) ?? ""), await means());
}

function stateOf(home: string): string {
  return join(home, ".local/state/routera");
}

async function means() {
  const host = thisHost();
  return { machine: await machineOf(host), clock: host.clock };
}
