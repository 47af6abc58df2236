/** A write that is applied and answered with more than any deal holds: it is reported as applied, and by nothing else. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";

let server: AccountServer;
let home: Home;
beforeAll(async () => {
  server = await accountServer();
});
afterAll(() => server.close());
beforeEach(() => {
  home = makeHome();
  server.seen.length = 0;
});
afterEach(() => home.remove());

const run = (...args: readonly string[]) =>
  home.run(args, { env: { ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: server.url } });
const deep = (levels: number): object => {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
};
/** A deal that grows with the first write. */
const growing = (more: object) => {
  const deal = { id: "d1", deal_name: "before", updated_at: "2026-01-01T00:00:00Z", large: undefined };
  const large = () => (deal.deal_name === "before" ? undefined : more);
  return Object.defineProperty(deal, "large", { get: large, enumerable: true });
};
const patches = () => server.seen.filter(({ method }) => method === "PATCH");

describe.each<[string, object, string, readonly string[]]>([
  ["3000 levels", deep(3000), "is nested more than 100 levels deep", ["table", "json", "csv"]],
  [
    "250,000 keys",
    Object.fromEntries(Array.from({ length: 250_000 }, (_, at) => [`k${at}`, 1])),
    "contains more than 10000 values",
    // It is refused where the other one is, and takes much longer.
    ["json"],
  ],
])("an answer of %s", (_what, more, problem, formats) => {
  it.each(formats)("says that the write was applied, as %s", async (format) => {
    server.deals = [growing(more)];
    const done = await run("deals", "update", "d1", "--field", "deal_name=after", "--format", format);
    expect([done.exit, done.stdout]).toEqual([1, ""]);
    expect(done.stderr).toContain(`deal d1 was updated, but cannot be shown: the response ${problem}`);
    if (format === "json")
      expect(JSON.parse(done.stderr).error).toMatchObject({ code: "answer_too_large", outcome: "applied" });
    expect(patches()).toHaveLength(1);
  });

  it("is an applied row of a run", async () => {
    server.deals = [growing(more)];
    home.write("rows.csv", "id,deal_name\nd1,after\n");
    const done = await run("deals", "apply", "rows.csv", "--yes", "--format", "ndjson");
    expect(done.exit).toBe(0);
    expect(JSON.parse(done.stdout.split("\n")[0] ?? "")).toMatchObject({ id: "d1", outcome: "applied" });
    expect(patches()).toHaveLength(1);
  });

  it("that shows another value leaves the outcome unknown", async () => {
    const deal = growing(more);
    server.deals = [
      Object.defineProperty(deal, "deal_stage", { get: () => "lost", set: () => {}, enumerable: true }),
    ];
    const done = await run(
      "deals",
      "update",
      "d1",
      "--field",
      "deal_name=after",
      "--field",
      "deal_stage=won",
      "--json",
    );
    expect([done.exit, JSON.parse(done.stderr).error.outcome]).toEqual([11, "unknown"]);
  });
});
