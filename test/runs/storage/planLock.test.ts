import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Failure } from "../../../src/failure.ts";
import { systemClock, thisHost } from "../../../src/host.ts";
import { lockPlan } from "../../../src/runs/storage/planLock.ts";
import { machineOf } from "../../../src/runs/storage/processIdentity.ts";
import { toCliWording } from "../../harness/text/cliText.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "routera-plan-lock-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const lock = async (run: string, digest = "sha256:a", shard?: string) =>
  lockPlan(dir, { digest, shard, run }, { machine: await machineOf(thisHost()), clock: systemClock });

it("a plan that is being applied is not applied again, and the run is named", async () => {
  const first = await lock("20261124-031502-7f3a");
  const refused = await lock("other").catch((error: Failure) => toCliWording(error));
  expect(refused).toMatchObject({
    code: "plan_in_use",
    exitCode: 12,
    message: expect.stringContaining("20261124-031502-7f3a"),
    hint: expect.stringMatching(/routera runs resume 20261124-031502-7f3a$/),
  });
  await first.release();
  await (await lock("other")).release();
  expect(readdirSync(dir)).toEqual([]);
});

it.each([
  ["the whole plan", undefined, ["1/2", "2/2"]],
  ["a shard", "1/2", [undefined, "1/1", "1/3", "2/4"]],
])("%s that is being applied refuses every other split of it", async (_what, held, others) => {
  const first = await lock("20261124-031502-7f3a", "sha256:a", held);
  for (const shard of others)
    await expect(lock("other", "sha256:a", shard)).rejects.toMatchObject({ code: "plan_in_use" });
  await (await lock("other", "sha256:b", others[0])).release();
  await first.release();
  for (const shard of others) await (await lock("other", "sha256:a", shard)).release();
  expect(readdirSync(dir)).toEqual([]);
});

it("other plans, and other parts of the same plan, are free", async () => {
  const held = [
    await lock("a", "sha256:a", "1/2"),
    await lock("b", "sha256:a", "2/2"),
    await lock("c", "sha256:b"),
  ];
  await expect(lock("d", "sha256:a", "2/2")).rejects.toMatchObject({ code: "plan_in_use" });
  for (const { release } of held) await release();
});
