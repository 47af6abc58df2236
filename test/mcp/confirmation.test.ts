/** Nothing is written before the user of the client has confirmed exactly this plan. */
import type { ElicitResult } from "@modelcontextprotocol/client";
import { describe, expect, it } from "vitest";
import { ANSWER_TIMEOUT_MS } from "../../src/mcp/confirmation.ts";
import { fastClock } from "../harness/fastClock.ts";
import type { HostileServer } from "../hostile/hostileServer.ts";
import { idsTo, withHostileServer } from "../hostile/runFaultScenario.ts";
import { type Agent, type AgentOptions, openAgent, YES } from "./agent.ts";

const ALLOWED = ["--allow-apply"];

/** An agent and its server; both are gone when the test is over. */
async function withAgent(
  words: readonly string[],
  options: AgentOptions,
  test: (agent: Agent, server: HostileServer) => Promise<void>,
): Promise<void> {
  await withHostileServer({}, async (home, server) => {
    const agent = await openAgent(home, words, { clock: fastClock(), ...options, env: server.env });
    await test(agent, server);
    await agent.leave();
  });
}

async function planOf(agent: Agent, deals: number): Promise<string> {
  const rows = idsTo(deals).map((id) => ({ id, deal_name: `Renamed ${id}` }));
  return (await agent.call("plan_changes", { rows })).value.digest ?? "";
}

function writes({ log }: HostileServer): number {
  return log.filter(({ method }) => method === "PATCH").length;
}

describe.each([
  ["that is asked while the call is open", false],
  ["that makes the call again with the answer", true],
])("a client %s", (_name, isModern) => {
  const REFUSALS: readonly (readonly [ElicitResult, string])[] = [
    [{ action: "decline" }, "the user declined"],
    [{ action: "cancel" }, "the user canceled the prompt"],
    [{ action: "accept", content: { confirm: false } }, "the user did not confirm"],
    [{ action: "accept" }, "the user did not confirm"],
    [{ action: "accept", content: { confirm: "true" } }, "not confirmed: "],
  ];

  it("whose user does not confirm writes nothing, whatever the answer is instead", async () => {
    let answer: ElicitResult = YES();
    await withAgent(ALLOWED, { answer: () => answer, isModern }, async (agent, server) => {
      const digest = await planOf(agent, 2);
      for (const [refusal, message] of REFUSALS) {
        answer = refusal;
        const { error, isError } = await agent.call("apply_plan", { digest });
        expect({ isError, error }).toMatchObject({
          isError: true,
          error: { code: "not_confirmed", exit_code: 9, message: expect.stringContaining(message) },
        });
      }
      expect(agent.questions).toHaveLength(REFUSALS.length);
      expect(writes(server)).toBe(0);
    });
  });

  it("whose user declined can be asked again, and a plan is applied once", async () => {
    let answer: ElicitResult = { action: "decline" };
    await withAgent(ALLOWED, { answer: () => answer, isModern }, async (agent, server) => {
      const digest = await planOf(agent, 2);
      await agent.call("apply_plan", { digest });
      answer = YES();
      expect((await agent.call("apply_plan", { digest })).value).toMatchObject({ applied: 2 });
      expect((await agent.call("apply_plan", { digest })).error).toMatchObject({
        code: "plan_already_applied",
      });
      expect(writes(server)).toBe(2);
    });
  });

  it("reads in the question what changes, for which account", async () => {
    await withAgent(ALLOWED, { answer: YES, isModern }, async (agent, server) => {
      await agent.call("apply_plan", { digest: await planOf(agent, 3) });
      const [question = ""] = agent.questions;
      for (const id of idsTo(3)) expect(question).toContain(`Deal ${id} → Renamed ${id}`);
      expect(question).toContain(`Apply 3 changes to ${server.env.ROUTERA_BASE_URL} (profile default)?`);
    });
  });

  it("reads the first of many changes and how many there are", async () => {
    await withAgent(ALLOWED, { answer: YES, isModern }, async (agent) => {
      await agent.call("apply_plan", { digest: await planOf(agent, 25) });
      const [question = ""] = agent.questions;
      expect(question.match(/line \d+\n/g)).toHaveLength(10);
      expect(question).toContain("… 15 more deals");
      expect(question).toContain("25 distinct changes");
    });
  });

  it("is asked also where the server was started with --yes", async () => {
    const answer = (): ElicitResult => ({ action: "decline" });
    await withAgent([...ALLOWED, "--yes"], { answer, isModern }, async (agent, server) => {
      const { error } = await agent.call("apply_plan", { digest: await planOf(agent, 1) });
      expect(error?.code).toBe("not_confirmed");
      expect(writes(server)).toBe(0);
    });
  });

  it("that cannot ask needs a server that was started with --yes", async () => {
    await withAgent(ALLOWED, { isModern }, async (agent, server) => {
      const { error } = await agent.call("apply_plan", { digest: await planOf(agent, 1) });
      expect(error).toMatchObject({ code: "not_confirmed", hint: expect.stringContaining("--yes") });
      expect(writes(server)).toBe(0);
    });
    await withAgent([...ALLOWED, "--yes"], { isModern }, async (agent, server) => {
      const applied = await agent.call("apply_plan", { digest: await planOf(agent, 1) });
      expect(applied.value).toMatchObject({ applied: 1 });
      expect(writes(server)).toBe(1);
    });
  });
});

it("an answer that comes too late is none, in a call that stays open", async () => {
  const clock = { ...fastClock(), after: lateClock() };
  const answer = () => new Promise<ElicitResult>(() => {});
  await withAgent(ALLOWED, { answer, clock }, async (agent, server) => {
    const { error } = await agent.call("apply_plan", { digest: await planOf(agent, 1) });
    expect(error).toMatchObject({
      code: "not_confirmed",
      message: expect.stringContaining("within 10 minutes"),
    });
    expect(writes(server)).toBe(0);
  });
});

it("an answer that comes too late is none, in a call that is made again", async () => {
  const clock = fastClock();
  const answer = async (): Promise<ElicitResult> => {
    await clock.wait(ANSWER_TIMEOUT_MS + 1);
    return YES();
  };
  await withAgent(ALLOWED, { answer, clock, isModern: true }, async (agent, server) => {
    const { error } = await agent.call("apply_plan", { digest: await planOf(agent, 1) });
    expect(error).toMatchObject({
      code: "not_confirmed",
      message: expect.stringContaining("within 10 minutes"),
    });
    expect(writes(server)).toBe(0);
  });
});

it("an answer to a question that was never asked, or that was about another plan, counts for nothing", async () => {
  await withAgent(ALLOWED, { answer: YES, isModern: true }, async (agent, server) => {
    const digest = await planOf(agent, 1);
    const forged = {
      inputResponses: { confirm: YES() },
      requestState: "0d4b2a52-7f5d-4a55-9a31-1c1f4f2b0c11",
    };
    const params = { name: "apply_plan", arguments: { digest }, ...forged };
    const result = await agent.client.request({ method: "tools/call", params });
    expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: "not_confirmed" } } });
    expect(writes(server)).toBe(0);
  });
});

describe("a plan", () => {
  it("of another session, or of no one, is not applied", async () => {
    await withHostileServer({}, async (home, server) => {
      const options = { answer: YES, env: server.env };
      const first = await openAgent(home, ALLOWED, options);
      const digest = await planOf(first, 1);
      const second = await openAgent(home, ALLOWED, options);
      expect((await second.call("show_plan", { digest })).value).toMatchObject({ digest, next: null });
      expect((await second.call("apply_plan", { digest })).error?.code).toBe("plan_not_made_here");
      const nobody = `sha256:${"0".repeat(64)}`;
      expect((await second.call("apply_plan", { digest: nobody })).error?.code).toBe("plan_not_found");
      expect((await second.call("show_plan", { digest: nobody })).error?.code).toBe("plan_not_found");
      expect(second.questions).toEqual([]);
      // The same plan, made here as well: whoever applies it first is the only one.
      expect(await planOf(second, 1)).toBe(digest);
      expect((await second.call("apply_plan", { digest })).value).toMatchObject({ applied: 1 });
      expect((await first.call("apply_plan", { digest })).error?.code).toBe("plan_already_applied");
      expect(writes(server)).toBe(1);
      await Promise.all([first.leave(), second.leave()]);
    });
  });

  it("that two calls apply at once is applied once", async () => {
    await withAgent(ALLOWED, { answer: YES }, async (agent, server) => {
      const digest = await planOf(agent, 3);
      const both = await Promise.all([1, 2].map(() => agent.call("apply_plan", { digest })));
      expect(both.map(({ error }) => error?.code ?? "applied").sort()).toEqual([
        "applied",
        "plan_already_applied",
      ]);
      expect(writes(server)).toBe(3);
    });
  });

  it("with more changes than --max-changes is refused before the question", async () => {
    await withAgent([...ALLOWED, "--max-changes", "2"], { answer: YES }, async (agent, server) => {
      const { error } = await agent.call("apply_plan", { digest: await planOf(agent, 3) });
      expect(error).toMatchObject({ code: "too_many_changes", exit_code: 9 });
      expect(agent.questions).toEqual([]);
      expect(writes(server)).toBe(0);
    });
    await withAgent(ALLOWED, { answer: YES }, async (agent) => {
      const { error } = await agent.call("apply_plan", { digest: await planOf(agent, 101) });
      expect(error?.code).toBe("too_many_changes");
    });
  });

  it("of an undo belongs to the run that was previewed", async () => {
    await withAgent(ALLOWED, { answer: YES }, async (agent, server) => {
      const applied = await agent.call("apply_plan", { digest: await planOf(agent, 1) });
      const { run } = applied.value;
      const { digest } = (await agent.call("undo_run", { run })).value;
      expect((await agent.call("undo_run", { run: "20200101", digest })).error?.code).toBe(
        "plan_not_approved",
      );
      // The deal changes between the preview and the undo: that is another plan.
      server.meddle("d1", { deal_name: "Meddled" });
      expect((await agent.call("undo_run", { run, digest })).error?.code).toBe("plan_not_approved");
      expect(agent.questions).toHaveLength(1);
      expect(writes(server)).toBe(1);
    });
  });
});

/** The longest wait is over at once; the others are real. */
function lateClock(): ReturnType<typeof fastClock>["after"] {
  const { after } = fastClock();
  return (ms, callback, options) => after(ms === ANSWER_TIMEOUT_MS ? 50 : ms, callback, options);
}
