/** The tools of `routera mcp`, on the sandbox. */
import { describe, expect, it, onTestFinished } from "vitest";
import { makeHome } from "../harness/program.ts";
import { type AgentOptions, openAgent, YES } from "./agent.ts";

const STARTER = "550e8400-e29b-41d4-a716-446655440000";

async function sandboxAgent(words: readonly string[] = [], options: AgentOptions = {}) {
  const home = makeHome();
  onTestFinished(home.remove);
  return { home, agent: await openAgent(home, ["--profile", "sandbox", ...words], options) };
}

describe.each([
  ["asks while the call is open", false],
  ["makes the call again to answer", true],
])("a client that %s", (_name, isModern) => {
  it("lists, plans, applies and undoes", async () => {
    const { agent } = await sandboxAgent(["--allow-apply"], { answer: YES, isModern });
    const listed = await agent.call("list_deals", { where: ["deal_stage=qualified"], limit: 3 });
    expect(listed.isError).toBe(false);
    expect(listed.value.deals).toHaveLength(3);
    const rows = [{ id: STARTER, deal_stage: "won", amount: 12.5 }];
    const planned = await agent.call("plan_changes", { rows });
    expect(planned.value).toMatchObject({ summary: { changes: 1, fields: 2 }, omitted: 0 });
    const { digest } = planned.value;
    const applied = await agent.call("apply_plan", { digest });
    expect(applied.text).toBe("");
  });
});
