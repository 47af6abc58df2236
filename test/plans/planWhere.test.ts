import { describe, expect, it } from "vitest";
import type { DealsClient } from "../../src/api/deals.ts";
import type { Deal } from "../../src/deals/deal.ts";
import { parseWhere } from "../../src/deals/where.ts";
import { planWhere } from "../../src/plans/planWhere.ts";
import { heapInUse } from "../harness/heapInUse.ts";
import { collected, deal } from "./scratch.ts";

/** A list of deals that says what it was asked. */
function listOf(
  total: number,
  make: (at: number) => Deal,
): Pick<DealsClient, "page"> & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    page: async ({ limit, offset, archived, properties = [] }) => {
      asked.push(`${offset} ${archived ?? false} ${properties.join()}`);
      const count = Math.max(0, Math.min(limit, total - offset));
      return {
        deals: Array.from({ length: count }, (_, at) => make(offset + at)),
        last: offset + count >= total,
      };
    },
  };
}

describe("planWhere", () => {
  it("takes the deals that meet all conditions, and omits what is so already", async () => {
    const client = listOf(6, (at) =>
      deal(`deal-${at}`, { deal_stage: at % 2 === 0 ? "qualified" : "won", phone: at === 0 ? "1" : null }),
    );
    const where = parseWhere(["deal_stage=qualified", "deal_name!=Deal deal-4", "tags="]);
    const steps = await collected(planWhere({ client, where, fields: { phone: "1" } }));
    expect(steps).toEqual([
      { type: "unchanged", id: "deal-0" },
      {
        type: "change",
        row: 1,
        id: "deal-2",
        name: "Deal deal-2",
        before: { phone: null },
        updated_at: "2026-05-28T12:00:00.000Z",
        set: { phone: "1" },
      },
    ]);
    // What is compared and what is set; archived deals take no changes.
    expect(client.asked).toEqual(["0 false tags,phone"]);
  });

  it("takes a deal once that moved to the next page in the meantime", async () => {
    const client = listOf(150, (at) => deal(`deal-${at === 100 ? 99 : at}`));
    const steps = await collected(planWhere({ client, where: [], fields: { deal_stage: "won" } }));
    expect(new Set(steps.map(({ id }) => id)).size).toBe(149);
    expect(steps).toHaveLength(149);
    expect(steps.at(-1)).toMatchObject({ row: 149 });
  });

  it("keeps its memory, whatever the number of deals", async () => {
    const client = listOf(60_000, (at) => deal(`deal-${at}`, { next_step: "x".repeat(100) }));
    let steps = 0;
    let early = 0;
    for await (const _ of planWhere({ client, where: [], fields: { deal_stage: "won" } })) {
      steps += 1;
      if (steps === 10_000) early = heapInUse();
      client.asked.length = 0;
    }
    expect(steps).toBe(60_000);
    expect(heapInUse() - early).toBeLessThan(3_000_000);
  });
});
