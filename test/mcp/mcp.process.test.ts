/** `routera mcp` as a client starts it: a process of its own, real pipes, signals and kills. */
import { once } from "node:events";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, it, onTestFinished } from "vitest";
import { environment, LAUNCHER, makeHome, waitForExit } from "../harness/program.ts";
import { expectInvariants } from "../hostile/expectInvariants.ts";
import { expectResumed, idsTo, withHostileServer, writesOf } from "../hostile/runFaultScenario.ts";
import { agentOver, YES } from "./agent.ts";

const INITIALIZE = `${JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1.0.0" } },
})}\n`;

describe("the SDK's own client", () => {
  it.each([false, true])(
    "plans, applies and undoes over pipes, thirty calls at once (modern: %s)",
    async (isModern) => {
      const home = makeHome();
      onTestFinished(home.remove);
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [LAUNCHER, "mcp", "--profile", "sandbox", "--allow-apply"],
        env: Object.fromEntries(
          Object.entries(environment(home.path)).map(([key, value]) => [key, value ?? ""]),
        ),
        cwd: home.path,
        stderr: "pipe",
      });
      let stderr = "";
      transport.stderr?.on("data", (piece: Buffer) => {
        stderr += piece.toString();
      });
      const agent = await agentOver(transport, { answer: YES, isModern }, async () => {
        await agent.client.close();
        return { exit: 0, signal: null, stdout: "", stderr };
      });
      const calls = Array.from({ length: 30 }, () => agent.call("list_deals", { limit: 2 }));
      for (const { isError, value } of await Promise.all(calls)) {
        expect({ isError, deals: (value.deals as unknown as readonly object[]).length }).toEqual({
          isError: false,
          deals: 2,
        });
      }
      const where = ["deal_stage=qualified"];
      const planned = await agent.call("plan_changes", { where, fields: { deal_stage: "proposal" } });
      const applied = await agent.call("apply_plan", { digest: planned.value.digest });
      expect(applied.value).toMatchObject({ complete: true, exit_code: 0 });
      const { run } = applied.value;
      const { digest } = (await agent.call("undo_run", { run })).value;
      expect((await agent.call("undo_run", { run, digest })).value).toMatchObject({
        undo_of: run,
        complete: true,
      });
      expect((await agent.leave()).stderr).toBe("");
    },
  );
});

describe.concurrent("a server in the middle of an apply", () => {
  it.each(["SIGKILL", "SIGTERM", "the end of its client"] as const)(
    "that meets %s leaves a run that can be resumed",
    async (what) => {
      let reach: () => void = () => {};
      const reached = new Promise<void>((resolve) => {
        reach = resolve;
      });
      const onRequest = (method: string): void => {
        if (method === "PATCH") reach();
      };
      await withHostileServer({ slow: 60, onRequest }, async (home, server) => {
        const ids = idsTo(60);
        const child = home.start(["mcp", "--allow-apply", "--yes"], { env: server.env });
        const ended = waitForExit(child);
        const call = (id: number, name: string, args: object) =>
          child.stdin?.write(
            `${JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } })}\n`,
          );
        let stdout = "";
        child.stdout?.on("data", (piece: Buffer) => {
          stdout += piece.toString();
        });
        child.stdin?.write(INITIALIZE);
        call(2, "plan_changes", { rows: ids.map((id) => ({ id, deal_name: "Renamed" })) });
        while (!/"digest":"sha256:[0-9a-f]{64}"/.test(stdout))
          await once(child.stdout as NodeJS.ReadableStream, "data");
        call(3, "apply_plan", { digest: /sha256:[0-9a-f]{64}/.exec(stdout)?.[0] });
        await reached;
        if (what === "the end of its client") {
          child.stdin?.destroy();
          child.stdout?.destroy();
        } else child.kill(what);
        const done = await ended;
        const exit = { SIGKILL: null, SIGTERM: 143, "the end of its client": 0 }[what];
        expect(done.exit).toBe(exit);
        if (what !== "SIGKILL") expect(done.stderr).toMatch(/routera runs resume \d{8}-\d{6}-[0-9a-f]{4}\n/);
        expect(ids.some((id) => !server.asked(id).includes("PATCH"))).toBe(true);
        await expectInvariants({ home, server, done, cutDown: what === "SIGKILL" });
        await expectResumed(home, server);
        expect(writesOf(server, ids).replaceAll(" ", "")).toMatch(what === "SIGKILL" ? /^[12]+$/ : /^1+$/);
      });
    },
  );
});

it("a message of 20 megabytes is refused, and the next one is answered", async () => {
  const home = makeHome();
  onTestFinished(home.remove);
  const child = home.start(["mcp", "--profile", "sandbox"]);
  const ended = waitForExit(child);
  const write = async (text: string) => {
    if (child.stdin?.write(text) === false) await once(child.stdin, "drain");
  };
  await write('{"jsonrpc":"2.0","id":7,"method":"');
  for (let megabytes = 0; megabytes < 20; megabytes++) await write("x".repeat(1_000_000));
  await write('"}\n');
  await write(INITIALIZE);
  child.stdin?.end();
  const { exit, stderr, stdout } = await ended;
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers).toMatchObject([
    { id: null, error: { code: -32600 } },
    { id: 1, result: {} },
  ]);
});
