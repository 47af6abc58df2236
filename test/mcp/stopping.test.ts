/** A call that is canceled, a client that goes away, and a server that is stopped: nothing is lost, and a run can be resumed. */
import { expect, it } from "vitest";
import { expectInvariants } from "../hostile/expectInvariants.ts";
import type { HostileServerOptions } from "../hostile/hostileServer.ts";
import { expectResumed, idsTo, withHostileServer, writesOf } from "../hostile/runFaultScenario.ts";
import { type Agent, openAgent, YES } from "./agent.ts";

const ROWS = (deals: number) => idsTo(deals).map((id) => ({ id, deal_name: "Renamed" }));

/** Calls back at the first write. */
function atFirstWrite(): { readonly options: HostileServerOptions; readonly reached: Promise<void> } {
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const onRequest = (method: string) => {
    if (method === "PATCH") reach();
  };
  return { options: { slow: 60, onRequest }, reached };
}

async function planned(agent: Agent, deals: number): Promise<string> {
  return (await agent.call("plan_changes", { rows: ROWS(deals) })).value.digest ?? "";
}

it.concurrent.each([
  ["cancels the call", false],
  ["goes away", true],
])(
  "a client that %s in the middle of an apply stops the run, which can be resumed",
  async (what, isModern) => {
    const { options, reached } = atFirstWrite();
    await withHostileServer(options, async (home, server) => {
      const ids = idsTo(60);
      const agent = await openAgent(home, ["--allow-apply"], { answer: YES, env: server.env, isModern });
      const digest = await planned(agent, ids.length);
      const stop = new AbortController();
      const call = agent
        .call("apply_plan", { digest }, { signal: stop.signal })
        .catch((error: Error) => error);
      await reached;
      if (what === "cancels the call") {
        stop.abort();
        // The server continues, and the next call is answered.
        expect((await agent.call("list_runs")).value).toMatchObject({ runs: [{ plan_digest: digest }] });
        expect((await agent.call("apply_plan", { digest })).error).toMatchObject({
          code: "plan_already_applied",
        });
      }
      const done = await agent.leave();
      await call;
      expect(done.exit).toBe(0);
      expect(done.stderr).toMatch(/routera runs resume \d{8}-\d{6}-[0-9a-f]{4}\n/);
      const written = ids.filter((id) => server.asked(id).includes("PATCH"));
      expect(written.length).toBeGreaterThan(0);
      expect(written.length).toBeLessThan(ids.length);
      await expectInvariants({ home, server, done });
      await expectResumed(home, server);
      expect(writesOf(server, ids)).toBe(ids.map(() => "1").join(" "));
    });
  },
);

it.concurrent("a canceled plan stops reading deals and saves nothing", async () => {
  await withHostileServer({ slow: 20 }, async (home, server) => {
    const agent = await openAgent(home, [], { env: server.env });
    const stop = new AbortController();
    const call = agent.call("plan_changes", { rows: ROWS(150) }, { signal: stop.signal });
    const rejected = expect(call).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 200));
    stop.abort();
    await rejected;
    await agent.call("list_runs");
    const { exit } = await agent.leave();
    const read = server.log.length;
    expect({ exit, few: read < 150 }).toEqual({ exit: 0, few: true });
    expect(home.files().filter(({ path }) => path.includes("saved-plans"))).toEqual([]);
    expect(home.files().filter(({ path }) => path.endsWith("plan.jsonl"))).toEqual([]);
  });
});

it.concurrent("progress is reported to a client that asks for it: it only grows, and ends with all", async () => {
  await withHostileServer({ slow: 10 }, async (home, server) => {
    const agent = await openAgent(home, ["--allow-apply"], { answer: YES, env: server.env });
    const told: { readonly progress: number; readonly total?: number | undefined }[] = [];
    const onprogress = (progress: { readonly progress: number; readonly total?: number | undefined }) =>
      void told.push(progress);
    const plan = await agent.call("plan_changes", { rows: ROWS(60) }, { onprogress });
    expect(told.at(-1)).toMatchObject({ progress: 60, total: 60 });
    expect(told.map(({ progress }) => progress)).toEqual(
      [...new Set(told.map(({ progress }) => progress))].sort((a, b) => a - b),
    );
    told.length = 0;
    await agent.call("apply_plan", { digest: plan.value.digest }, { onprogress });
    expect(told.at(-1)).toMatchObject({ progress: 60, total: 60 });
    await agent.leave();
  });
});
