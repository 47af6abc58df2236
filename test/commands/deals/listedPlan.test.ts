/** A sheet for most of an account: the program reads pages, not deals, and the plan can be applied. */
import { expect, it } from "vitest";
import { systemClock } from "../../../src/host.ts";
import type { SandboxEvent } from "../../../src/sandbox/routes.ts";
import { seedDeals } from "../../../src/sandbox/seed.ts";
import { memoryStore } from "../../../src/sandbox/store.ts";
import { makeHome } from "../../harness/program.ts";
import { started } from "../../sandbox/started.ts";

it("is planned with a few pages of the list", async () => {
  const asked: string[] = [];
  const log = (event: SandboxEvent) => void ("path" in event && asked.push(`${event.method} ${event.path}`));
  const deals = [...seedDeals(300)];
  const { url } = await started({ store: memoryStore(deals), clock: systemClock, log });
  const home = makeHome();
  const env = { ROUTERA_BASE_URL: url, ROUTERA_TOKEN: "any" };
  home.write("rows.csv", `id,deal_stage\n${deals.map(({ id }) => `${id},won\n`).join("")}`);
  const planned = await home.run(["deals", "plan", "rows.csv", "--out", "plan.jsonl", "--json"], { env });
  expect(asked.filter((one) => !/\/deals\?/.test(one))).toEqual([]);
  expect(asked.length).toBeLessThan(10);
  const archived = deals.filter((deal) => deal.archived !== false).length;
  const already = deals.filter((deal) => deal.deal_stage === "won" && deal.archived === false).length;
  const { changes, blocked, unchanged } = JSON.parse(planned.stdout).at(-1);
  expect([planned.exit, changes, blocked, unchanged]).toEqual([
    3,
    deals.length - archived - already,
    archived,
    already,
  ]);
  const applied = await home.run(["deals", "apply", "plan.jsonl", "--yes", "--json"], { env });
  expect(JSON.parse(applied.stdout)).toMatchObject({ applied: changes, conflict: 0 });
  home.remove();
});
