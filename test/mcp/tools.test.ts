/** The tools of `routera mcp`: what they return, on the sandbox and on a server of the test. */
import { describe, expect, it, onTestFinished } from "vitest";
import { RunResults } from "../../src/mcp/operations/runResults.ts";
import { makeHome } from "../harness/program.ts";
import { type AgentOptions, openAgent, YES } from "./agent.ts";

const STARTER = "550e8400-e29b-41d4-a716-446655440000";

async function sandboxAgent(words: readonly string[] = [], options: AgentOptions = {}) {
  const home = makeHome();
  onTestFinished(home.remove);
  const agent = await openAgent(home, ["--profile", "sandbox", ...words], options);
  return { home, agent };
}

describe.each([
  ["that is asked while the call is open", false],
  ["that makes the call again with the answer", true],
])("a client %s", (_name, isModern) => {
  it("lists, plans, applies and undoes", async () => {
    const { agent } = await sandboxAgent(["--allow-apply"], { answer: YES, isModern });
    const listed = await agent.call("list_deals", { where: ["deal_stage=qualified"], limit: 3 });
    expect(listed.isError).toBe(false);
    expect(listed.value).toMatchObject({ target: "sandbox:embedded", more: true });
    expect(listed.value.deals).toHaveLength(3);

    const rows = [{ id: STARTER, deal_stage: "won", amount: 12.5 }];
    const planned = await agent.call("plan_changes", { rows });
    expect(planned.value).toMatchObject({
      summary: { changes: 1, fields: 2, unchanged: 0 },
      changes: [{ id: STARTER, set: { deal_stage: "won", amount: 12.5 } }],
      omitted: 0,
      warnings: [],
    });
    const { digest, next } = planned.value;
    expect(next).toBe(`apply_plan ${JSON.stringify({ digest })}`);
    expect((await agent.call("show_plan", { digest })).value).toMatchObject({ digest, next });

    const applied = await agent.call("apply_plan", { digest });
    expect(applied.value).toMatchObject({
      kind: "apply",
      complete: true,
      applied: 1,
      exit_code: 0,
      omitted: 0,
      results: [{ id: STARTER, outcome: "applied" }],
    });
    expect(agent.questions).toHaveLength(1);
    expect(agent.questions[0]).toContain("won");
    expect(agent.questions[0]).toMatch(/sandbox:embedded \(profile sandbox\)/);
    expect((await agent.call("get_deals", { ids: [STARTER] })).value.deals).toMatchObject([
      { deal_stage: "won" },
    ]);

    const { run } = applied.value;
    expect((await agent.call("list_runs")).value).toMatchObject({ runs: [{ run }], more: false });
    expect((await agent.call("show_run", { run })).value).toMatchObject({ run: { run, applied: 1 } });

    const preview = await agent.call("undo_run", { run });
    expect(preview.value).toMatchObject({ applied_here: false, summary: { changes: 1 } });
    expect(agent.questions).toHaveLength(1);
    const undone = await agent.call("undo_run", { run, digest: preview.value.digest });
    expect(undone.value).toMatchObject({ applied_here: true, kind: "undo", undo_of: run, applied: 1 });
    expect(agent.questions).toHaveLength(2);
    expect((await agent.call("get_deals", { ids: [STARTER] })).value.deals).toMatchObject([
      { deal_stage: "qualified" },
    ]);
    expect(await agent.leave()).toMatchObject({ exit: 0, stderr: "" });
  });
});

describe("plan_changes", () => {
  it("plans the same change for all deals that meet the conditions", async () => {
    const { agent } = await sandboxAgent();
    const where = ["deal_stage=qualified"];
    const planned = await agent.call("plan_changes", { where, fields: { deal_stage: "proposal" } });
    const listed = await agent.call("list_deals", { where, limit: 1000 });
    const deals = listed.value.deals as unknown as readonly object[];
    expect(planned.value.summary).toMatchObject({ changes: deals.length });
    expect(planned.value.next).toBeNull();
  });

  it("finds deals by another field, and reports every row without exactly one", async () => {
    const { agent } = await sandboxAgent();
    const [first] = (await agent.call("list_deals", { where: ["external_id!="], limit: 1 })).value
      .deals as unknown as readonly { readonly id: string; readonly external_id: string }[];
    const by = "external_id";
    const found = await agent.call("plan_changes", {
      by,
      rows: [{ external_id: first?.external_id, deal_name: "By key" }],
    });
    expect(found.value.changes).toMatchObject([{ id: first?.id }]);
    const missing = await agent.call("plan_changes", {
      by,
      rows: [{ external_id: "nope", deal_name: "By key" }],
    });
    expect(missing.error).toMatchObject({ exit_code: 5 });
    const got = await agent.call("get_deals", { by, keys: [first?.external_id] });
    expect(got.value.deals).toMatchObject([{ id: first?.id }]);
  });

  it("keeps the digits of numbers on their way in and out", async () => {
    const { agent } = await sandboxAgent();
    const text = `{"id":"${STARTER}","amount":9007199254740993.10}`;
    const params = `{"name":"plan_changes","arguments":{"rows":[${text}]}}`;
    agent.write(`{"jsonrpc":"2.0","id":77,"method":"tools/call","params":${params}}\n`);
    const answer = await agent.answerTo(77);
    expect(answer).toContain('"set":{"amount":9007199254740993.10}');
  });

  const REFUSED: readonly (readonly [object, string])[] = [
    [{}, "bad_argument"],
    [{ rows: [] }, "bad_argument"],
    [{ rows: [{ id: STARTER, deal_stage: "won" }], where: ["id=1"] }, "bad_argument"],
    [{ where: [], fields: { deal_stage: "won" } }, "bad_argument"],
    [{ where: ["deal_stage"], fields: { deal_stage: "won" } }, "bad_where"],
    [{ where: ["deal_stage=won"], fields: {} }, "nothing_to_set"],
    [{ where: ["deal_stage=won"], fields: { id: "other" } }, "system_field"],
    [{ where: ["deal_stage=won"], fields: { constructor: "x" } }, "forbidden_field"],
    [{ rows: [{ deal_stage: "won" }] }, "missing_id"],
    [{ rows: [{ id: "../deals", deal_stage: "won" }] }, "bad_deal_id"],
    [{ rows: [{ id: STARTER, deal_stag: "won" }] }, "unknown_field"],
    [{ file: "/etc/passwd" }, "unknown_argument"],
    [{ rows: [{ id: STARTER, deal_stage: "won" }], base_url: "http://127.0.0.1:1" }, "unknown_argument"],
  ];

  it("refuses what it cannot plan, with the code of the reason", async () => {
    const { agent } = await sandboxAgent();
    const refused = await Promise.all(REFUSED.map(([args]) => agent.call("plan_changes", args)));
    expect(refused.map(({ error }) => error?.code)).toEqual(REFUSED.map(([, code]) => code));
    for (const { isError, text, value } of refused) {
      expect(isError).toBe(true);
      expect(JSON.parse(text)).toEqual(value);
    }
  });
});

it("errors are the objects that --json prints, but for hints that name a tool", async () => {
  const { agent, home } = await sandboxAgent();
  const { error } = await agent.call("get_deals", { ids: ["nope"] });
  const printed = await home.run(["deals", "get", "nope", "--profile", "sandbox", "--json"]);
  const same = JSON.parse(printed.stderr).error;
  expect(Object.keys(error ?? {})).toEqual(Object.keys(same));
  expect({ ...error, hint: null, command: null }).toEqual({ ...same, hint: null, command: null });
  expect(error?.hint).toContain("list_deals");
  const both = await agent.call("get_deals", { ids: ["nope", STARTER, "neither"] });
  expect(both.error).toMatchObject({
    code: "deal_not_found",
    message: expect.stringMatching(/nope.*neither/),
  });
});

it("a server without --allow-apply, or with a read-only profile, has no tool that writes", async () => {
  const names = async (words: readonly string[], config: string) => {
    const home = makeHome();
    onTestFinished(home.remove);
    home.write(".config/routera/config.yaml", config);
    const agent = await openAgent(home, words, { answer: YES });
    const { tools } = await agent.client.listTools();
    await agent.leave();
    return tools.map(({ name }) => name);
  };
  const reading = ["list_deals", "get_deals", "plan_changes", "show_plan", "list_runs", "show_run"];
  const usual = "profiles:\n  default:\n    token: any\n";
  expect(await names([], usual)).toEqual(reading);
  expect(await names(["--allow-apply"], usual)).toEqual([...reading, "apply_plan", "undo_run"]);
  expect(await names(["--allow-apply"], `${usual}    readonly: true\n`)).toEqual(reading);
});

it("results of a run are bounded, and failed rows come before others", () => {
  const results = new RunResults();
  const row = (id: string, outcome: "applied" | "rejected") => results.add({ row: 1, id, outcome });
  for (let at = 0; at < 1_500; at += 1) row(`good-${at}`, "applied");
  for (let at = 0; at < 1_500; at += 1) row(`bad-${at}`, "rejected");
  expect([results.shown.length, results.omitted]).toEqual([2_000, 1_000]);
  expect(results.shown.filter(({ outcome }) => outcome === "rejected")).toHaveLength(1_000);
});
